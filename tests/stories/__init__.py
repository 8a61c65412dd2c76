"""The process as people live it, through HTTP, on the real database."""
