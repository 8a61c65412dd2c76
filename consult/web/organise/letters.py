"""Letters of a consultation: waiting, sent, failed; failed ones may be sent again."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission, permits
from consult.domain.consultations.queries import consultation_by_slug
from consult.machinery import letter_book
from consult.machinery.letter_book import STATES, Wanted
from consult.web.guard import actor, needs
from consult.web.labels import LABELS, label
from consult.web.organise import blueprint

TONES = {"queued": "waiting", "sent": "good", "failed": "bad"}
LABELS.setdefault(
    "letter_kind",
    {
        "receipt": _l("Receipt"),
        "name_used": _l("Use of an organisation's name"),
        "head": _l("Head of the log"),
        "moderation": _l("Decision on a comment"),
        "reply": _l("Answer to the author"),
        "invitation": _l("Invitation"),
        "registration": _l("Confirmation of an address"),
        "password_reset": _l("New password"),
        "role_granted": _l("New role"),
        "password_changed": _l("Password changed"),
        "consultation_scheduled": _l("Consultation announced"),
        "consultation_opened": _l("Consultation opened"),
        "consultation_recalled": _l("Announcement taken back"),
        "consultation_extended": _l("Consultation extended"),
        "consultation_closed": _l("Consultation closed"),
        "consultation_reopened": _l("Consultation opened again"),
        "consultation_cancelled": _l("Consultation cancelled"),
        "answers_soon": _l("Answers due soon"),
        "answers_tomorrow": _l("Last day for answers near"),
        "answers_overdue": _l("Answers overdue"),
        "minutes": _l("Draft minutes to check"),
        "trustee_waiting": _l("Something waits for a trustee"),
        "round_table_invitation": _l("Invitation to a round table"),
        "round_table_registered": _l("Place at a round table"),
        "round_table_waiting": _l("Waiting list of a round table"),
        "round_table_moved_up": _l("Place at a round table became free"),
        "round_table_again": _l("Registration for a round table repeated"),
        "round_table_withdrawn": _l("Registration for a round table withdrawn"),
        "round_table_reminder": _l("Reminder of a round table"),
        "round_table_changed": _l("Round table changed"),
        "round_table_cancelled": _l("Round table cancelled"),
    },
)
REFUSED = "5"
REASONS = {
    "TimeoutError": _l("The mail server did not answer in time."),
    "ConnectionRefusedError": _l("The mail server could not be reached."),
    "gaierror": _l("The mail server could not be found."),
    "SMTPServerDisconnected": _l("The mail server broke the connection."),
    "SMTPAuthenticationError": _l("The mail server did not accept our password."),
}


def reason(letter: Any) -> str:
    """Return why the last attempt failed, in words; the server's number stays."""
    name, _space, code = letter.last_error.partition(" ")
    if name in REASONS:
        return str(REASONS[name])
    if code.startswith(REFUSED):
        return _("The recipient's server refused the letter (%(code)s).", code=code)
    if code:
        return _("The mail server asked to try again later (%(code)s).", code=code)
    return _("The letter could not be sent (%(code)s).", code=name) if name else ""


def kind_name(kind: str) -> str:
    """Return the name of a kind of letter; one without a name is simply a letter."""
    return label("letter_kind", kind) if kind in LABELS["letter_kind"] else _("Letter")


@blueprint.get("/organise/<string:slug>/letters")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def letters(consultation: Any) -> Any:
    """Show the letters, the newest first."""
    wanted = _wanted()
    page = letter_book.page(consultation.id, wanted, cursor=request.args.get("cursor"))
    counts = letter_book.counts(consultation.id)
    kinds = [(kind, kind_name(kind)) for kind in letter_book.kinds(consultation.id)]
    return render_template(
        "organise/letters.html",
        consultation=consultation,
        wanted=wanted,
        page=page,
        counts=counts,
        tabs=_tabs(consultation, counts, wanted),
        kinds=[("", _("All")), *kinds],
        previous_url=_url(consultation, wanted, page.previous),
        next_url=_url(consultation, wanted, page.next),
        may_retry=permits(actor(), Permission.ORGANISE, consultation),
        reason=reason,
        kind_name=kind_name,
        TONES=TONES,
    )


def _wanted() -> Wanted:
    state = request.args.get("state", "")
    return Wanted(
        state=state if state in STATES else "",
        kind=request.args.get("kind", ""),
        words=request.args.get("words", "").strip(),
    )


def _url(consultation: Any, wanted: Wanted, cursor: str | None) -> str:
    if not cursor:
        return ""
    values = {"state": wanted.state, "kind": wanted.kind, "words": wanted.words}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for("organise.letters", slug=consultation.slug, cursor=cursor, **kept)


def _tabs(consultation: Any, counts: dict[str, int], wanted: Wanted) -> list[dict[str, Any]]:
    every = [("", _("All"), sum(counts.values()))]
    named = [(state, label("letter_state", state), counts[state]) for state in STATES]
    return [
        {
            "text": _("%(name)s (%(count)s)", name=name, count=count),
            "href": url_for("organise.letters", slug=consultation.slug, state=state or None),
            "current": wanted.state == state,
        }
        for state, name, count in every + named
    ]


def _letter(slug: str, letter_id: uuid.UUID) -> tuple[Any, uuid.UUID]:
    return consultation_by_slug(slug), letter_id


@blueprint.post("/organise/<string:slug>/letters/<uuid:letter_id>/retry")
@needs(Permission.ORGANISE, find=_letter)
def letters_retry(consultation: Any, letter_id: uuid.UUID) -> Any:
    """Send one failed letter again."""
    letter_book.retry(consultation.id, letter_id, by=actor())
    flash(_("The letter waits to be sent again."), "success")
    return redirect(url_for("organise.letters", slug=consultation.slug))


@blueprint.post("/organise/<string:slug>/letters/retry")
@needs(Permission.ORGANISE, find=consultation_by_slug)
def letters_retry_all(consultation: Any) -> Any:
    """Send all failed letters again."""
    number = letter_book.retry_all(consultation.id, by=actor())
    flash(
        ngettext(
            "%(num)s letter waits to be sent again.",
            "%(num)s letters wait to be sent again.",
            number,
        ),
        "success",
    )
    return redirect(url_for("organise.letters", slug=consultation.slug))
