"""Dispositions and what each of them needs before it may be approved (pure)."""

from dataclasses import dataclass

DISPOSITIONS = (
    "accepted",
    "partly",
    "covered",
    "noted",
    "rejected",
    "out_of_scope",
    "duplicate",
    "deferred",
    "withdrawn",
)
STATES = ("draft", "submitted", "returned", "approved")
REJECTION_GROUNDS = ("legal", "financial", "competence")


@dataclass(frozen=True)
class Needs:
    """What a disposition needs: reasons, another fact, and how it counts in the statistics."""

    reasons: bool
    fact: str
    counts_as: str


NEEDS = {
    "accepted": Needs(reasons=False, fact="", counts_as="taken_up"),
    "partly": Needs(reasons=True, fact="part_accepted", counts_as="taken_up_in_part"),
    "covered": Needs(reasons=True, fact="covered_by", counts_as="taken_up"),
    "noted": Needs(reasons=True, fact="", counts_as="answered"),
    "rejected": Needs(reasons=True, fact="ground", counts_as="not_taken_up"),
    "out_of_scope": Needs(reasons=True, fact="passed_to", counts_as="not_taken_up"),
    "duplicate": Needs(reasons=False, fact="duplicate_of", counts_as="excluded"),
    "deferred": Needs(reasons=True, fact="", counts_as="open"),
    "withdrawn": Needs(reasons=False, fact="", counts_as="excluded"),
}
EXCLUDED = frozenset(code for code, needs in NEEDS.items() if needs.counts_as == "excluded")
