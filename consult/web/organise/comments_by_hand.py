"""Typing in what came by letter, e-mail or telephone: author, channel and typist stay apart."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.queries import organisation_by_code
from consult.domain.plans.queries import plan_of, published_of
from consult.domain.submissions.attachments import stage
from consult.domain.submissions.file_types import FileRefused
from consult.domain.submissions.operations import ReceivedElsewhere, enter_submission
from consult.domain.submissions.points import About, Flawed, read_point
from consult.domain.submissions.rules import (
    AUTHOR_KINDS,
    FILE_SIZE,
    KINDS,
    LEVELS,
    NAME_LENGTH,
    TEXT_LIMIT,
)
from consult.kernel.errors import NotFound, WrongState
from consult.kernel.localised import LANGUAGES
from consult.web.filters import in_page_language
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    EmailField,
    FilesField,
    HiddenField,
    LongTextField,
    MomentField,
    RadiosField,
    TextField,
)
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.organise import blueprint, typed_papers
from consult.web.organise.margin_filling import fill_from_margin
from consult.web.places import region_choices
from consult.web.sentences import sentence
from consult.web.submission_words import show_flaws

BY_HAND = ("letter", "e-mail", "phone", "round_table", "portal")
SHORT = 90


class EntryForm(ConsultForm):
    """One point of a letter, an e-mail or a call, with its source."""

    channel = RadiosField(_l("How it came"), required=_l("Choose how it came."))
    received_at = MomentField(
        _l("When it came"), required=_l("Enter the day and time at which it came.")
    )
    source_ref = TextField(
        _l("Reference of the source"),
        hint=_l("Number and date of the letter, who called, or where the paper is kept."),
    )
    table = DropdownField(_l("Which round table?"))
    key = HiddenField()
    files = FilesField(_l("Scan"), hint=_l("The letter as PDF or pictures, up to 10 MB each."))
    author_kind = RadiosField(_l("Who speaks"), required=_l("Choose who speaks."))
    author_name = TextField(_l("Name of the author"), limit=NAME_LENGTH)
    organisation = TextField(
        _l("Code of the organisation"), limit=40, hint=_l("As in the register, like O12.")
    )
    organisation_name = TextField(
        _l("Name of the organisation"), limit=NAME_LENGTH, hint=_l("When it is not registered.")
    )
    cosigners = LongTextField(_l("Organisations that sign together"), limit=3_000)
    contact_email = EmailField(_l("E-mail address of the author"))
    region_code = DropdownField(_l("Region"))
    level = RadiosField(
        _l("How the name may be used"), required=_l("Choose how the name may be used.")
    )
    target = DropdownField(_l("About"), required=_l("Choose what it is about."))
    kind = RadiosField(_l("Kind"), required=_l("Choose the kind."))
    text = LongTextField(_l("Comment"), required=_l("Enter the comment."), limit=TEXT_LIMIT)
    proposed_wording = LongTextField(_l("Proposed wording"), limit=TEXT_LIMIT)
    rationale = LongTextField(_l("Why"), limit=TEXT_LIMIT)
    language = RadiosField(_l("Language"), required=_l("Choose the language."))

    def offer(self, consultation: Consultation) -> "EntryForm":
        """Fill the choices."""
        self.channel.choices = choices("channel", BY_HAND)
        self.table.choices = typed_papers.meeting_choices(consultation)
        self.author_kind.choices = choices("author_kind", AUTHOR_KINDS)
        self.region_code.choices = region_choices()
        self.level.choices = choices("level", LEVELS)
        self.kind.choices = choices("kind", KINDS)
        self.language.choices = choices("language", LANGUAGES)
        self.target.choices = _targets(consultation)
        return self


def _targets(consultation: Consultation) -> list[tuple[str, str]]:
    version = published_of(consultation.id)
    if version is None:
        raise NotFound
    found = [("plan", label("target", "plan"))]
    for part in plan_of(version.id):
        number = part.section.number
        named = _("Section %(number)s", number=number)
        found.append((f"section:{number}", f"{named}. {_short(part.section.title)}"))
        found += [
            (f"measure:{one.number}", f"{one.number}. {_short(one.text)}") for one in part.measures
        ]
    return found


def _short(text: object) -> str:
    words = in_page_language(text).text
    return words if len(words) <= SHORT else words[:SHORT] + "…"


@blueprint.route("/organise/<string:slug>/comments/new", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def comments_import_by_hand(consultation: Consultation) -> Any:
    """Type in one point; another one of the same letter can follow."""
    form = EntryForm().offer(consultation)
    if request.method == "GET":
        typed_papers.begin(form, consultation)
        fill_from_margin(form, consultation)
    refused = ""
    if form.validate_on_submit():
        try:
            entered = _enter(consultation, form)
        except Flawed as error:
            show_flaws(form, error, instead="text")
        except FileRefused as error:
            form.fail("files", sentence(error))
        except WrongState as error:
            refused = sentence(error)
        else:
            if entered:
                flash(_("Registered as %(number)s.", number=entered), "success")
                return redirect(_next(consultation, form))
    return render_template(
        "organise/comments_by_hand.html",
        consultation=consultation,
        form=form,
        refused=refused,
        scans=typed_papers.kept_scans(consultation),
    ), (422 if form.errors or refused else 200)


def _next(consultation: Consultation, form: EntryForm) -> str:
    """Where it goes on: to another point of the same paper, or back to the ways of entering."""
    if "another" in request.form and form.channel.data == typed_papers.CHANNEL:
        return url_for(
            "organise.comments_import_by_hand", slug=consultation.slug, same=form.key.data
        )
    return url_for("organise.comments_import", slug=consultation.slug)


def _staged(form: EntryForm) -> list[uuid.UUID]:
    staged: list[uuid.UUID] = []
    for upload in form.files.data or []:
        data = upload.stream.read(FILE_SIZE + 1)
        staged.append(stage(data, upload.filename or "", beside=staged).id)
    return staged


def _enter(consultation: Consultation, form: EntryForm) -> str:
    """Register what was typed; returns its number, empty when the form says what is wrong."""
    staged, about = _staged(form), _about(consultation, form)
    point = read_point({name: form[name].data or "" for name in _POINT})
    if form.channel.data == typed_papers.CHANNEL:
        taken = typed_papers.enter(consultation, form, point, about, staged)
        return taken.code if taken else ""
    received: datetime = form.received_at.data.replace(tzinfo=ZoneInfo(consultation.zone))
    elsewhere = ReceivedElsewhere(
        form.channel.data, received, form.source_ref.data or "", tuple(staged)
    )
    return enter_submission(consultation, [point], about, by=actor(), received=elsewhere).reg_no


_POINT = ("target", "kind", "text", "proposed_wording", "rationale", "language")


def _about(consultation: Consultation, form: EntryForm) -> About:
    code = form.organisation.data or ""
    organisation = organisation_by_code(code) if code else None
    return About(
        author_kind=form.author_kind.data,
        level=form.level.data,
        author_name=form.author_name.data or "",
        organisation_id=organisation.id if organisation else None,
        organisation_name=(form.organisation_name.data or "") or (code if not organisation else ""),
        cosigners=form.cosigners.data or "",
        region_code=form.region_code.data or "unknown",
        contact_email=form.contact_email.data or "",
        privacy_notice_version=consultation.privacy_notice_version,
        language=form.language.data,
    )
