"""Dispositions and what each of them needs before it may be approved (pure)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from consult.kernel.localised import LocalisedText

Body = TypeVar("Body", bound=Hashable)
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
OFFERED = tuple(code for code in DISPOSITIONS if code != "withdrawn")
STATES = ("draft", "submitted", "reviewed", "returned", "approved")
STANCES = ("agree", "dissent", "supplement")
POSITION_STATES = ("draft", "approved")
DECISIONS = ("stands", "changed", "returned")
"""What a meeting decides: the answer stands, is to become another, or goes back to the bodies."""
REJECTION_GROUNDS = ("legal", "financial", "competence")
LOCALISED_FACTS = ("reasons", "part_accepted", "change", "signer_post")
PLAIN_FACTS = ("ground", "change_ref", "target_measure", "covered_by", "passed_to")
GIVES_A_CHANGE = ("linked", "promised_version", "change", "change_ref", "target_measure")
REASONS_LIMIT = 20_000
BOILERPLATE_SHARE = 0.2


@dataclass(frozen=True)
class Needs:
    """What a disposition needs: reasons, other facts, and how it counts in the statistics."""

    reasons: bool
    facts: tuple[str, ...]
    counts_as: str


NEEDS = {
    "accepted": Needs(reasons=False, facts=("change",), counts_as="taken_up"),
    "partly": Needs(reasons=True, facts=("part_accepted", "change"), counts_as="taken_up_in_part"),
    "covered": Needs(reasons=True, facts=("covered_by",), counts_as="taken_up"),
    "noted": Needs(reasons=True, facts=(), counts_as="answered"),
    "rejected": Needs(reasons=True, facts=("ground",), counts_as="not_taken_up"),
    "out_of_scope": Needs(reasons=True, facts=("passed_to",), counts_as="not_taken_up"),
    "duplicate": Needs(reasons=False, facts=("duplicate_of",), counts_as="excluded"),
    "deferred": Needs(reasons=True, facts=(), counts_as="open"),
    "withdrawn": Needs(reasons=False, facts=(), counts_as="excluded"),
}
EXCLUDED = frozenset(code for code, needs in NEEDS.items() if needs.counts_as == "excluded")


def missing(
    disposition: str, facts: Mapping[str, object], *, languages: Sequence[str] = ()
) -> list[str]:
    """Return the codes of what a disposition still lacks; `reasons:kk` names a language (I-9).

    `facts` holds LocalisedText for reasons, part_accepted and change, text for the others. With no
    languages, reasons in any one language are enough. A change may be given by one that is tied
    to the comment (`linked`), by the version it is promised for, by its text, by a reference or by
    the measure of the next version in which it is to come (I-10).
    """
    needs = NEEDS[disposition]
    found = [fact for fact in needs.facts if not _given(fact, facts)]
    if needs.reasons:
        found += _missing_reasons(LocalisedText.of(_localised(facts, "reasons")), languages)
    return found


def _given(fact: str, facts: Mapping[str, object]) -> bool:
    if fact == "change":
        return any(facts.get(name) for name in GIVES_A_CHANGE)
    return bool(facts.get(fact))


def _localised(facts: Mapping[str, object], name: str) -> LocalisedText:
    value = facts.get(name)
    return value if isinstance(value, LocalisedText) else LocalisedText()


def _missing_reasons(reasons: LocalisedText, languages: Sequence[str]) -> list[str]:
    if not reasons:
        return ["reasons"]
    return [f"reasons:{language}" for language in languages if not reasons.exact(language)]


def is_boilerplate(same: int, rejected: int) -> bool:
    """Whether one wording of reasons stands in more than a fifth of the rejections (A-03)."""
    return rejected > 0 and same > 1 and same / rejected > BOILERPLATE_SHARE


def answering(roles: Mapping[Body, str], present: Body | None = None) -> frozenset[Body]:
    """Return the bodies that may answer a comment out of those it is assigned to (body to role).

    The leads do; where none leads every one may. Who has answered already keeps the answer.
    """
    leads = {body for body, role in roles.items() if role == "lead"} or set(roles)
    return frozenset(leads | ({present} & set(roles) if present is not None else set()))
