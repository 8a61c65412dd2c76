"""Kinds of changes, their causes, and what a cause needs (pure)."""

from collections.abc import Sequence

from consult.kernel.localised import LocalisedText

KINDS = ("edited", "added", "removed", "split", "merged", "renumbered", "section")
CAUSES = ("comments", "own_initiative", "agreed")
SIDES = ("before", "after")
TEXTUAL = frozenset(KINDS) - {"renumbered"}
"""Kinds that need a cause (I-11); a new number alone changes no words."""


def lacking(
    cause: str, comments: Sequence[str], explanation: LocalisedText, *, languages: Sequence[str]
) -> list[str]:
    """Return the codes of what a cause still lacks; `explanation:kk` names a language (A-05).

    Comments name themselves; own initiative and agreement need words in each given language.
    """
    if cause not in CAUSES:
        return ["cause"]
    if cause == "comments":
        return [] if comments else ["comments"]
    return [f"explanation:{code}" for code in languages if not explanation.exact(code)]


def name_of(section: str, before: Sequence[str] | None, after: Sequence[str] | None) -> str:
    """Return how a change is named in a list: by numbers alone, the same in every language."""
    earlier, later = ", ".join(before or ()), ", ".join(after or ())
    if earlier == later:
        return earlier or section
    return f"{earlier} → {later}".strip()
