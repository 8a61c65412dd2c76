"""How versions are called, which bodies of the State a plan names, when it changes (pure)."""

from consult.kernel.localised import LocalisedText

FIRST_LABEL = LocalisedText(
    kk="Талқылауға арналған жоба", ru="Проект для обсуждения", en="Draft for discussion"
)
LATER_LABEL = LocalisedText(
    kk="Талқылаудан кейінгі жоба", ru="Проект после обсуждения", en="Draft after the discussion"
)
PUBLIC_VERSIONS = frozenset({"published", "superseded", "adopted"})
DISCUSSED = frozenset({"scheduled", "open"})
OVER = frozenset({"archived", "cancelled"})
CHANGE_KINDS = ("unchanged", "edited", "renumbered", "added", "split", "merged")
EXECUTOR_ROLES = ("lead", "co", "by_agreement")
STATE_BODIES = {
    "MFA": "ministry",
    "MOJ": "ministry",
    "MIA": "ministry",
    "MLSP": "ministry",
    "MES": "ministry",
    "MH": "ministry",
    "MCI": "ministry",
    "MF": "ministry",
    "PGO": "state_body",
    "SC": "state_body",
    "ACSA": "state_body",
    "SA": "state_body",
    "HRC": "state_body",
    "NCW": "state_body",
    "CHR": "ombudsman",
    "LEB": "akimat",
    "AK2": "akimat",
}


def label_of(number: int) -> LocalisedText:
    """Return how a version is called when nobody says otherwise."""
    return FIRST_LABEL if number == 1 else LATER_LABEL
