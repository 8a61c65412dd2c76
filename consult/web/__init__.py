"""The doors: who comes in, and by which way."""
