"""The window in which a plan version may be commented on."""
