"""Submissions and their comments: one comment is one point on one measure."""
