"""Registers of recommendations: upload a list, look at what it changes, import it; totals."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.plans.linking import import_register
from consult.domain.recommendations import queries, uploads
from consult.domain.recommendations.importer import RegisterFile
from consult.domain.recommendations.operations import Outcome, quote_total
from consult.domain.recommendations.queries import Filters, Register
from consult.domain.recommendations.rules import MECHANISMS, QUOTED
from consult.kernel.findings import Finding
from consult.kernel.text import clean_line
from consult.web.findings import finding_place, finding_text
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    FileField,
    NumberField,
    TextField,
    TickField,
    ValidationError,
)
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.organise import blueprint

KEY = "register_import"
MOST_BYTES = 10 * 1024 * 1024
MOST = 1_000_000
SHOWN = 200
SAMPLE = 3
QUESTION = "W_ENCODING_GUESSED"


class UploadForm(ConsultForm):
    """A list of recommendations, and what its rows do not say."""

    file = FileField(
        _l("List of recommendations"),
        required=_l("Choose a file."),
        hint=_l("CSV or XLSX with a row for each. Paragraphs must be text: 95.10 is not 95.1."),
    )
    mechanism = DropdownField(_l("Mechanism"), hint=_l("Where the rows do not say it."))
    cycle = TextField(_l("Cycle or session"), limit=40, hint=_l("Where the rows do not say it."))
    accept = TickField(_l("The letters look right although the file is not in UTF-8."))


class ConfirmForm(ConsultForm):
    """Nothing but the token: the file is stored already."""


class TotalForm(ConsultForm):
    """A total as a document quotes it."""

    what = DropdownField(_l("What is counted"), required=_l("Choose what is counted."))
    count = NumberField(_l("How many"), required=_l("Enter the number."))
    source = TextField(
        _l("Source"), required=_l("Enter the document that quotes the total."), limit=500
    )

    def validate_count(self, field: Any) -> None:
        """Refuse what counts nothing."""
        if field.data is not None and not 0 <= field.data <= MOST:
            raise ValidationError(_("Enter a number from 0 to 1,000,000."))


@blueprint.route("/organise/recommendations", methods=["GET", "POST"])
@needs(Permission.KEEP_REGISTER)
def recommendations() -> Any:
    """Show the registers; take a file and go on to what it changes."""
    form = UploadForm()
    form.mechanism.choices = [("", _("As the rows say")), *choices("mechanism", MECHANISMS)]
    if form.validate_on_submit():
        data = form.file.data.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            _keep(form, uploads.keep(data, form.file.data.filename or "").id)
            return redirect(url_for("organise.recommendations_check"))
        form.fail("file", _("The file is larger than 10 MB. Split it into several files."))
    return render_template(
        "organise/recommendations.html", form=form, registers=queries.registers()
    ), (422 if request.method == "POST" else 200)


def _keep(form: UploadForm, file_id: uuid.UUID) -> None:
    session[KEY] = {
        "file": str(file_id),
        "mechanism": form.mechanism.data or "",
        "cycle": form.cycle.data or "",
        "accept": bool(form.accept.data),
    }


def _read() -> RegisterFile | None:
    kept = session.get(KEY)
    if not kept:
        return None
    return uploads.read(
        uuid.UUID(kept["file"]),
        mechanism=kept["mechanism"],
        cycle=kept["cycle"],
        accepted=(QUESTION,) if kept["accept"] else (),
    )


@blueprint.route("/organise/recommendations/check", methods=["GET", "POST"])
@needs(Permission.KEEP_REGISTER)
def recommendations_check() -> Any:
    """Show what is new, changed and unchanged, and what stops it; import it when nothing does."""
    read = _read()
    if read is None:
        return redirect(url_for("organise.recommendations"))
    form = ConfirmForm()
    stopped = read.blocked or not read.rows
    if request.form.get("accept") == QUESTION and form.validate():
        session[KEY] = {**session[KEY], "accept": True}
        return redirect(url_for("organise.recommendations_check"))
    dry = stopped or not form.validate_on_submit()
    outcome = Outcome() if stopped else import_register(read, by=actor(), dry=dry)
    if not dry:
        uploads.settle(uuid.UUID(session.pop(KEY)["file"]))
        flash(_("The recommendations were imported."), "success")
        return redirect(url_for("organise.recommendations"))
    return _check_page(read, outcome, form), (422 if request.method == "POST" else 200)


def _check_page(read: RegisterFile, outcome: Outcome, form: ConfirmForm) -> str:
    stopping = [_shown(one) for one in read.findings if one.stops]
    counts = [
        {"value": len(outcome.new), "label": _("new")},
        {"value": len(outcome.changed), "label": _("changed")},
        {"value": outcome.unchanged, "label": _("unchanged")},
        {"value": len(stopping), "label": _("stop the import")},
    ]
    return render_template(
        "organise/recommendations_check.html",
        read=read,
        form=form,
        counts=counts,
        new=outcome.new[:SHOWN],
        changed=[(key, [_field(name) for name in names]) for key, names in outcome.changed][:SHOWN],
        more=_more(outcome),
        stopping=stopping[:SHOWN],
        question=QUESTION if _asks_only(read) else "",
        sample=[row.text for row in read.rows[:SAMPLE]],
        remarks=[_shown(one) for one in read.findings if not one.stops][:SHOWN],
        is_new=bool(outcome.registers),
    )


def _asks_only(read: RegisterFile) -> bool:
    """Return whether nothing but the question about the encoding stops the import."""
    return read.blocked and {one.code for one in read.findings if one.stops} == {QUESTION}


def _more(outcome: Outcome) -> int:
    lists: Sequence[Sequence[Any]] = (outcome.new, outcome.changed)
    return sum(max(len(one) - SHOWN, 0) for one in lists)


def _shown(finding: Finding) -> dict[str, str]:
    return {
        "level": str(finding.level),
        "text": finding_text(finding),
        "where": finding_place(finding),
    }


def _field(name: str) -> str:
    names = {
        "text": _("Text"),
        "response": _("Reply of the State"),
        "position": _("Position of the State"),
        "states": _("Recommended by"),
        "document_symbol": _("Document"),
        "themes": _("Themes"),
        "affected_groups": _("People concerned"),
        "sdg_targets": _("Sustainable development targets"),
        "action_category": _("Action asked for"),
        "original_language": _("Language of the original"),
        "origin": _("Source"),
        "predecessor": _("Repeats"),
    }
    return names[name]


@blueprint.get("/organise/recommendations/<string:mechanism>/<string:cycle>")
@needs(Permission.KEEP_REGISTER, find=queries.register)
def recommendations_register(register: Register) -> Any:
    """Show the totals of a register and its recommendations, found by words."""
    return _register_page(register, _total_form())


@blueprint.post("/organise/recommendations/<string:mechanism>/<string:cycle>")
@needs(Permission.KEEP_REGISTER, find=queries.register)
def recommendations_quote(register: Register) -> Any:
    """Keep a total as a document quotes it."""
    form = _total_form()
    if form.validate():
        what, count, source = form.what.data, form.count.data, form.source.data
        quote_total(register.mechanism, register.cycle, what, count, source, by=actor())
        flash(_("The quoted total was saved."), "success")
        mechanism, cycle = register.key
        here = url_for("organise.recommendations_register", mechanism=mechanism, cycle=cycle)
        return redirect(here)
    return _register_page(register, form), 422


def _total_form() -> TotalForm:
    form = TotalForm()
    form.what.choices = choices("position", QUOTED)
    return form


def _register_page(register: Register, form: TotalForm) -> str:
    words = clean_line(request.args.get("words", ""))[:200]
    cursor = request.args.get("page")
    return render_template(
        "organise/recommendations_register.html",
        register=register,
        form=form,
        words=words,
        page=queries.recommendation_page(register.key, Filters(words=words), cursor),
    )
