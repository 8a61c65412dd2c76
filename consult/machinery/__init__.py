"""Mechanisms with a table of their own that know no subject."""
