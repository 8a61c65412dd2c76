"""The way in from paper and from the screen in the hall: an event code leads to the form."""

from flask import redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from consult.access import Permission, permits
from consult.domain.roundtables.events import (
    EventCodeEnded,
    UnknownEventCode,
    read_short_code,
    short_code,
    working_event,
)
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.points import Target
from consult.domain.submissions.targets import places_of
from consult.kernel.errors import ConsultError, NotFound
from consult.web import sentences
from consult.web.forms import ConsultForm, TextField
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.public.addresses import typed

REFUSALS = (UnknownEventCode, EventCodeEnded, NotFound)


class NoSuchMeasure(NotFound):
    """The plan has no measure of this number; facts: number."""

    code = "no_such_measure"


class CodeForm(ConsultForm):
    """The short code beside the picture on paper; sent by GET, so that no cookie is set."""

    class Meta(ConsultForm.Meta):
        """A form that changes nothing."""

        csrf = False

    code = TextField(
        _l("Short code"),
        limit=60,
        hint=_l("It stands beside the square picture, like K7QF2M-2.1 or K7QF2M."),
    )


@needs(Permission.ANYONE)
def short_address(code: str = "", number: str = "") -> Response:
    """Send a reader of paper on, in the language that the browser asks for.

    There is no limit on tries: a code opens nothing private, and a whole hall asks at once.
    """
    shown = f"{code}-{number}" if number else code
    answer = redirect(url_for("public.event_code", language=current_language(), code=shown or None))
    answer.vary.add("Accept-Language")
    return answer


def _add_short_addresses(state: BlueprintSetupState) -> None:
    rules = {
        "event": "/e",
        "event_of": "/e/<string:code>",
        "event_measure": "/e/<string:code>/<string:number>",
    }
    for endpoint, rule in rules.items():
        state.app.add_url_rule(rule, endpoint, short_address)


blueprint.record_once(_add_short_addresses)


@blueprint.get("/e")
@needs(Permission.ANYONE)
def event_code() -> Response | tuple[str, int] | str:
    """Take a short code from paper and go to the form with measure and event filled in."""
    code = typed("code")
    form = CodeForm(data={"code": code})
    if "code" not in request.args:
        return render_template("public/event.html", form=form, ended=None)
    try:
        return redirect(_to_the_form(code))
    except REFUSALS as error:
        form.fail("code", sentences.sentence(error))
        ended = error.facts["table"] if isinstance(error, EventCodeEnded) else None
        return render_template("public/event.html", form=form, ended=ended), _status(error)


def _status(error: ConsultError) -> int:
    return error.status if isinstance(error, EventCodeEnded) else 404


def _to_the_form(code: str) -> str:
    event, number = read_short_code(code)
    table = _working(event)
    target = _target(table, number).code if number else None
    return url_for(
        "contribute.start", slug=table.consultation.slug, target=target, event=short_code(table)
    )


def _working(event: str) -> RoundTable:
    """Return the meeting of a code; the code of a consultation that is a draft is known to nobody.

    Raises UnknownEventCode, EventCodeEnded.
    """
    try:
        table, ended = working_event(event), None
    except EventCodeEnded as error:
        table, ended = error.facts["table"], error
    if not permits(actor(), Permission.READ, table.consultation):
        raise UnknownEventCode(typed=event)
    if ended is not None:
        raise ended
    return table


def _target(table: RoundTable, number: str) -> Target:
    target = Target("measure", number)
    if not places_of(table.consultation_id).holds(target):
        raise NoSuchMeasure(number=number)
    return target
