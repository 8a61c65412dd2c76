"""Small makers of rows that tests start from."""
