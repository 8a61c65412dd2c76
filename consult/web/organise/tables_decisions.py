"""Deciding at the national round table: the agenda, one comment of it, print, letters to bodies."""

import uuid
from dataclasses import asdict, fields
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.access import Permission, permits
from consult.domain.responses import agenda, decided, deciding, telling
from consult.domain.responses.agenda import AgendaFilter, Disputed
from consult.domain.responses.disputed import DISPUTED
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.kernel.errors import Conflict, ConsultError, Missing, NotFound
from consult.kernel.localised import LocalisedText
from consult.kernel.paging import Page
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.organise.tables_decision_forms import WANTS, DecisionForm, StandForm, remark
from consult.web.sentences import sentence

ADDRESS = "/organise/<string:slug>/round-tables/<string:ref>/decisions"
ONE = f"{ADDRESS}/<uuid:comment_id>"
PRINTED = 200
TONES = {"stands": "good", "changed": "waiting", "returned": "new"}


def national_table(slug: str, ref: str) -> RoundTable:
    """Return a national meeting that takes place or was held; a regional one decides nothing."""
    table = table_by_reference(slug, ref)
    if table.level != "national" or table.state == "cancelled":
        raise NotFound
    return table


def item_of(slug: str, ref: str, comment_id: uuid.UUID) -> tuple[RoundTable, Disputed]:
    """Return the meeting and a comment of its agenda."""
    table = national_table(slug, ref)
    return table, agenda.disputed_comment(table, comment_id, zone=table.consultation.zone)


def _place() -> dict[str, Any]:
    """The values that name the meeting in the address of this request."""
    return {name: (request.view_args or {})[name] for name in ("slug", "ref")}


def _anew() -> RoundTable:
    """The meeting as it stands after an operation was refused."""
    return national_table(**_place())


def _wanted() -> AgendaFilter:
    asked = {f.name: request.args.get(f.name, "").strip() for f in fields(AgendaFilter)}
    if asked["state"] not in agenda.STATES:
        asked["state"] = ""
    return AgendaFilter(**asked)


def _kept(wanted: AgendaFilter) -> dict[str, str]:
    return {name: value for name, value in asdict(wanted).items() if value}


@blueprint.get(ADDRESS)
@needs(Permission.FACILITATE, find=national_table)
def table_decisions(table: RoundTable) -> Any:
    """Show the agenda: what is disputed, and what was decided so far."""
    return _page(table, StandForm(formdata=None))


def _page(
    table: RoundTable, form: StandForm, status: int = 200, ticked: frozenset[str] = frozenset()
) -> Any:
    wanted = _wanted()
    cursor = request.args.get("cursor")
    page = agenda.disputed_comments(table, wanted, zone=table.consultation.zone, cursor=cursor)
    body = render_template(
        "organise/table_decisions.html",
        **_shown(table, page, wanted),
        form=form,
        ticked=ticked,
        wanted=wanted,
        options=_options(table),
        untold=telling.count_untold(table.id),
    )
    return body, status


def _shown(table: RoundTable, page: Page[Disputed], wanted: AgendaFilter) -> dict[str, Any]:
    """What the list and its printed form have in common."""
    place, kept = _place(), _kept(wanted)
    return {
        "table": table,
        "consultation": table.consultation,
        "place": place,
        "here": place | kept,
        "page": page,
        "groups": [list(group) for _key, group in groupby(page.items, _thing)],
        "progress": agenda.progress(table),
        "is_open": deciding.is_open(table),
        "organises": permits(actor(), Permission.ORGANISE, table),
        "next_url": _turn(page.next, place | kept),
        "previous_url": _turn(page.previous, place | kept),
        "TONES": TONES,
    }


def _thing(item: Disputed) -> uuid.UUID | None:
    """What a comment is about: its measure, its section, or nothing for the whole plan."""
    found = item.measure or item.section
    return found.id if found else None


def _turn(cursor: str | None, values: dict[str, Any]) -> str:
    return url_for(str(request.endpoint), cursor=cursor, **values) if cursor else ""


def _options(table: RoundTable) -> dict[str, Any]:
    language = current_language()
    bodies = [(str(body.id), body.name.in_(language)) for body in agenda.bodies_on(table)]
    every = [("", _("All"))]
    return {
        "state": every + [(code, label("agenda_state", code)) for code in agenda.STATES],
        "disposition": every + choices("disposition", DISPUTED),
        "body": every + bodies,
    }


@blueprint.post(ADDRESS)
@needs(Permission.FACILITATE, find=national_table)
def table_decisions_stand(table: RoundTable) -> Any:
    """Record that the answers to the ticked comments stand."""
    form, ticked = StandForm(), frozenset(request.form.getlist("chosen"))
    if not ticked:
        form.fail("text", _("Tick at least one comment in the list."))
    if not ticked or not form.validate():
        return _page(table, form, 422, ticked)
    text = LocalisedText.of(form.text.data)
    try:
        made = deciding.let_stand(table, _versions(ticked), text, by=actor())
    except Missing:
        form.fail("text", str(WANTS["text"]))
        return _page(_anew(), form, 422, ticked)
    except ConsultError as error:
        form.fail("text", sentence(error))
        return _page(_anew(), form, error.status, ticked)
    done = ngettext(
        "The decision on %(num)s comment is recorded: the answer stands.",
        "The decision on %(num)s comments is recorded: the answers stand.",
        len(made),
    )
    flash(done, "success")
    values = {**_place(), **_kept(_wanted())}
    return redirect(url_for("organise.table_decisions", **values))


def _versions(ticked: frozenset[str]) -> dict[uuid.UUID, int]:
    """Read `<comment>:<version of the decision>` of ticked boxes; anything else is not ours."""
    try:
        pairs = [value.split(":") for value in ticked]
        return {uuid.UUID(identity): int(version) for identity, version in pairs}
    except ValueError as error:
        raise NotFound from error


@blueprint.get(f"{ADDRESS}/print")
@needs(Permission.FACILITATE, find=national_table)
def table_decisions_print(table: RoundTable) -> str:
    """Show the agenda for printing: every comment with its answer, positions and decision."""
    wanted = _wanted()
    page = agenda.disputed_comments(
        table,
        wanted,
        zone=table.consultation.zone,
        cursor=request.args.get("cursor"),
        size=PRINTED,
    )
    return render_template("organise/table_decisions_print.html", **_shown(table, page, wanted))


@blueprint.get(ONE)
@needs(Permission.FACILITATE, find=item_of)
def table_decision(table: RoundTable, item: Disputed) -> Any:
    """Show one comment of the agenda with the form of its decision."""
    return _one(table, item, DecisionForm.on(item))


def _one(
    table: RoundTable, item: Disputed, form: DecisionForm, status: int = 200, theirs: Any = None
) -> Any:
    before, after = agenda.neighbours(table, item.id)
    body = render_template(
        "organise/table_decision.html",
        table=table,
        consultation=table.consultation,
        place=_place(),
        item=item,
        form=form,
        theirs=theirs,
        before=before,
        after=after,
        progress=agenda.progress(table),
        history=decided.history_of(item.decision.id) if item.decision else (),
        is_open=deciding.is_open(table),
        TONES=TONES,
    )
    return body, status


@blueprint.post(ONE)
@needs(Permission.FACILITATE, find=item_of)
def table_decision_save(table: RoundTable, item: Disputed) -> Any:
    """Record or change the decision on one comment."""
    form = DecisionForm.on(item)
    if not form.validate_on_submit():
        return _one(table, item, form, 422)
    try:
        _record(table, item, form)
    except Conflict as error:
        theirs = error.facts.get("theirs")
        form.row_version.data = str(theirs.row_version if theirs else 0)
        return _one(_anew(), item, form, 409, theirs)
    except Missing as error:
        for code in error.facts["missing"]:
            form.fail(code, str(WANTS[code]))
        return _one(_anew(), item, form, 422)
    except ConsultError as error:
        form.fail("decision", sentence(error))
        return _one(_anew(), item, form, error.status)
    flash(_("The decision on %(code)s is recorded.", code=item.comment.code), "success")
    return redirect(_next_page(table, item))


def _record(table: RoundTable, item: Disputed, form: DecisionForm) -> None:
    ruling = form.ruling()
    facts: dict[str, Any] = {"by": actor(), "remark": remark(table, ruling.text)}
    expected = row_version(form.row_version.data)
    if item.decision is None or not expected:
        deciding.record_decision(table, item.id, ruling, **facts)
    else:
        deciding.change_decision(item.decision, table, ruling, expected=expected, **facts)


def _next_page(table: RoundTable, item: Disputed) -> str:
    """The next comment of the agenda when it was asked for, else the list at this comment."""
    after = agenda.neighbours(table, item.id)[1]
    if request.form.get("step") == "next" and after is not None:
        return url_for("organise.table_decision", comment_id=after, **_place())
    return url_for("organise.table_decisions", _anchor=item.comment.anchor, **_place())


@blueprint.post(f"{ADDRESS}/letters")
@needs(Permission.ORGANISE, find=national_table)
def table_decisions_tell(table: RoundTable) -> Any:
    """Write to the bodies about the decisions they were not told of."""
    number = telling.tell_bodies(table, by=actor())
    done = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", number)
    flash(done, "success")
    return redirect(url_for("organise.table_decisions", **_place()))
