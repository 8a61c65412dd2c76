"""Kinds of comments, consent levels and limits of what may be sent (pure)."""

KINDS = (
    "support",
    "objection",
    "amendment",
    "addition",
    "question",
    "information",
    "editorial",
)
TARGETS = ("measure", "field", "section", "plan")
MEASURE_FIELDS = (
    "text",
    "completion_form",
    "executors",
    "deadline",
    "indicator",
    "funding",
    "recommendations",
)
LEVELS = ("named", "org_only", "withheld_public", "withheld_ministries", "anonymous")
OFFERED_LEVELS = ("named", "org_only", "withheld_public")
LEVELS_BY_POLICY = {
    "full": ("named", "withheld_public"),
    "organisation": ("org_only", "withheld_public"),
}
AUTHOR_KINDS = ("individual", "organisation", "joint")
PUBLICATION = ("received", "published", "published_redacted", "withheld", "spam")
TEXT_LIMIT = 20_000
TEXT_LIMIT_BYTES = 100_000
POINTS_LIMIT = 100
FILES_LIMIT = 5
FILE_SIZE = 10 * 1024 * 1024
FILES_SIZE = 25 * 1024 * 1024
EMAIL_LENGTH = 254
NAME_LENGTH = 300


def levels_offered(policy: str) -> tuple[str, ...]:
    """Return the levels that a publication policy leaves; withholding is always offered."""
    return LEVELS_BY_POLICY.get(policy, OFFERED_LEVELS)
