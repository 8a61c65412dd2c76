"""Campaigns at the organisers' desk: the list, one with what differs, undoing, deciding on all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.moderation import campaign_queries as queries
from consult.domain.moderation import campaigns as acts
from consult.domain.moderation import operations
from consult.domain.moderation.campaign_models import Campaign
from consult.domain.moderation.operations import Overtaken, Undecidable, Verdict
from consult.domain.submissions.models import Comment
from consult.domain.submissions.rules import VERIFICATIONS
from consult.kernel.errors import Missing, NotFound
from consult.kernel.worddiff import Piece, diff_words, folded
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.organise import blueprint
from consult.web.organise.moderation_forms import BulkForm
from consult.web.organise.moderation_words import TONES, author_line, done, problems, state_of

LIST = "/organise/<string:slug>/campaigns"
ONE = f"{LIST}/<uuid:campaign_id>"
AROUND = {"longest": 10, "kept": 4}
FIELDS = ("text", "proposed_wording", "rationale")


@dataclass(frozen=True)
class Differing:
    """A member with the fields whose words differ from those of the representative."""

    comment: Comment
    fields: Sequence[tuple[str, Sequence[Piece | None]]]


def _one(slug: str, campaign_id: uuid.UUID) -> tuple[Consultation, Campaign]:
    consultation = consultation_by_slug(slug)
    campaign = queries.campaign_by_id(campaign_id)
    if campaign.consultation_id != consultation.id:
        raise NotFound
    return consultation, campaign


@blueprint.get(LIST)
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def campaigns(consultation: Consultation) -> str:
    """List the campaigns, with the counts of comments with and without them."""
    dissolved = request.args.get("show") == "dissolved"
    cursor = request.args.get("cursor")
    page, sizes = queries.campaigns_page(consultation.id, cursor, dissolved=dissolved)
    kept: dict[str, Any] = {"slug": consultation.slug, "show": "dissolved" if dissolved else None}
    here = "organise.campaigns"
    return render_template(
        "organise/campaigns.html",
        consultation=consultation,
        page=page,
        sizes=sizes,
        dissolved=dissolved,
        totals=queries.totals_of(consultation),
        verifications=VERIFICATIONS,
        previous_url=url_for(here, cursor=page.previous, **kept) if page.previous else "",
        next_url=url_for(here, cursor=page.next, **kept) if page.next else "",
    )


@blueprint.get(ONE)
@needs(Permission.READ_STAFF, find=_one)
def campaigns_one(consultation: Consultation, campaign: Campaign) -> Any:
    """Show one campaign: its text, its members and what differs in each."""
    return _page(consultation, campaign, BulkForm().offer())


def _page(consultation: Consultation, campaign: Campaign, form: BulkForm, status: int = 200) -> Any:
    asked = request.args.get("from", "")
    shown = queries.members_page(campaign, request.args.get("cursor"), verification=asked)
    here: dict[str, Any] = {
        "slug": consultation.slug,
        "campaign_id": campaign.id,
        "from": asked or None,
    }
    endpoint = "organise.campaigns_one"
    body = render_template(
        "organise/campaign.html",
        consultation=consultation,
        campaign=campaign,
        first=campaign.representative,
        sizes=queries.sizes_of([campaign.id]).get(campaign.id, queries.Sizes()),
        members=[_differing(campaign.representative, one) for one in shown.items],
        out=queries.members_page(campaign, out=True).items,
        hinted=len(queries.waiting_of(campaign, hints=True)),
        form=form,
        asked=asked,
        verifications=[("", _("All")), *choices("verification", VERIFICATIONS)],
        may_decide=permits(actor(), Permission.MODERATE, consultation),
        previous_url=url_for(endpoint, cursor=shown.previous, **here) if shown.previous else "",
        next_url=url_for(endpoint, cursor=shown.next, **here) if shown.next else "",
        TONES=TONES,
        state_of=state_of,
        author_line=author_line,
    )
    return body, status


def _differing(first: Comment, one: Comment) -> Differing:
    pairs = [(name, getattr(first, name), getattr(one, name)) for name in FIELDS]
    changed = [(name, old, new) for name, old, new in pairs if old != new]
    shown = [(name, folded(diff_words(old, new), **AROUND)) for name, old, new in changed]
    return Differing(one, shown)


@blueprint.post(ONE)
@needs(Permission.MODERATE, find=_one)
def campaigns_change(consultation: Consultation, campaign: Campaign) -> Any:
    """Take comments out or back, choose the text shown, dissolve or restore the campaign."""
    act = request.form.get("act", "")
    if act in {"take_out", "put_back", "represent"}:
        if not (ids := _chosen()):
            flash(_("Tick at least one comment in the list."), "important")
        else:
            _move(act, campaign, ids)
    elif act in {"dissolve", "never"}:
        acts.dissolve(campaign, never=act == "never", by=actor())
        flash(_("The campaign is dissolved. No comment and no answer is lost."), "success")
    elif act == "restore":
        acts.restore(campaign, by=actor())
        flash(_("The campaign stands again."), "success")
    return _back(consultation, campaign)


def _back(consultation: Consultation, campaign: Campaign) -> Any:
    here = url_for("organise.campaigns_one", slug=consultation.slug, campaign_id=campaign.id)
    return redirect(here)


def _chosen() -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in request.form.getlist("chosen")]
    except ValueError as error:
        raise NotFound from error


def _move(act: str, campaign: Campaign, ids: list[uuid.UUID]) -> None:
    if act == "take_out":
        acts.take_out(campaign, ids, by=actor())
        flash(_("Taken out. What was taken out stands below and can be put back."), "success")
    elif act == "put_back":
        acts.put_back(campaign, ids, by=actor())
        flash(_("Put back into the campaign."), "success")
    else:
        acts.represent(campaign, ids[0], by=actor())
        flash(_("The text that stands for the campaign is changed."), "success")


@blueprint.post(f"{ONE}/decide")
@needs(Permission.MODERATE, find=_one)
def campaigns_decide(consultation: Consultation, campaign: Campaign) -> Any:
    """Decide alike on all members that wait and give no hint at personal data."""
    form = BulkForm().offer()
    if not form.validate():
        return _page(consultation, campaign, form, 422)
    waiting = {one.id: one.row_version for one in queries.waiting_of(campaign, hints=False)}
    verdict = Verdict(request.form.get("action", ""), form.ground.data or "", form.note.data or "")
    try:
        if waiting:
            operations.decide_many(consultation.id, waiting, verdict, by=actor())
    except (Missing, Undecidable, Overtaken) as error:
        for _field, sentence in problems(error):
            form.fail("ground", sentence)
        return _page(consultation, campaign, form, error.status)
    flash(done(len(waiting), verdict) if waiting else _("Nothing waits here."), "success")
    return _back(consultation, campaign)
