"""The inbox of a ministry: what waits for an answer, by state of the answer."""

import uuid
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses import queries, rules
from consult.kernel.errors import Forbidden, NotFound
from consult.kernel.text import fold_for_search
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.respond import blueprint

TONES = {
    "none": "new",
    "returned": "bad",
    "draft": "quiet",
    "submitted": "waiting",
    "approved": "good",
}


def _ministry_grants(who: Actor) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The bodies of the actor by consultation; raises Forbidden when there are none."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for grant in sorted(who.grants, key=lambda grant: grant.role):
        if grant.role in MINISTRY_ROLES and grant.organisation_id:
            bodies = found.setdefault(grant.consultation_id, [])
            if grant.organisation_id not in bodies:
                bodies.append(grant.organisation_id)
    if not found:
        raise Forbidden
    return found


def _wanted(consultation_id: uuid.UUID) -> queries.InboxFilter:
    return queries.InboxFilter(
        consultation_id=consultation_id,
        state=request.args.get("state", ""),
        measure=request.args.get("measure", "").strip(),
        words=fold_for_search(request.args.get("words", "")),
        role=request.args.get("role", ""),
    )


def _page_url(cursor: str | None) -> str:
    if not cursor:
        return ""
    kept = {key: value for key, value in request.args.items() if key != "cursor"}
    return f"{url_for('respond.inbox')}?{urlencode({**kept, 'cursor': cursor})}"


def _tabs(counts: dict[str, int], slug: str) -> list[dict[str, Any]]:
    chosen = request.args.get("state", "")
    every = [("", _("All"), sum(counts.values()))]
    named = [(code, label("response_state", code), count) for code, count in counts.items()]
    return [
        {
            "text": _("%(name)s (%(count)s)", name=name, count=count),
            "href": url_for("respond.inbox", c=slug, state=code or None),
            "current": chosen == code,
        }
        for code, name, count in every + named
    ]


@blueprint.get("/")
@needs(Permission.SIGNED_IN)
def inbox() -> str:
    """Show what the actor's bodies have to answer in one consultation."""
    grants = _ministry_grants(actor())
    consultations = queries.consultations_of_bodies(list(grants))
    slug = request.args.get("c", consultations[0].slug)
    chosen = next((item for item in consultations if item.slug == slug), None)
    if chosen is None:
        raise NotFound
    bodies = grants[chosen.id]
    counts = queries.inbox_counts(bodies, chosen.id)
    page = queries.inbox(bodies, _wanted(chosen.id), cursor=request.args.get("cursor"))
    return render_template(
        "respond/inbox.html",
        consultation=chosen,
        consultations=consultations,
        bodies=queries.bodies_named(bodies),
        page=page,
        counts=counts,
        tabs=_tabs(counts, chosen.slug),
        next_url=_page_url(page.next),
        previous_url=_page_url(page.previous),
        roles=[("", _("All")), *choices("executor_role", ["lead", "co"])],
        tones=TONES,
        offered=rules.OFFERED,
    )
