"""Kinds of organisations, roles, and what makes a password acceptable (pure)."""

ORGANISATION_KINDS = (
    "ministry",
    "state_body",
    "akimat",
    "ombudsman",
    "ngo",
    "accredited_ngo",
    "coalition",
    "public_council",
    "academia",
    "bar",
    "business",
    "international",
    "media",
    "individual",
    "other",
)
STATE_KINDS = frozenset({"ministry", "state_body", "akimat"})
REGISTERING_KINDS = (
    "ngo",
    "accredited_ngo",
    "coalition",
    "public_council",
    "academia",
    "bar",
    "business",
    "international",
    "media",
    "other",
)
BODY_KINDS = STATE_KINDS | {"ombudsman"}
ROLES = (
    "organiser",
    "moderator",
    "ministry_contributor",
    "ministry_approver",
    "auditor",
)
MINISTRY_ROLES = frozenset({"ministry_contributor", "ministry_approver"})
