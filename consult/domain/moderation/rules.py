"""Actions and grounds of moderation; criticism of authority is not a ground (D-16). Pure."""

ACTIONS = ("publish", "publish_redacted", "withhold", "mark_spam", "restore")
GROUNDS = (
    "third_person_data",
    "insult",
    "spam",
    "off_topic",
    "author_security",
    "legal_order",
)
RESULT = {
    "publish": "published",
    "publish_redacted": "published_redacted",
    "withhold": "withheld",
    "mark_spam": "spam",
    "restore": "received",
}
NEEDS_GROUND = frozenset({"withhold", "publish_redacted"})
PUBLIC_RESULTS = frozenset({"published", "published_redacted"})
REPEATABLE = frozenset({"publish_redacted", "withhold"})
ALERT_WORKING_DAYS = 3
NOTE_LIMIT = 2_000


def is_possible(action: str, publication: str, *, withdrawn: bool) -> bool:
    """Return whether a comment in this state may be decided so.

    Withdrawn comments are not decided any more; what would change nothing is refused, but other
    spans or another ground may be chosen.
    """
    if withdrawn:
        return False
    return RESULT[action] != publication or action in REPEATABLE


def is_told(action: str, publication: str) -> bool:
    """Return whether the author hears of the decision: of everything but spam."""
    return action != "mark_spam" and not (action == "restore" and publication == "spam")
