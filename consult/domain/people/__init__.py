"""Persons, organisations, memberships, roles and invitations."""
