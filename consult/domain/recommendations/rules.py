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
