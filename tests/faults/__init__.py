"""Faults on purpose: processes killed in a burst; what was acknowledged must be there."""
