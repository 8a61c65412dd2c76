"""Minutes of a round table: the published ones with their files, and the draft behind a link."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.reports.meeting import Meeting
from consult.domain.reports.meeting_reading import meeting_of
from consult.domain.roundtables import minutes as writing
from consult.domain.roundtables import minutes_queries as queries
from consult.domain.roundtables.desk_models import Minutes, MinutesChecker, MinutesFile
from consult.domain.roundtables.models import RoundTable
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.localised import LANGUAGES
from consult.web import meeting_pages, report_pages, throttle
from consult.web.forms import ConsultForm, DropdownField, LongTextField
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.sentences import sentence
from consult.web.throttle import Limit

PAGE = "/c/<string:slug>/round-tables/<string:ref>/minutes"
LINK = "/c/<string:slug>/minutes/<string:token>"
CHECKING = Limit("minutes-check", 60, 600)
LINK_LIVES = timedelta(days=90)
"""How long after the last day for corrections a link still opens the draft."""
CORRECTION_LENGTH = 3_000


class CorrectionForm(ConsultForm):
    """What is wrong in the draft, and at which proposal."""

    comment_code = DropdownField(_l("What is it about?"), choices=[])
    text = LongTextField(
        _l("What should be corrected?"),
        required=_l("Write what should be corrected."),
        limit=CORRECTION_LENGTH,
        hint=_l("The organisers read it and answer. It is kept and is not published."),
    )

    def offer(self, meeting: Meeting) -> "CorrectionForm":
        """Offer the proposals of the meeting by their numbers."""
        numbered = [
            (one.code, _("No. %(number)s, comment %(code)s", number=one.number, code=one.code))
            for one in meeting.proposals
        ]
        self.comment_code.choices = [("", _("The minutes as a whole")), *numbered]
        return self


def minutes_by_address(slug: str, ref: str) -> tuple[Consultation, RoundTable, Minutes]:
    """Return the consultation, the meeting and its published minutes; raises NotFound."""
    table, minutes = queries.published_minutes(slug, ref)
    return table.consultation, table, minutes


def file_by_address(
    slug: str, ref: str, spoken: str, form: str
) -> tuple[Consultation, MinutesFile]:
    """Return the consultation and a finished file of published minutes; raises NotFound."""
    table, made = queries.published_file(slug, ref, spoken, form)
    return table.consultation, made


Link = tuple[Consultation, RoundTable, Minutes, MinutesChecker]


def by_link(slug: str, token: str) -> Link:
    """Return what a link to the draft opens; raises NotFound for a link that has run out."""
    table, minutes, checker = queries.checker_by_token(slug, token)
    if minutes.check_until is not None and now() > minutes.check_until + LINK_LIVES:
        raise NotFound
    return table.consultation, table, minutes, checker


@blueprint.get(PAGE)
@needs(Permission.READ, find=minutes_by_address)
def round_table_minutes(consultation: Consultation, table: RoundTable, minutes: Minutes) -> str:
    """Show the minutes: every proposal leads to the page of its comment and its answer."""
    return render_template(
        "public/round_table_minutes.html",
        consultation=consultation,
        table=table,
        minutes=minutes,
        shown=meeting_pages.shown(meeting_of(table, minutes)),
        made=queries.files_of(minutes.id),
        forms=meeting_pages.FORM_NAMES,
        spoken=LANGUAGES,
    )


@blueprint.get(f"{PAGE}/<any(kk, ru, en):spoken>/<any(docx, pdf):form>")
@needs(Permission.READ, find=file_by_address)
def round_table_minutes_file(
    consultation: Consultation,  # noqa: ARG001  the thing that the permission is about
    made: MinutesFile,
) -> Response:
    """Give a file of the minutes."""
    return report_pages.download(made.file)


@blueprint.get(LINK)
@needs(Permission.READ, find=by_link)
def minutes_check(
    consultation: Consultation, table: RoundTable, minutes: Minutes, checker: MinutesChecker
) -> Any:
    """Show the draft to somebody who was present, who agrees or writes corrections."""
    meeting = meeting_of(table, minutes)
    form = CorrectionForm().offer(meeting)
    return _page((consultation, table, minutes, checker), meeting, form)


def _page(link: Link, meeting: Meeting, form: CorrectionForm, status: int = 200) -> Any:
    consultation, table, minutes, checker = link
    until = minutes.check_until
    body = render_template(
        "public/minutes_check.html",
        consultation=consultation,
        table=table,
        minutes=minutes,
        checker=checker,
        shown=meeting_pages.shown(meeting),
        mine=queries.corrections_by(checker.id),
        is_open=minutes.state == "checking" and until is not None and now() <= until,
        form=form,
        token=(request.view_args or {})["token"],
    )
    return meeting_pages.private(body, status)


@blueprint.post(LINK)
@needs(Permission.READ, find=by_link)
def minutes_correct(
    consultation: Consultation, table: RoundTable, minutes: Minutes, checker: MinutesChecker
) -> Any:
    """Take a correction; it is kept for good."""
    throttle.use(CHECKING, throttle.network())
    meeting = meeting_of(table, minutes)
    form = CorrectionForm().offer(meeting)
    refused: ConsultError | None = None
    if form.validate_on_submit():
        try:
            writing.correct(
                table,
                checker,
                form.text.data or "",
                language=current_language(),
                comment_code=form.comment_code.data or "",
            )
        except ConsultError as error:
            refused = error
            form.fail("text", sentence(error))
        else:
            flash(_("Your correction is kept. The organisers will look at it."), "success")
            return _back(consultation)
    link = (consultation, table, minutes, checker)
    return _page(link, meeting, form, refused.status if refused else 422)


@blueprint.post(f"{LINK}/agree")
@needs(Permission.READ, find=by_link)
def minutes_agree(
    consultation: Consultation,
    table: RoundTable,
    minutes: Minutes,  # noqa: ARG001  it stands in what the link opens
    checker: MinutesChecker,
) -> Any:
    """Note that somebody who was present agrees with the draft."""
    throttle.use(CHECKING, throttle.network())
    try:
        writing.agree(table, checker)
    except ConsultError as refused:
        flash(sentence(refused), "error")
    else:
        flash(_("Thank you. It is noted that you agree with the draft."), "success")
    return _back(consultation)


def _back(consultation: Consultation) -> Any:
    token = (request.view_args or {})["token"]
    return redirect(url_for("public.minutes_check", slug=consultation.slug, token=token))
