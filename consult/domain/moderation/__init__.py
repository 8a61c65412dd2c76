"""Screening of comments: publish, redact, withhold, restore."""
