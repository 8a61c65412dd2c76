"""States of a consultation, consent levels and what a publication policy allows (pure)."""

STATES = (
    "draft",
    "scheduled",
    "open",
    "closed",
    "answering",
    "report_published",
    "decision_made",
    "monitoring",
    "archived",
    "cancelled",
)
PUBLIC_STATES = frozenset(STATES) - {"draft"}
AFTER_CLOSING = frozenset(
    {
        "closed",
        "answering",
        "report_published",
        "decision_made",
        "monitoring",
        "archived",
    }
)
TRANSITIONS = {
    "draft": {"scheduled", "open"},
    "scheduled": {"open", "cancelled", "draft"},
    "open": {"closed", "cancelled"},
    "closed": {"answering", "open"},
    "answering": {"report_published"},
    "report_published": {"decision_made"},
    "decision_made": {"monitoring"},
    "monitoring": {"archived"},
}
CHANNELS = ("web", "e-mail", "letter", "round_table", "file", "phone", "portal")
POLICIES = ("full", "organisation", "by_consent")
DEFAULT_ZONE = "Asia/Almaty"
MIN_WORKING_DAYS = 30
FLOOR_WORKING_DAYS = 10
