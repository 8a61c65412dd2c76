"""Several answers at once: one disposition for all, hand in, review, approve; make a group."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.moderation import groups
from consult.domain.responses import positions, queries, together
from consult.domain.responses.inbox import InboxRow
from consult.domain.responses.together import Answer, Draft, Outcome
from consult.kernel.errors import ConsultError, NotFound
from consult.web.forms import ConsultForm
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.respond import blueprint
from consult.web.respond.forms import BulkAnswerForm, ChoiceForm, GroupForm, JoinForm
from consult.web.respond.inbox import page_of
from consult.web.respond.scope import Chosen, bodies_in, chosen_in, rows_of
from consult.web.respond.wants import refusal_sentence
from consult.web.sentences import sentence

MOST = 200
TITLES = {
    "submit": _l("Hand in several answers"),
    "review": _l("Mark several answers as reviewed"),
    "approve": _l("Approve several answers"),
}


@blueprint.post("/<string:slug>/bulk")
@needs(Permission.RESPOND, find=consultation_by_slug)
def bulk(consultation: Consultation) -> Any:
    """Ask what is needed for a step on the chosen comments, or take it."""
    chosen = chosen_in(request.form.getlist("chosen"))
    step = request.form.get("step", "")
    if not chosen or len(chosen) > MOST or step not in STEPS:
        return _nothing_chosen(consultation, len(chosen))
    return STEPS[step](consultation, chosen, rows_of(consultation, list(chosen)))


def _nothing_chosen(consultation: Consultation, count: int) -> Any:
    form = ChoiceForm()
    words = _("Choose at least one comment in the list.")
    if count > MOST:
        words = _("Choose at most %(most)s comments at once.", most=MOST)
    form.fail("rows", words)
    return page_of(consultation, form, 422)


def _answer(consultation: Consultation, _chosen: Chosen, rows: Sequence[InboxRow]) -> Any:
    """Show the form of one answer for all; a group starts from the answer it has."""
    group = _group(rows)
    shared = next((row.response for row in rows if group and _is_shared(row)), None)
    form = BulkAnswerForm.of(shared, formdata=None)
    form.group.data = str(group.id) if group else ""
    return _answer_page(consultation, form, rows)


def _group(rows: Sequence[InboxRow]) -> Any:
    """Return the group that all the chosen comments are in, when the page was that group's."""
    asked = request.form.get("group", "")
    if not asked:
        return None
    if any(row.group is None or str(row.group.id) != asked for row in rows):
        raise NotFound
    return rows[0].group


def _is_shared(row: InboxRow) -> bool:
    return row.response is not None and row.response.group_id is not None


def _answer_page(
    consultation: Consultation, form: BulkAnswerForm, rows: Sequence[InboxRow], status: int = 200
) -> Any:
    form.offer(_bodies(consultation), consultation.languages)
    group = _group(rows) if form.group.data else None
    body = render_template(
        "respond/bulk_answer.html", form=form, rows=rows, consultation=consultation, group=group
    )
    return body, status


def _bodies(consultation: Consultation) -> list[tuple[str, str]]:
    found = queries.bodies_named(bodies_in(consultation.id))
    return [(str(body.id), body.name.in_(current_language())) for body in found]


def _save(consultation: Consultation, chosen: Chosen, rows: Sequence[InboxRow]) -> Any:
    """Store the one answer as a draft of every chosen comment, and hand it in when asked."""
    form = BulkAnswerForm()
    form.offer(_bodies(consultation), consultation.languages)
    is_valid = form.validate()
    try:
        group = _group(rows)
    except NotFound:
        return _group_changed(consultation, form, rows)
    if not is_valid:
        return _answer_page(consultation, form, rows, 422)
    answer = Answer(form.disposition.data, form.facts())
    drafts = {one: Draft(answer, version) for one, version in chosen.items()}
    body = uuid.UUID(form.body.data)
    group_id = group.id if group else None
    try:
        outcome = together.save_drafts(
            consultation.id, drafts, body_id=body, by=actor(), group_id=group_id
        )
    except ConsultError as error:
        form.fail("disposition", sentence(error))
        return _answer_page(consultation, form, rows, error.status)
    if request.form.get("then") != "submit":
        return _result(consultation, _("Answers saved as drafts"), outcome, group)
    handed = together.take_step("submit", consultation, _versions(outcome), by=actor())
    handed.refused += outcome.refused
    return _result(consultation, _("Answers handed in"), handed, group)


def _group_changed(
    consultation: Consultation, form: BulkAnswerForm, rows: Sequence[InboxRow]
) -> Any:
    """Show what was typed once more, now for the comments without their group."""
    form.group.data = ""
    form.fail(
        "disposition",
        _("The group was changed meanwhile. Save again to answer each of these comments alone."),
    )
    return _answer_page(consultation, form, rows, 409)


def _versions(outcome: Outcome) -> Chosen:
    return {response.comment_id: response.row_version for response in outcome.done}


def _step(name: str) -> Callable[..., Any]:
    def take(consultation: Consultation, chosen: Chosen, rows: Sequence[InboxRow]) -> Any:
        if not request.form.get("confirmed"):
            return _confirm_page(consultation, name, rows)
        outcome = together.take_step(name, consultation, chosen, by=actor())
        return _result(consultation, str(DONE[name]), outcome, _group(rows))

    return take


def _confirm_page(consultation: Consultation, name: str, rows: Sequence[InboxRow]) -> Any:
    """Show what is about to be decided: boilerplate (A-03), dissent and positions still owed."""
    return render_template(
        "respond/bulk_confirm.html",
        form=ConsultForm(formdata=None),
        consultation=consultation,
        step=name,
        title=TITLES[name],
        rows=rows,
        group=_group(rows),
        boilerplates=queries.boilerplates(consultation.id, bodies_in(consultation.id)),
        points=positions.open_points([row.comment.id for row in rows]),
    )


DONE = {
    "submit": _l("Answers handed in"),
    "review": _l("Answers marked as reviewed"),
    "approve": _l("Answers approved"),
}


def _result(consultation: Consultation, title: str, outcome: Outcome, group: Any) -> Any:
    """Show what was done and, by comment, what could not be and why."""
    codes = {one.comment_id: one.code for one in outcome.refused}
    return render_template(
        "respond/bulk_result.html",
        consultation=consultation,
        title=title,
        count=len(outcome.done),
        group=group,
        refused=[(one.comment_id, codes[one.comment_id], refusal_sentence(one.error))
                 for one in outcome.refused],
    )  # fmt: skip


def _make_group(consultation: Consultation, _chosen: Chosen, rows: Sequence[InboxRow]) -> Any:
    join = _join_form(consultation, formdata=None)
    return _group_page(consultation, rows, GroupForm(formdata=None), join)


def _join_form(consultation: Consultation, **given: Any) -> JoinForm:
    join = JoinForm(**given)
    standing = groups.groups_of(consultation, bodies_in(consultation.id))
    join.into.choices = [(str(one.group.id), one.group.name) for one in standing]
    return join


def _group_page(
    consultation: Consultation,
    rows: Sequence[InboxRow],
    form: GroupForm,
    join: JoinForm,
    status: int = 200,
) -> Any:
    forms = {"form": form, "join": join, "failed": join if join.errors else form}
    body = render_template("respond/group_new.html", rows=rows, consultation=consultation, **forms)
    return body, status


def _save_group(consultation: Consultation, chosen: Chosen, rows: Sequence[InboxRow]) -> Any:
    form = GroupForm()
    if form.validate():
        try:
            made = groups.make_group(consultation.id, form.name.data, list(chosen), by=actor())
        except ConsultError as error:
            form.fail("name", refusal_sentence(error))
        else:
            flash(_("The group is made. Write one answer for all its comments."), "success")
            return redirect(url_for("respond.group", group_id=made.id))
    return _group_page(consultation, rows, form, _join_form(consultation, formdata=None), 422)


def _join_group(consultation: Consultation, chosen: Chosen, rows: Sequence[InboxRow]) -> Any:
    join = _join_form(consultation)
    if join.validate():
        group = groups.group_by_id(uuid.UUID(join.into.data))
        try:
            groups.add_to_group(group, list(chosen), by=actor())
        except ConsultError as error:
            join.fail("into", refusal_sentence(error))
        else:
            flash(_("The chosen comments are in the group."), "success")
            return redirect(url_for("respond.group", group_id=group.id))
    return _group_page(consultation, rows, GroupForm(formdata=None), join, 422)


STEPS: dict[str, Callable[..., Any]] = {
    "answer": _answer,
    "save": _save,
    "submit": _step("submit"),
    "review": _step("review"),
    "approve": _step("approve"),
    "group": _make_group,
    "group_save": _save_group,
    "group_join": _join_group,
}
