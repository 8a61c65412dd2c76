"""What files tell of their makers: found, shown, and taken out of the copy that others get."""
