"""How long what is kept: periods, the purge and its protocol, erasure, a person's own data."""
