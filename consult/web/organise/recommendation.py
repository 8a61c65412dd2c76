"""One recommendation in the register: stating a new position, naming the one that it repeats."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.recommendations import operations, queries
from consult.domain.recommendations.models import Recommendation
from consult.domain.recommendations.rules import POSITIONS
from consult.kernel.errors import Conflict, NotFound
from consult.web.forms import (
    ConsultForm,
    DayField,
    HiddenField,
    RadiosField,
    TextField,
    row_version,
)
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.organise import blueprint
from consult.web.sentences import sentence

EARLIER = "earlier"
ADDRESS = "/organise/recommendations/<string:mechanism>/<string:cycle>/<string:paragraph>"


class PositionForm(ConsultForm):
    """A position of the State and where it is stated."""

    position = RadiosField(_l("Position"), required=_l("Choose the position."))
    source = TextField(
        _l("Source"),
        required=_l("Enter the document that states the position."),
        limit=500,
        hint=_l("For example A/HRC/14/10/Add.1, paragraph 4."),
    )
    stated_on = DayField(_l("Stated on"), hint=_l("Not required."))
    row_version = HiddenField()

    def offer(self) -> "PositionForm":
        """Offer the positions."""
        self.position.choices = choices("position", POSITIONS)
        return self


class PredecessorForm(ConsultForm):
    """The recommendation of an earlier cycle that this one repeats."""

    cycle = TextField(_l("Earlier cycle"), limit=40, hint=_l("Empty when it repeats none."))
    paragraph = TextField(
        _l("Paragraph"), limit=40, hint=_l("As it is printed, for example 95.10.")
    )


@blueprint.get(ADDRESS)
@needs(Permission.KEEP_REGISTER, find=queries.recommendation_by_key)
def recommendation(found: Recommendation) -> Any:
    """Show a recommendation with the history of its position and what can be changed."""
    form = PositionForm(formdata=None, row_version=found.row_version).offer()
    return _page(found, form, _predecessor_form(found))


@blueprint.post(ADDRESS)
@needs(Permission.KEEP_REGISTER, find=queries.recommendation_by_key)
def recommendation_position(found: Recommendation) -> Any:
    """State a position; what was stated before stays in the history."""
    form = PositionForm().offer()
    if not form.validate():
        return _page(found, form, _predecessor_form(found)), 422
    try:
        operations.state_position(
            found,
            form.position.data,
            form.source.data or "",
            form.stated_on.data,
            by=actor(),
            expected=row_version(form.row_version.data),
        )
    except Conflict as refused:
        form.fail("position", sentence(refused))
        form.row_version.data = str(found.row_version)
        return _page(found, form, _predecessor_form(found)), refused.status
    flash(_("The position was saved. The earlier ones stay in the history."), "success")
    return _back(found)


@blueprint.post(f"{ADDRESS}/predecessor")
@needs(Permission.KEEP_REGISTER, find=queries.recommendation_by_key)
def recommendation_predecessor(found: Recommendation) -> Any:
    """Name the recommendation of an earlier cycle that this one repeats, or none."""
    form = PredecessorForm(prefix=EARLIER)
    refused = "" if form.validate() else "invalid"
    if not refused:
        refused = _named(found, form)
    if not refused:
        flash(_("Saved."), "success")
        return _back(found)
    blank = PositionForm(formdata=None, row_version=found.row_version).offer()
    return _page(found, blank, form), 422


def _named(found: Recommendation, form: PredecessorForm) -> str:
    """Name the predecessor; returns why it is refused, empty when it was named."""
    cycle, paragraph = form.cycle.data or "", form.paragraph.data or ""
    try:
        before = (
            queries.recommendation_by_key(found.mechanism, cycle, paragraph)
            if cycle or paragraph
            else None
        )
        operations.set_predecessor(found, before, by=actor())
    except NotFound:
        form.fail("paragraph", _("There is no such recommendation. Check cycle and paragraph."))
        return "not_found"
    except operations.OwnPredecessor as refused:
        form.fail("paragraph", sentence(refused))
        return refused.code
    return ""


def _predecessor_form(found: Recommendation) -> PredecessorForm:
    before = found.predecessor
    facts = {"cycle": before.cycle, "paragraph": before.paragraph} if before else {}
    return PredecessorForm(formdata=None, prefix=EARLIER, **facts)


def _back(found: Recommendation) -> Any:
    here = url_for(
        "organise.recommendation",
        mechanism=found.mechanism,
        cycle=found.cycle,
        paragraph=found.paragraph,
    )
    return redirect(here)


def _page(found: Recommendation, form: PositionForm, predecessor: PredecessorForm) -> str:
    return render_template(
        "organise/recommendation.html", it=found, form=form, predecessor_form=predecessor
    )
