"""The inbox of a ministry: what waits for an answer, what is due first on top."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import working_calendar
from consult.domain.moderation import groups
from consult.domain.responses import inbox as reading
from consult.domain.responses import positions, queries, workload
from consult.domain.responses.inbox import InboxFilter, InboxRow
from consult.domain.submissions.rules import KINDS
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page
from consult.kernel.text import fold_for_search
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.respond import blueprint
from consult.web.respond.due_words import DueWords
from consult.web.respond.forms import ChoiceForm
from consult.web.respond.scope import bodies_in, grants_of, is_approver

TONES = {
    "none": "new",
    "returned": "bad",
    "draft": "quiet",
    "submitted": "waiting",
    "reviewed": "waiting",
    "approved": "good",
}
FILTERS = ("state", "measure", "words", "role", "kind", "group", "writer", "decided")


def _wanted() -> InboxFilter:
    asked = {name: request.args.get(name, "").strip() for name in FILTERS}
    asked["words"] = fold_for_search(asked["words"])
    return InboxFilter(**asked, user_id=actor().user_id)


def kept(**changes: Any) -> dict[str, Any]:
    """Return the filters that stand in the address, changed, as values of an address."""
    values = {name: request.args.get(name, "") for name in FILTERS} | changes
    return {name: value for name, value in values.items() if value}


def _tabs(counts: dict[str, int], slug: str) -> list[dict[str, Any]]:
    chosen = request.args.get("state", "")
    every = [("", _("All"), sum(counts.values()))]
    named = [(code, label("response_state", code), count) for code, count in counts.items()]
    return [
        {
            "text": _("%(name)s (%(count)s)", name=name, count=count),
            "href": url_for("respond.inbox", c=slug, **kept(state=code)),
            "current": chosen == code,
        }
        for code, name, count in every + named
    ]


@blueprint.get("/")
@needs(Permission.SIGNED_IN)
def inbox() -> Any:
    """Show what the actor's bodies have to answer in one consultation."""
    consultations = queries.consultations_of_bodies(list(grants_of(actor())))
    slug = request.args.get("c", consultations[0].slug)
    chosen = next((item for item in consultations if item.slug == slug), None)
    if chosen is None:
        raise NotFound
    return page_of(chosen, ChoiceForm(), others=consultations)


def page_of(
    consultation: Consultation,
    form: ChoiceForm,
    status: int = 200,
    *,
    others: Sequence[Consultation] = (),
) -> Any:
    """Show the inbox of a consultation; `form` carries what was wrong with a choice of rows.

    `others` are the consultations in which the visitor answers, when they are known already.
    """
    bodies = bodies_in(consultation.id)
    counts = reading.inbox_counts(bodies, consultation.id)
    page = reading.inbox(bodies, consultation, _wanted(), cursor=request.args.get("cursor"))
    approves = is_approver(consultation.id)
    body = render_template(
        "respond/inbox.html",
        form=form,
        consultation=consultation,
        consultations=others or queries.consultations_of_bodies(list(grants_of(actor()))),
        bodies=queries.bodies_named(bodies),
        page=page,
        positions=_positions(bodies, page),
        counts=counts,
        tabs=_tabs(counts, consultation.slug),
        due_words=DueWords(workload.today(consultation), working_calendar()),
        boilerplates=queries.boilerplates(consultation.id, bodies) if approves else (),
        may_approve=approves,
        next_url=_page_url(consultation, page.next),
        previous_url=_page_url(consultation, page.previous),
        kept=kept(),
        options=_options(consultation, bodies),
        tones=TONES,
    )
    return body, status


def _positions(bodies: list[uuid.UUID], page: Page[InboxRow]) -> Any:
    """Return the positions that the bodies gave to answers of others on this page."""
    return positions.given_by(bodies, [row.comment.id for row in page.items if row.role == "co"])


def _page_url(consultation: Consultation, cursor: str | None) -> str:
    if not cursor:
        return ""
    return url_for("respond.inbox", c=consultation.slug, cursor=cursor, **kept())


def _options(consultation: Consultation, bodies: list[uuid.UUID]) -> dict[str, Any]:
    every = [("", _("All"))]
    known = [(str(row.group.id), row.group.name) for row in groups.groups_of(consultation, bodies)]
    return {
        "role": every + choices("executor_role", ["lead", "co"]),
        "kind": every + choices("kind", KINDS),
        "writer": [*every, ("mine", _("Prepared by me")), ("others", _("Prepared by others"))],
        "group": every + known,
        "decided": [
            *every,
            ("any", _("Decided at the national round table")),
            ("open", _("Decided, not carried out yet")),
        ],
    }
