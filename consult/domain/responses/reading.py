"""A comment as the public reads it: redacted layer, author by consent, approved answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from consult.domain.changes.models import Change
from consult.domain.changes.queries import changes_of_comments
from consult.domain.changes.rules import name_of
from consult.domain.changes.showing import side
from consult.domain.moderation.redaction import Piece, Span, pieces, spans_of
from consult.domain.people.regions import region_names
from consult.domain.responses.decided import PublicDecision, public_decisions, without_words
from consult.domain.responses.models import Response
from consult.domain.responses.positions import public_positions
from consult.domain.responses.queries import approved_for, group_sizes
from consult.domain.submissions.crowds import Facts, crowded_facts
from consult.domain.submissions.levels import AuthorView, treatment, view_author
from consult.domain.submissions.models import Comment
from consult.domain.submissions.moments import window
from consult.domain.submissions.reading import ON_PAGES
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText
from consult.kernel.paging import Page

NOTHING: tuple[Piece, ...] = ()
NO_TEXT = LocalisedText()


@dataclass(frozen=True)
class PublicPosition:
    """What a co-responsible body says beside the answer: it does not agree, or adds something."""

    body: LocalisedText
    stance: str
    text: LocalisedText


@dataclass(frozen=True)
class PublicAnswer:
    """An approved answer; under a comment that is not shown only its result stands.

    `alike` is how many other comments of a group were answered together with this one.
    """

    disposition: str
    body: LocalisedText
    approved_on: date | None
    reasons: LocalisedText = NO_TEXT
    part_accepted: LocalisedText = NO_TEXT
    change: LocalisedText = NO_TEXT
    change_ref: str = ""
    covered_by: str = ""
    passed_to: str = ""
    ground: str = ""
    same_as: str = ""
    positions: Sequence[PublicPosition] = ()
    alike: int = 0


@dataclass(frozen=True)
class SaidAt:
    """The meeting at which a comment was made (I-18): its name in addresses, its day."""

    reference: str
    title: LocalisedText
    day: date
    has_minutes: bool = False


ONE_SIDED = ("added", "removed")


@dataclass(frozen=True)
class NamedChange:
    """A public change that a comment caused: version, place in its list, measures, kind."""

    version: int
    number: int
    name: str
    kind: str = ""


@dataclass(frozen=True)
class PublicComment:
    """One comment on a public page. `stub` ones have a number, a day and a ground, nothing else.

    Of some the public sees the week alone: then `day` is its first one.

    Words are pieces that are shown or hidden; hidden pieces carry no words, so no page can leak
    them. `on_version` and `on_number` name the measure as it was called where it was written;
    `changes` are those of later versions that name this comment as their cause; `meeting` is the
    round table at which it was made, `decisions` what national round tables decided about it.
    """

    anchor: str
    code: str
    day: date
    week: bool = False
    stub: str = ""
    ground: str = ""
    author: AuthorView | None = None
    region: LocalisedText = NO_TEXT
    kind: str = ""
    language: str = ""
    target_field: str = ""
    text: Sequence[Piece] = NOTHING
    proposed_wording: Sequence[Piece] = NOTHING
    rationale: Sequence[Piece] = NOTHING
    on_version: uuid.UUID | None = None
    on_number: str = ""
    on_version_number: int = 0
    answer: PublicAnswer | None = None
    changes: Sequence[NamedChange] = ()
    meeting: SaidAt | None = None
    decisions: Sequence[PublicDecision] = ()


def public_comments(page: Page[Comment], zone: str) -> Page[PublicComment]:
    """Return a page of comments as the public reads them, with approved answers and changes.

    `zone` decides on which day a comment was received. A constant number of queries.
    """
    items = read_publicly(page.items, zone)
    return Page(items, next=page.next, previous=page.previous)


def read_publicly(comments: Sequence[Comment], zone: str) -> list[PublicComment]:
    """Return comments (with submission and measure loaded) as the public reads them."""
    ids = [comment.id for comment in comments]
    answers, changes = approved_for(ids), changes_of_comments(ids)
    beside, decided = _beside(answers), public_decisions(ids)
    crowded = crowded_facts(comments, "public")
    return [
        replace(
            _with_others(
                _comment(comment, answers.get(comment.id), zone, crowded), beside.get(comment.id)
            ),
            changes=[_named(change) for change in changes.get(comment.id, ())],
            decisions=_decisions(comment, decided.get(comment.id, ())),
        )
        for comment in comments
    ]


def changes_named(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[NamedChange]]:
    """Return the public changes that comments caused, by comment; a constant number of queries."""
    found = changes_of_comments(ids)
    return {comment_id: [_named(change) for change in rows] for comment_id, rows in found.items()}


def _named(change: Change) -> NamedChange:
    before, after = ([row.number for row in side(change, name)] for name in ("before", "after"))
    name = name_of(change.section_number, before, after)
    if change.kind in ONE_SIDED:
        name = ", ".join(before or after)
    return NamedChange(change.plan_version.number, change.number, name, change.kind)


def _comment(
    comment: Comment, response: Response | None, zone: str, crowded: Facts
) -> PublicComment:
    week = treatment("time", "public", comment.submission.level) == "week"
    day = in_zone(window(comment.submission.level, comment.received_at, zone)[0], zone).date()
    anchor = f"c-{comment.id.hex[:12]}"
    stub = _stub(comment)
    answer = _answer(response, zone, whole=not stub) if response else None
    if stub:
        ground = comment.ground if stub == "withheld" else ""
        meeting = _meeting(comment)
        return PublicComment(
            *(anchor, comment.code, day),
            week=week,
            stub=stub,
            ground=ground,
            answer=answer,
            meeting=meeting,
        )
    spans = spans_of(comment.redactions)
    measure = comment.measure_version
    author = view_author(comment.submission, "public", crowded(comment))
    return PublicComment(
        anchor,
        comment.code,
        day,
        week=week,
        ground=comment.ground,
        author=author,
        region=_region(author.region_code, day),
        kind=comment.kind,
        language=comment.language,
        target_field=comment.target_field,
        text=_pieces("text", comment.text, spans),
        proposed_wording=_pieces("proposed_wording", comment.proposed_wording, spans),
        rationale=_pieces("rationale", comment.rationale, spans),
        on_version=measure.plan_version_id if measure else None,
        on_number=measure.number if measure else "",
        on_version_number=measure.plan_version.number if measure else 0,
        answer=answer,
        meeting=_meeting(comment),
    )


def _meeting(comment: Comment) -> SaidAt | None:
    """Return the meeting of a comment, whatever its author's level: the minutes list it (I-18)."""
    table = comment.submission.round_table
    if table is None:
        return None
    day = in_zone(table.starts_at, table.zone).date()
    return SaidAt(table.reference, table.title, day, table.state == "minutes_published")


def _decisions(comment: Comment, decided: Sequence[PublicDecision]) -> Sequence[PublicDecision]:
    """Return the decisions on a comment; on one that is not shown they have no words."""
    return [without_words(one) for one in decided] if _stub(comment) else decided


def _region(code: str, day: date) -> LocalisedText:
    """Return the region as it was called on the day (K-04); nothing when it is not shown."""
    return LocalisedText.of(region_names(code, day)) if code not in {"", "unknown"} else NO_TEXT


def _stub(comment: Comment) -> str:
    """Return why a comment is only a mark: withdrawn, withheld, or empty when it is shown.

    A comment published in part whose layer is lost is not shown: rather too little than a name.
    """
    if comment.withdrawn_at is not None:
        return "withdrawn"
    lost = comment.publication == "published_redacted" and not comment.redactions
    return "withheld" if lost or comment.publication == "withheld" else ""


def _pieces(name: str, words: str, spans: Sequence[Span]) -> Sequence[Piece]:
    cut = pieces(name, words, spans)
    return tuple(Piece("", hidden=True) if piece.hidden else piece for piece in cut)


def _beside(answers: Mapping[uuid.UUID, Response]) -> dict[uuid.UUID, dict[str, Any]]:
    """Return by comment what stands beside its answer: other bodies, number of like comments."""
    spoken = public_positions(answers)
    groups = {one.group_id for one in answers.values() if one.group_id}
    sizes = group_sizes(groups) if groups else {}
    return {
        comment_id: {
            "positions": [
                PublicPosition(one.organisation.name, one.stance, one.text)
                for one in spoken.get(comment_id, ())
            ],
            "alike": sizes[response.group_id] - 1 if response.group_id else 0,
        }
        for comment_id, response in answers.items()
    }


def _with_others(comment: PublicComment, beside: Mapping[str, Any] | None) -> PublicComment:
    """Add what stands beside the answer, when comment and answer are shown in full."""
    if comment.stub or comment.answer is None or beside is None:
        return comment
    return replace(comment, answer=replace(comment.answer, **beside))


def _answer(response: Response, zone: str, *, whole: bool) -> PublicAnswer:
    day = in_zone(response.approved_at, zone).date() if response.approved_at else None
    body = response.organisation.name
    if not whole:
        return PublicAnswer(response.disposition, body, day)
    return PublicAnswer(
        response.disposition,
        body,
        day,
        reasons=response.reasons,
        part_accepted=response.part_accepted,
        change=response.change,
        change_ref=response.change_ref,
        covered_by=response.covered_by,
        passed_to=response.passed_to,
        ground=response.ground,
        same_as=_same_as(response.duplicate_of),
    )


def _same_as(kept: Comment | None) -> str:
    return kept.code if kept is not None and kept.publication in ON_PAGES else ""
