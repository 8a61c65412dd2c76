"""The ground floor: database, clock, errors, texts; imports nothing of ours."""
