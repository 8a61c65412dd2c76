"""The draft of this browser: opened by a cookie of its own, so that words outlive sessions."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, g, request

from consult.domain.consultations.models import Consultation
from consult.domain.submissions import drafts
from consult.domain.submissions.drafts import Writing
from consult.web.contribute import blueprint
from consult.web.guard import actor

View = TypeVar("View", bound=Callable[..., Any])
DAYS = 30 * 24 * 60 * 60
HOUR = 60 * 60
AT_EVENT = 5 * 60
"""Seconds for which a receipt can be opened again on a device that a whole room may use."""


def keeps_text(view: View) -> View:
    """Mark a view that checks the form's token itself, so that an expired one loses no words."""
    view.__dict__["own_csrf"] = True
    return view


def cookie_name(consultation: Consultation) -> str:
    """Return the name of the cookie that opens the draft of a consultation."""
    prefix = "__Host-" if current_app.config["SETTINGS"].secure else ""
    return f"{prefix}consult_draft_{consultation.slug}"


def _token(consultation: Consultation) -> str:
    return request.cookies.get(cookie_name(consultation), "")


def newest(consultation: Consultation) -> Writing | None:
    """Return the draft that the cookie opens, sent or not."""
    return drafts.draft_by_token(consultation, _token(consultation))


def current(consultation: Consultation) -> Writing | None:
    """Return the unsent draft: the cookie's, else the account's from another device."""
    draft = newest(consultation)
    if draft is not None and draft.submission_id is None:
        return draft
    return drafts.draft_of(consultation, actor().user_id)


def to_change(consultation: Consultation) -> Writing | None:
    """Return the unsent draft with a token in this browser: one from elsewhere is taken over."""
    draft = current(consultation)
    if draft is not None and not draft.token:
        drafts.take_over(draft)
        _keep(consultation, draft.token, DAYS)
    return draft


def current_or_new(consultation: Consultation) -> Writing:
    """Return the unsent draft to change, begun now when there is none."""
    draft = to_change(consultation)
    if draft is None:
        draft = drafts.open_draft(consultation, by=actor())
        _keep(consultation, draft.token, DAYS)
    return draft


def keep_a_while(consultation: Consultation, *, at_event: bool) -> None:
    """Let the sent page be opened for an hour more, at a meeting for five minutes; then forget."""
    token = g.draft_cookie[1] if "draft_cookie" in g else _token(consultation)
    _keep(consultation, token, AT_EVENT if at_event else HOUR)


def forget(consultation: Consultation) -> None:
    """Take the cookie off this browser."""
    _keep(consultation, "", 0)


def _keep(consultation: Consultation, token: str, seconds: int) -> None:
    g.draft_cookie = (cookie_name(consultation), token, seconds)


@blueprint.after_request
def set_cookie(response: Response) -> Response:
    """Give the browser what it needs to open its draft again."""
    if "draft_cookie" in g:
        name, token, seconds = g.draft_cookie
        response.set_cookie(
            name,
            token,
            max_age=seconds,
            secure=current_app.config["SETTINGS"].secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )
    response.headers["Cache-Control"] = "no-store"
    return response
