"""What became of each measure: the program proposes, a person answers; and what differs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.plans import chain, confirming, identity, matching, queries
from consult.domain.plans.matching import Question
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.pieces import compared
from consult.kernel.errors import NotFound
from consult.web.forms import ConsultForm, LocalisedField, RadiosField, TextField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.plan import draft_by_slug, version_by_number
from consult.web.sentences import sentence

KINDS = ("edited", "added", "removed", "split", "merged", "renumbered", "section")
OTHERS, NEW = "others", "new"


def matching_form(questions: Sequence[Question], removals: Sequence[Any]) -> ConsultForm:
    """Return a form with a choice for each open measure and a reason for each one left out."""
    fields: dict[str, Any] = {}
    for place, one in enumerate(questions):
        fields[f"match_{place}"] = RadiosField(
            _("What is measure %(number)s of the draft?", number=one.measure.number),
            choices=_choices(one),
        )
        fields[f"others_{place}"] = TextField(
            _("Numbers in the version before"), hint=_l("For example: 2.3, 2.4"), limit=100
        )
    for place, removal in enumerate(removals):
        fields[f"reason_{place}"] = LocalisedField(
            _("Why is measure %(number)s left out?", number=removal.measure_version.number),
            lines=True,
            limit=2_000,
        )
    made: ConsultForm = type("MatchingForm", (ConsultForm,), fields)()
    return made


def _choices(one: Question) -> list[tuple[str, str]]:
    proposed = ", ".join(row.number for row in one.proposed)
    likely = (
        [(proposed, _("It continues measure %(numbers)s", numbers=proposed))] if proposed else []
    )
    return [
        *likely,
        (NEW, _("It is new: it continues no measure")),
        (OTHERS, _("It continues other measures")),
    ]


@blueprint.route("/organise/<string:slug>/plan/matching", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=draft_by_slug)
def plan_matching(consultation: Consultation, draft: PlanVersion) -> Any:
    """Ask what became of each measure where the program cannot be sure."""
    asked = matching.questions(draft, request.args.get("measure", ""))
    removals = identity.removals_of(draft.id)
    form = matching_form(asked, removals)
    if request.method == "GET":
        for place, removal in enumerate(removals):
            form[f"reason_{place}"].process(None, removal.reason)
    if form.validate_on_submit() and _answered(draft, form, asked, removals):
        flash(_("Saved."), "success")
        return redirect(url_for("organise.plan_matching", slug=consultation.slug))
    return render_template(
        "organise/plan_matching.html",
        consultation=consultation,
        draft=draft,
        form=form,
        questions=asked,
        removals=removals,
        fates=matching.fates(draft),
        followed=identity.followed_by(draft),
    ), 422 if request.method == "POST" else 200


def _answered(
    draft: PlanVersion, form: ConsultForm, asked: Sequence[Question], removals: Sequence[Any]
) -> bool:
    """Store the answers that were given; returns whether all of them could be."""
    answers = _answers(form, asked)
    places = {one.measure.number: place for place, one in enumerate(asked)}
    empty = [number for number, named in answers.items() if named == [""]]
    for number in empty:
        form.fail(f"others_{places[number]}", _("Write the numbers of the measures."))
    if empty:
        return False
    try:
        if answers:
            confirming.confirm_matches(draft, answers, by=actor())
    except confirming.UnknownMeasure as refused:
        wrong = refused.facts["number"]
        place = next(places[number] for number, named in answers.items() if wrong in named)
        form.fail(f"others_{place}", sentence(refused))
        return False
    _give_reasons(draft, form, removals)
    return True


def _answers(form: ConsultForm, asked: Sequence[Question]) -> dict[str, list[str]]:
    """Return the numbers that each answered measure continues; [""] where they are missing."""
    every = request.form.get("do") == "all"
    found: dict[str, list[str]] = {}
    for place, one in enumerate(asked):
        chosen = form[f"match_{place}"].data
        if chosen == OTHERS:
            typed = (form[f"others_{place}"].data or "").replace(";", ",").split(",")
            found[one.measure.number] = [part.strip() for part in typed if part.strip()] or [""]
        elif chosen == NEW:
            found[one.measure.number] = []
        elif chosen or every:
            found[one.measure.number] = [row.number for row in one.proposed]
    return found


def _give_reasons(draft: PlanVersion, form: ConsultForm, removals: Sequence[Any]) -> None:
    left = {row.measure_version.number: row for row in identity.removals_of(draft.id)}
    for place, removal in enumerate(removals):
        number, reason = removal.measure_version.number, form[f"reason_{place}"].data
        known = left.get(number)
        if known and reason and not (known.confirmed and known.reason == reason):
            confirming.confirm_removal(draft, number, reason, by=actor())


def versions_to_compare(
    slug: str, old: int, new: int
) -> tuple[Consultation, PlanVersion, PlanVersion]:
    """Return two versions, drafts too, the older first; raises NotFound."""
    consultation, earlier = version_by_number(slug, old)
    if old > new:
        raise NotFound
    return consultation, earlier, queries.version_of(consultation.id, new)


@blueprint.get("/organise/<string:slug>/plan/compare/<int:old>/<int:new>")
@needs(Permission.READ_STAFF, find=versions_to_compare)
def plan_compare(consultation: Consultation, old: PlanVersion, new: PlanVersion) -> str:
    """Show all differences between two versions, also of the draft, word by word."""
    found = compared(old.id, new.id)
    kinds = Counter(one.difference.kind for one in found)
    gone = [row.id for one in found if not one.difference.after for row in one.difference.before]
    return render_template(
        "organise/plan_compare.html",
        consultation=consultation,
        old=old,
        new=new,
        found=found,
        counted=[(kind, kinds[kind]) for kind in KINDS if kinds[kind]],
        alone=[one for one in found if one.alone],
        left_out=chain.left_out(gone, drafts=True),
    )
