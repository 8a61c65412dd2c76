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
