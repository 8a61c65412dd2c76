"""Codes of recommendations: mechanisms, positions, action categories; and their order (pure)."""

import re

MECHANISMS = (
    *("UPR", "CCPR", "CESCR", "CERD", "CEDAW", "CAT", "SPT", "CRC", "CRPD", "CMW", "CED"),
    *("SP", "ILO", "OTHER"),
)
POSITIONS = ("supported", "noted", "partially_supported", "pending", "not_applicable")
ACTION_CATEGORIES = (1, 2, 3, 4, 5)
QUOTED = ("received", *POSITIONS)
_NUMBER = re.compile(r"\d+")


def sort_key(paragraph: str) -> str:
    """Return the text by which paragraphs sort as people read them: 95.2 before 95.10."""
    return _NUMBER.sub(lambda found: found[0].zfill(6), paragraph)


AFFECTED_GROUPS = (
    "children and young people",
    "disappeared persons",
    "homeless persons",
    "human-rights defenders",
    "indigenous peoples",
    "LGBTI persons",
    "media",
    "mercenaries",
    "migrants, refugees, asylum seekers",
    "minorities",
    "non-citizens",
    "older persons",
    "persons deprived of liberty",
    "persons in slavery/trafficked",
    "persons living in poverty",
    "persons with disabilities",
    "private security",
    "public officials",
    "rural persons",
    "stateless persons",
    "women and girls",
)
