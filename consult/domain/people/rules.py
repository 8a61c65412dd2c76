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
BODY_KINDS = STATE_KINDS | {"ombudsman"}
REGISTERING_KINDS = tuple(
    kind for kind in ORGANISATION_KINDS if kind not in BODY_KINDS | {"individual"}
)
ROLES = (
    "organiser",
    "moderator",
    "facilitator",
    "ministry_contributor",
    "ministry_approver",
    "auditor",
    "trustee",
)
CHALLENGES = ("passkey_add", "passkey_sign_in", "passkey_confirm", "provider")
TRUSTEE = "trustee"
MINISTRY_ROLES = frozenset({"ministry_contributor", "ministry_approver"})
