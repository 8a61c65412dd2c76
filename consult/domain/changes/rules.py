"""Kinds of changes, their causes, and what a cause needs (pure)."""

KINDS = ("edited", "added", "removed", "split", "merged", "renumbered", "section")
CAUSES = ("comments", "own_initiative", "agreed")
SIDES = ("before", "after")
TEXTUAL = frozenset(KINDS) - {"renumbered"}
"""Kinds that need a cause (I-11); a new number alone changes no words."""
