"""Backups: one encrypted archive of database and files at one point, and the way back."""
