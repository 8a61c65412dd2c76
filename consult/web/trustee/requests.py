"""Requests to open an identity: the list, seconding or refusing, fetching what was asked for."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.submissions import trustee_reading, unsealing
from consult.domain.submissions.sealing_models import Unsealing
from consult.kernel.errors import ConsultError, NotFound
from consult.web.forms import ConsultForm, FileField, LongTextField
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence
from consult.web.trustee import blueprint
from consult.web.trustee.sentences import field_of

ADDRESS = "/<string:slug>/requests/<uuid:unsealing_id>"
MOST_BYTES = 64 * 1024
REASON_LENGTH = 2000
TONES = {
    "asked": "waiting",
    "seconded": "new",
    "refused": "bad",
    "delivered": "good",
    "closed": "quiet",
}


class DecideForm(ConsultForm):
    """What the second trustee hands in: the opened box, or why not."""

    box = FileField(
        _l("Opened box"),
        hint=_l("The file inner-box.json that the tool wrote."),
    )
    refusal = LongTextField(_l("Reason for refusing"), limit=REASON_LENGTH)


@blueprint.get("/<string:slug>/requests")
@needs(Permission.UNSEAL, find=consultation_by_slug)
def requests(consultation: Consultation) -> str:
    """List the requests, the newest first."""
    page = trustee_reading.requests_page(consultation.id, cursor=request.args.get("cursor"))

    def address(cursor: str | None) -> str:
        own: dict[str, Any] = {"slug": consultation.slug, "cursor": cursor}
        return url_for("trustee.requests", **own) if cursor else ""

    return render_template(
        "trustee/requests.html",
        consultation=consultation,
        page=page,
        previous_url=address(page.previous),
        next_url=address(page.next),
        TONES=TONES,
    )


@blueprint.get(ADDRESS)
@needs(Permission.UNSEAL, find=trustee_reading.request_by_id)
def one_request(consultation: Consultation, asked: Unsealing) -> str:
    """Show a request and what its reader may do."""
    return _page(consultation, asked, DecideForm())


@blueprint.get(ADDRESS + "/outer-box.json")
@needs(Permission.UNSEAL, find=trustee_reading.request_by_id)
def outer_box(consultation: Consultation, asked: Unsealing) -> Response:  # noqa: ARG001
    """Give the outer box to the second trustee."""
    return _file(unsealing.outer_box(asked, to=actor()), "outer-box.json")


@blueprint.post(ADDRESS + "/second")
@needs(Permission.UNSEAL, find=trustee_reading.request_by_id)
@fresh
def second(consultation: Consultation, asked: Unsealing) -> Any:
    """Take in the opened box."""
    form = DecideForm()
    if not form.validate():
        return _page(consultation, asked, form), 422
    data = form.box.data.read(MOST_BYTES) if form.box.data else b""
    try:
        unsealing.second(asked, data, by=actor())
    except ConsultError as refused:
        return _refused(consultation, asked, form, refused)
    flash(_("You have agreed. The trustee who asked can open the identity now."), "success")
    return _back(consultation, asked)


@blueprint.post(ADDRESS + "/refuse")
@needs(Permission.UNSEAL, find=trustee_reading.request_by_id)
def refuse(consultation: Consultation, asked: Unsealing) -> Any:
    """Refuse a request."""
    form = DecideForm()
    if not form.validate():
        return _page(consultation, asked, form), 422
    try:
        unsealing.refuse(asked, form.refusal.data or "", by=actor())
    except ConsultError as refused:
        return _refused(consultation, asked, form, refused)
    flash(_("You have refused. The identity stays closed."), "success")
    return _back(consultation, asked)


@blueprint.post(ADDRESS + "/identity.json")
@needs(Permission.UNSEAL, find=trustee_reading.request_by_id)
@fresh
def deliver(consultation: Consultation, asked: Unsealing) -> Response:  # noqa: ARG001
    """Give the sealed identity with its inner box to the trustee who asked."""
    if asked.asked_by_id != actor().user_id:
        raise NotFound
    return _file(unsealing.deliver(asked, by=actor()), "sealed-identity.json")


@blueprint.post(ADDRESS + "/close")
@needs(Permission.UNSEAL, find=trustee_reading.request_by_id)
def close(consultation: Consultation, asked: Unsealing) -> Any:
    """Remove the opened box from the server."""
    if asked.asked_by_id != actor().user_id:
        raise NotFound
    unsealing.close(asked, by=actor())
    flash(_("The opened box was removed from the server."), "success")
    return _back(consultation, asked)


def _page(consultation: Consultation, asked: Unsealing, form: DecideForm) -> str:
    return render_template(
        "trustee/request.html",
        consultation=consultation,
        asked=asked,
        form=form,
        mine=asked.asked_by_id == actor().user_id,
        TONES=TONES,
    )


def _refused(
    consultation: Consultation, asked: Unsealing, form: DecideForm, refused: ConsultError
) -> Any:
    name = field_of(refused.code, refused.facts)
    if not name:
        raise refused
    words = _("Write why you refuse.") if name == "refusal" else sentence(refused)
    form.fail(name, words)
    return _page(consultation, asked, form), refused.status


def _back(consultation: Consultation, asked: Unsealing) -> Any:
    return redirect(url_for("trustee.one_request", slug=consultation.slug, unsealing_id=asked.id))


def _file(data: bytes, name: str) -> Response:
    answer = Response(data, content_type="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
