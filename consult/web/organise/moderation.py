"""The moderation queue: filters, counts, pages, one decision on several comments."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.moderation import operations, queries
from consult.domain.moderation.campaign_queries import campaigns_among
from consult.domain.moderation.operations import Overtaken, Undecidable, Verdict
from consult.domain.moderation.queries import Filters
from consult.domain.moderation.rules import ALERT_WORKING_DAYS
from consult.domain.submissions.rules import KINDS, LEVELS, VERIFICATIONS
from consult.kernel.errors import Missing, NotFound
from consult.kernel.localised import LANGUAGES
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.organise import blueprint
from consult.web.organise.moderation_forms import BulkForm
from consult.web.organise.moderation_words import (
    TONES,
    author_line,
    done,
    problems,
    state_of,
    target_line,
)

WORDS = {"TONES": TONES, "author_line": author_line, "state_of": state_of, "about": target_line}


def filters_asked() -> Filters:
    """Return the filters that stand in the address; an unknown state means the waiting ones."""
    asked = {f.name: request.args.get(f.name, "").strip() for f in fields(Filters)}
    if asked["state"] not in (*queries.STATES, "all"):
        asked["state"] = "received"
    return Filters(**asked)


def kept(filters: Filters, **changes: Any) -> dict[str, Any]:
    """Return the filters as values of an address, changed; the usual state is left out."""
    values: dict[str, Any] = {**asdict(filters), **changes}
    if values["state"] == "received":
        values["state"] = ""
    return {name: value for name, value in values.items() if value}


@blueprint.get("/organise/<string:slug>/moderation")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def moderation(consultation: Any) -> Any:
    """Show the queue."""
    return _page(consultation, BulkForm().offer(), frozenset())


def _page(consultation: Any, form: BulkForm, ticked: frozenset[str], status: int = 200) -> Any:
    filters = filters_asked()
    page = queries.queue(consultation.id, filters, cursor=request.args.get("cursor"))
    days = queries.waiting_days(consultation)
    body = render_template(
        "organise/moderation.html",
        consultation=consultation,
        form=form,
        page=page,
        alike=campaigns_among([one.id for one in page.items]),
        ticked=ticked,
        filters=filters,
        kept=kept(filters),
        narrowed=bool(kept(filters, state="")),
        tabs=_tabs(consultation, filters),
        options=_options(consultation),
        late_days=days if days > ALERT_WORKING_DAYS else 0,
        previous_url=_cursor_url(consultation, filters, page.previous),
        next_url=_cursor_url(consultation, filters, page.next),
        may_decide=permits(actor(), Permission.MODERATE, consultation),
        **WORDS,
    )
    return body, status


def _cursor_url(consultation: Any, filters: Filters, cursor: str | None) -> str:
    if not cursor:
        return ""
    return url_for("organise.moderation", slug=consultation.slug, cursor=cursor, **kept(filters))


def _tabs(consultation: Any, filters: Filters) -> list[dict[str, Any]]:
    counts = queries.counts(consultation.id)
    every = [*counts.items(), ("all", sum(counts.values()))]
    return [
        {
            "text": _(
                "%(name)s (%(count)s)",
                name=_("All") if state == "all" else label("publication", state),
                count=count,
            ),
            "href": url_for(
                "organise.moderation", slug=consultation.slug, **kept(filters, state=state)
            ),
            "current": filters.state == state,
        }
        for state, count in every
    ]


def _options(consultation: Any) -> dict[str, list[tuple[str, str]]]:
    every = [("", _("All"))]
    sections = [
        (section.number, _("Section %(number)s", number=section.number))
        for section in queries.sections(consultation.id)
    ]
    return {
        "kind": every + choices("kind", KINDS),
        "language": every + choices("language", LANGUAGES),
        "channel": every + choices("channel", consultation.channels),
        "level": every + choices("level", LEVELS),
        "section": every + sections,
        "hints": [*every, ("1", _("With hints"))],
        "late": [*every, ("1", _("Late ones"))],
        "sender": [
            *every,
            *choices("verification", VERIFICATIONS),
            ("claimed", _("Name of an organisation used")),
            ("held", _("Held for review")),
        ],
    }


@blueprint.post("/organise/<string:slug>/moderation")
@needs(Permission.MODERATE, find=consultation_by_slug)
def moderation_decide(consultation: Any) -> Any:
    """Decide alike on the ticked comments, or on the one whose own button was pressed."""
    form = BulkForm().offer()
    one = request.form.get("publish_one")
    ticked = frozenset([one] if one else request.form.getlist("chosen"))
    if not ticked:
        form.fail("ground", _("Tick at least one comment in the list."))
    if not ticked or not form.validate():
        return _page(consultation, form, ticked, 422)
    action = "publish" if one else request.form.get("action", "")
    verdict = Verdict(action, form.ground.data or "", form.note.data or "")
    return _decide(consultation, form, verdict, ticked)


def _decide(consultation: Any, form: BulkForm, verdict: Verdict, ticked: frozenset[str]) -> Any:
    expected = _versions(ticked)
    try:
        operations.decide_many(consultation.id, expected, verdict, by=actor())
    except Overtaken as error:
        return _conflict(consultation, form, verdict, expected, error)
    except (Missing, Undecidable) as error:
        for _field, sentence in problems(error):
            form.fail("ground", sentence)
        return _page(consultation, form, ticked, 422)
    flash(done(len(expected), verdict), "success")
    filters = filters_asked()
    return redirect(url_for("organise.moderation", slug=consultation.slug, **kept(filters)))


def _versions(ticked: frozenset[str]) -> dict[uuid.UUID, int]:
    """Read `<id>:<row version>` of the boxes; anything else is not ours."""
    try:
        pairs = [value.split(":") for value in ticked]
        return {uuid.UUID(identity): int(version) for identity, version in pairs}
    except ValueError as error:
        raise NotFound from error


def _conflict(
    consultation: Any,
    form: BulkForm,
    verdict: Verdict,
    expected: Mapping[uuid.UUID, int],
    error: Overtaken,
) -> Any:
    clashes = error.facts["clashes"]
    body = render_template(
        "organise/moderation_conflict.html",
        consultation=consultation,
        form=form,
        verdict=verdict,
        clashes=clashes,
        clashing={clash.comment.id for clash in clashes},
        comments=queries.comments_of(consultation.id, list(expected)),
        kept=kept(filters_asked()),
        **WORDS,
    )
    return body, 409
