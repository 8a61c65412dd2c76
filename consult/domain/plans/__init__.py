"""Plans, their versions, sections and measures."""
