"""Files to send along: staged with the draft, so that an error elsewhere does not lose them."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.submissions import drafts
from consult.domain.submissions.attachments import choose_clean, stage, staged, unstage
from consult.domain.submissions.file_types import FileRefused
from consult.domain.submissions.points import read_target
from consult.domain.submissions.rules import FILE_SIZE
from consult.web import sentences, transactions
from consult.web.contribute import blueprint, drafting, event
from consult.web.contribute.forms import FilesForm, PlainForm
from consult.web.contribute.found_words import shown
from consult.web.contribute.phase import phase_of
from consult.web.guard import actor, needs
from consult.web.throttle import Limit

STORING = Limit("contribute-files", 60, 600)


@blueprint.post("/c/<string:slug>/comment/files")
@drafting.keeps_text
@needs(Permission.COMMENT, find=consultation_by_slug)
def add_files(consultation: Consultation) -> Response | tuple[str, int]:
    """Check and stage the chosen files; those before a refused one stay."""
    form = FilesForm()
    if form.validate_on_submit():
        event.use(STORING, event.event_of(consultation, drafting.current(consultation)))
        draft = drafting.current_or_new(consultation)
        kept = drafts.files_in(drafts.hold(draft))
        for upload in form.files.data or []:
            try:
                data = upload.stream.read(FILE_SIZE + 1)
                name, own = upload.filename or "", actor().organisations
                kept.append(stage(data, name, beside=kept, organisations=own).id)
            except FileRefused as error:
                form.fail("files", sentences.sentence(error))
        drafts.put_files(draft, kept)
        transactions.keep_despite_error()
    if not form.errors:
        return redirect(url_for("contribute.points", slug=consultation.slug))
    return _again(consultation, form), 422


def _again(consultation: Consultation, form: FilesForm) -> str:
    draft = drafting.current(consultation)
    return render_template(
        "contribute/points.html",
        consultation=consultation,
        points=[(one, read_target(one["target"])) for one in drafts.points_in(draft)],
        files=shown(staged(drafts.files_in(draft))),
        files_form=form,
        form=PlainForm(),
        phase=phase_of(consultation),
    )


@blueprint.post("/c/<string:slug>/comment/files/<uuid:file_id>/remove")
@needs(Permission.COMMENT, find=lambda slug, file_id: (consultation_by_slug(slug), file_id))
def remove_file(consultation: Consultation, file_id: uuid.UUID) -> Response:
    """Take a staged file out of the draft and delete it."""
    draft = drafting.current_or_new(consultation)
    kept = drafts.files_in(drafts.hold(draft))
    if file_id in kept:
        unstage(file_id)
    drafts.put_files(draft, [one for one in kept if one != file_id])
    flash(sentences.sentence_of("file_removed"), "success")
    return redirect(url_for("contribute.points", slug=consultation.slug))


@blueprint.post("/c/<string:slug>/comment/files/<uuid:file_id>/clean")
@needs(Permission.COMMENT, find=lambda slug, file_id: (consultation_by_slug(slug), file_id))
def clean_file(consultation: Consultation, file_id: uuid.UUID) -> Response:
    """Keep whether the clean copy alone is to be sent."""
    if file_id in drafts.files_in(drafting.current(consultation)):
        choose_clean(file_id, wanted=request.form.get("wanted") == "yes")
    return redirect(url_for("contribute.check", slug=consultation.slug))
