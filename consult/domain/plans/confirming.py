"""A person says what became of each measure: the program only proposes (I-2)."""

from collections.abc import Collection, Mapping, Sequence

from consult.domain.people.actors import Actor
from consult.domain.plans import followers, identity, queries
from consult.domain.plans.models import MeasureRemoval, MeasureVersion, PlanVersion
from consult.domain.plans.operations import only_draft
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.localised import LocalisedText
from consult.machinery import audit


class RemovalReasonMissing(ConsultError):
    """A measure is left out without a reason (I-2); facts: number."""

    code = "removal_reason_missing"


class UnknownMeasure(ConsultError):
    """A number stands in no measure of the version that is meant; facts: number, version."""

    code = "unknown_measure"


def confirm_matches(
    version: PlanVersion, answers: Mapping[str, Sequence[str]], *, by: Actor
) -> list[MeasureVersion]:
    """Say by number which measures of the version before measures of the draft continue; none: new.

    The kind of change follows from that and from the wording: a measure that two continue is
    split, one that continues two is merged. Raises UnknownMeasure, WrongState.
    """
    only_draft(version)
    followed = identity.followed_by(version)
    rows = _named(version, answers)
    known = _named(followed, {number for named in answers.values() for number in named})
    for number, predecessors in answers.items():
        earlier = [known[one] for one in dict.fromkeys(predecessors)]
        identity.set_predecessors(rows[number], earlier)
        rows[number].confirmed = True
    identity.settle(version)
    audit.record(
        "plan.match_confirmed",
        version,
        by=by,
        consultation_id=version.consultation_id,
        number=version.number,
        answers={number: list(named) for number, named in answers.items()},
    )
    followers.tell_changed(version, by)
    return [rows[number] for number in answers]


def confirm_removal(
    version: PlanVersion, number: str, reason: LocalisedText, *, by: Actor
) -> MeasureRemoval:
    """Say why a measure of the version before is left out; everybody can read it.

    Raises RemovalReasonMissing without a reason, NotFound when something continues the measure.
    """
    only_draft(version)
    removal = _removal(version, number)
    if not reason:
        raise RemovalReasonMissing(number=number)
    removal.reason, removal.confirmed = reason, True
    audit.record(
        "plan.removal_confirmed",
        version,
        by=by,
        consultation_id=version.consultation_id,
        number=version.number,
        measure=number,
    )
    followers.tell_changed(version, by)
    return removal


def confirm_all_proposed(version: PlanVersion, *, by: Actor) -> list[str]:
    """Confirm every proposal that a person has looked at as a list.

    Removals without a reason stay open; returns their numbers.
    """
    only_draft(version)
    open_rows = [row for row in queries.measures_of(version.id) if not row.confirmed]
    for row in open_rows:
        row.confirmed = True
    removals = identity.removals_of(version.id)
    for removal in removals:
        removal.confirmed = bool(removal.reason)
    audit.record(
        "plan.matches_confirmed",
        version,
        by=by,
        consultation_id=version.consultation_id,
        number=version.number,
        measures=[row.number for row in open_rows],
    )
    return [one.measure_version.number for one in removals if not one.confirmed]


def _named(version: PlanVersion | None, numbers: Collection[str]) -> dict[str, MeasureVersion]:
    """Return measures by number; raises UnknownMeasure for a number that no measure has."""
    known = {row.number: row for row in queries.measures_of(version.id)} if version else {}
    for number in numbers:
        if number not in known:
            raise UnknownMeasure(number=number, version=version.number if version else 0)
    return {number: known[number] for number in numbers}


def _removal(version: PlanVersion, number: str) -> MeasureRemoval:
    for removal in identity.removals_of(version.id):
        if removal.measure_version.number == number:
            return removal
    raise NotFound
