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
LEVELS_BY_POLICY = {
    "full": ("named", "withheld_public"),
    "organisation": ("org_only", "withheld_public"),
}
UNLINKED_LEVELS = frozenset({"withheld_ministries", "anonymous"})
"""Levels at which the State keeps neither account nor address nor the exact time."""
AUTHOR_KINDS = ("individual", "organisation", "joint")
VERIFICATIONS = ("organisation_confirmed", "email_confirmed", "unverified")
LIKENESSES = ("exact", "alike")
ANSWERS_TO_CLAIM = ("disputed", "recognised")
CLAIMS = ("", *LIKENESSES, *ANSWERS_TO_CLAIM)
"""Whether a sender without membership named a registered organisation, and what it says to that."""
HELD = ("", "no_work")
"""Why a submission is held for review: its browser did no work during a surge."""
PUBLICATION = ("received", "published", "published_redacted", "withheld", "spam")
UNSEALING_GROUNDS = ("protection", "legal_duty", "author_request")
UNSEALING_STATES = ("asked", "seconded", "refused", "delivered", "closed")
SEALED_LEVEL = "withheld_ministries"
TRUSTEES_NEEDED = 2
TEXT_LIMIT = 20_000
TEXT_LIMIT_BYTES = 100_000
POINTS_LIMIT = 100
FILES_LIMIT = 5
FILE_SIZE = 10 * 1024 * 1024
FILES_SIZE = 25 * 1024 * 1024
EMAIL_LENGTH = 254
NAME_LENGTH = 300


def levels_offered(policy: str, *, can_seal: bool = False) -> tuple[str, ...]:
    """Return the levels that a publication policy leaves; withholding is always offered.

    An identity can be kept from the State only where trustees hold keys to seal it to.
    """
    told = LEVELS_BY_POLICY.get(policy, LEVELS)
    hidden = UNLINKED_LEVELS if can_seal else UNLINKED_LEVELS - {SEALED_LEVEL}
    return tuple(
        level
        for level in LEVELS
        if level in hidden or (level in told and level not in UNLINKED_LEVELS)
    )
