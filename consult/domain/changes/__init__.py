"""What became different between two versions of a plan, and why."""
