"""One comment for moderators: the original with hints, its history, the decision."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.access import Permission, permits
from consult.domain.moderation import operations, queries
from consult.domain.moderation.operations import Clash, Overtaken, Undecidable
from consult.domain.moderation.redaction import FIELDS, BadSpan, PassageNotFound
from consult.domain.people.regions import region_name
from consult.domain.submissions.claims import claim_on
from consult.domain.submissions.crowds import crowded_facts
from consult.domain.submissions.file_copies import copies_for
from consult.domain.submissions.levels import view_author
from consult.kernel.dates import in_zone
from consult.kernel.errors import Missing
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.organise.marking import marked
from consult.web.organise.moderation import WORDS, filters_asked, kept
from consult.web.organise.moderation_forms import DecisionForm
from consult.web.organise.moderation_words import done, problems

ADDRESS = "/organise/<string:slug>/comments/<uuid:comment_id>"


@blueprint.get(ADDRESS)
@needs(Permission.READ_STAFF, find=queries.comment_by_id)
def comment(comment: Any, consultation: Any) -> Any:
    """Show one comment."""
    return _page(comment, consultation, DecisionForm().offer(comment).propose(comment))


def _page(
    comment: Any,
    consultation: Any,
    form: DecisionForm,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> Any:
    filters = filters_asked()
    before, after = queries.neighbours(comment, filters)
    crowded = crowded_facts([comment], "staff")
    author = view_author(comment.submission, "staff", crowded(comment))
    day = in_zone(comment.received_at, consultation.zone).date()
    body = render_template(
        "organise/comment.html",
        consultation=consultation,
        comment=comment,
        author=author,
        claim=claim_on(comment.submission, current_language()),
        region=region_name(author.region_code, current_language(), day),
        copies=copies_for("staff", comment.submission),
        fields=[(name, marked(name, comment)) for name in FIELDS if getattr(comment, name)],
        decisions=queries.decisions_on(comment.id),
        versions=queries.versions_of(comment.id),
        form=form,
        clashes=clashes,
        may_decide=permits(actor(), Permission.MODERATE, comment) and not comment.withdrawn_at,
        kept=kept(filters),
        previous_url=_url(consultation, before, filters),
        next_url=_url(consultation, after, filters),
        **WORDS,
    )
    return body, status


def _url(consultation: Any, comment_id: Any, filters: Any) -> str:
    if comment_id is None:
        return ""
    values = kept(filters)
    return url_for("organise.comment", slug=consultation.slug, comment_id=comment_id, **values)


@blueprint.post(ADDRESS)
@needs(Permission.MODERATE, find=queries.comment_by_id)
def comment_decide(comment: Any, consultation: Any) -> Any:
    """Decide on one comment and go on to the next of the queue."""
    form = DecisionForm().offer(comment)
    if not form.validate():
        return _page(comment, consultation, form, status=422)
    filters = filters_asked()
    _before, after = queries.neighbours(comment, filters)
    try:
        verdict = form.verdict(comment)
        seen = {comment.id: _version()}
        operations.decide_many(consultation.id, seen, verdict, by=actor())
    except Overtaken as error:
        return _again(consultation, form, error)
    except (Missing, Undecidable, BadSpan, PassageNotFound) as error:
        for field, sentence in problems(error):
            form.fail(field, sentence)
        return _page(comment, consultation, form, status=422)
    flash(done(1, verdict), "success")
    queue = url_for("organise.moderation", slug=consultation.slug, **kept(filters))
    return redirect(_url(consultation, after, filters) or queue)


def _again(consultation: Any, form: DecisionForm, error: Overtaken) -> Any:
    """Show both decisions and the form as it was filled, now about the newest version."""
    clash = error.facts["clashes"][0]
    comment, _consultation = queries.comment_by_id(consultation.slug, clash.comment.id)
    form.offer(comment).row_version.data = str(comment.row_version)
    return _page(comment, consultation, form, error.facts["clashes"], 409)


def _version() -> int:
    return row_version(request.form.get("row_version"))
