"""The family of reports: what each variant is called, its formats, who may have it, its lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from consult.domain.reports.parts import PARTS
from consult.domain.reports.vocabulary import AUDIENCES, FORMATS, Audience, Format
from consult.kernel.errors import NotFound

_PRINTED: Final[tuple[Format, ...]] = ("xlsx", "docx", "pdf")
_LETTERS: Final[tuple[Format, ...]] = ("docx", "pdf")


@dataclass(frozen=True, slots=True)
class Variant:
    """One member of the family.

    Its title is the sentence `variant.<code>`, what it is for `variant_for.<code>`. `needs` names
    the frozen lists (reports.parts) that it prints beside the rows.
    """

    code: str
    formats: tuple[Format, ...] = _PRINTED
    audiences: tuple[Audience, ...] = AUDIENCES
    needs: tuple[str, ...] = ()

    def has(self, form: str, audience: str) -> bool:
        """Whether there is such a file."""
        return form in self.formats and audience in self.audiences


CONSOLIDATED: Final = "consolidated"
VARIANTS: Final[dict[str, Variant]] = {
    variant.code: variant
    for variant in (
        Variant(CONSOLIDATED, FORMATS),
        Variant("master"),
        Variant("disagreements"),
        Variant("comparative", needs=("changes",)),
        Variant("portal", (*_PRINTED, "csv")),
        Variant("summary_of_opinions"),
        Variant("expert", ("xlsx",), ("organiser", "ministry")),
        Variant("synopsis", _LETTERS, needs=("changes", "meetings")),
        Variant("recommendations", needs=("recommendations",)),
        Variant("replies", _LETTERS, ("organiser",)),
        Variant("minutes", _LETTERS, needs=("meetings",)),
        Variant("open_data", ("zip",), ("public",), ("changes", "recommendations")),
        Variant("dossier", _LETTERS, needs=PARTS),
    )
}
"""Variant code -> variant, in the order in which pages offer them (V1 to V12 and the dossier).

Who adds one adds it here, registers its writers in `exporters.writers`, and names it in the words
of reports (`variant.<code>`, `variant_for.<code>`).
"""


def variant_of(code: str) -> Variant:
    """Return a variant; raises NotFound."""
    if code not in VARIANTS:
        raise NotFound
    return VARIANTS[code]


def variants_for(audience: Audience) -> tuple[Variant, ...]:
    """Return the variants that an audience may have."""
    return tuple(variant for variant in VARIANTS.values() if audience in variant.audiences)
