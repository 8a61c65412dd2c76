"""Approving and publishing minutes, and making their files; a second person approves."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from consult.domain.people.actors import Actor
from consult.domain.reports.exporters.meeting import write_minutes_file
from consult.domain.reports.exporters.wording import Words
from consult.domain.reports.meeting import Meeting
from consult.domain.reports.meeting_reading import canaries_of_table, meeting_of
from consult.domain.reports.refusals import (
    CheckRuns,
    CorrectionsOpen,
    NamesInMinutes,
    SameApprover,
    Unmoderated,
)
from consult.domain.roundtables import minutes as writing
from consult.domain.roundtables.desk_models import Minutes, MinutesFile
from consult.domain.roundtables.minutes_queries import FORMS, checked, files_of, minutes_for_change
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import move_table
from consult.domain.roundtables.queries import whole_table
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing, WrongState
from consult.kernel.localised import LANGUAGES
from consult.machinery import audit, files, jobs, letters

MAKING = "make_minutes_file"
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def approve_minutes(table: RoundTable, minutes: Minutes, *, by: Actor) -> Minutes:
    """Approve checked minutes; by another person than the one who made them.

    The check must be over, or everybody who was asked must have agreed. Raises WrongState,
    SameApprover, CheckRuns, CorrectionsOpen, Unmoderated, Missing, NamesInMinutes.
    """
    held = minutes_for_change(minutes.id)
    if held.state != "checking":
        raise WrongState(state=held.state, wanted="approved")
    if is_maker(held, by):
        raise SameApprover
    _refuse_unfinished(held)
    _refuse_contents(table, held)
    held.state, held.approved_at = "approved", now()
    held.approved_by = by.name or by.audit_name
    _note("minutes.approved", held, table, by)
    return held


def is_maker(minutes: Minutes, by: Actor) -> bool:
    """Whether this is the person who made the minutes."""
    if minutes.made_by_id or by.user_id:
        return minutes.made_by_id == by.user_id
    return minutes.made_by == (by.name or by.audit_name)


def _refuse_unfinished(minutes: Minutes) -> None:
    stands = checked(minutes.id)
    if count := stands.corrections.get("open", 0):
        raise CorrectionsOpen(count=count)
    until = minutes.check_until
    if until is not None and now() <= until and not stands.everybody_agreed:
        raise CheckRuns(until=until)
    missing = [name for name in ("chair", "secretary") if not getattr(minutes, name)]
    if missing:
        raise Missing(missing=missing)


def _refuse_contents(table: RoundTable, minutes: Minutes) -> None:
    meeting = meeting_of(table, minutes)
    if meeting.waiting:
        raise Unmoderated(count=meeting.waiting)
    canaries = canaries_of_table(table, minutes)
    if any(canaries.sing(text) for text in _own_words(meeting)):
        raise NamesInMinutes


def _own_words(meeting: Meeting) -> list[str]:
    texts = [text.exact(language) for text in meeting.words() for language in LANGUAGES]
    notes = [note for one in meeting.proposals for note in one.notes]
    return [*texts, *notes, *meeting.notes]


def publish_minutes(table: RoundTable, minutes: Minutes, *, by: Actor) -> Minutes:
    """Publish approved minutes: the meeting goes to minutes_published, the files are made next."""
    held = minutes_for_change(minutes.id)
    if held.state != "approved":
        raise WrongState(state=held.state, wanted="published")
    held.state, held.published_at = "published", now()
    move_table(table, "minutes_published", by=by)
    defer_files(held)
    _note("minutes.published", held, table, by)
    return held


def defer_files(minutes: Minutes) -> None:
    """Have every file made by the worker."""
    for language in LANGUAGES:
        for form in FORMS:
            jobs.defer(
                MAKING,
                queue="reports",
                minutes_id=str(minutes.id),
                language=language,
                form=form,
            )


def make_minutes_file(
    minutes_id: uuid.UUID, language: str, form: str, *, words: Callable[[str], Words], by: Actor
) -> MinutesFile | None:
    """Make and store one file of published minutes; for the worker. One that is there stays.

    Raises NamesInMinutes when it holds what may not be public (REQ 86), PdfFailed.
    """
    minutes = db.session.get(Minutes, minutes_id)
    if minutes is None or minutes.state != "published":
        return None
    _one_at_a_time(minutes_id, language, form)
    if (language, form) in files_of(minutes_id):
        return None
    table = whole_table(minutes.round_table_id)
    folder: Path = current_app.config["SETTINGS"].files
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".minutes-", dir=folder) as place:
        target = Path(place) / f"minutes.{form}"
        write_minutes(table, minutes, target, language, form, words=words)
        stored = files.adopt(
            target,
            name=f"{table.consultation.slug}-minutes-{table.reference.lower()}-{language}.{form}",
            media_type=MEDIA_TYPES[form],
            purpose="minutes",
        )
    db.session.flush()
    made = MinutesFile(minutes_id=minutes_id, language=language, format=form, file_id=stored.id)
    db.session.add(made)
    _note("minutes.file_made", minutes, table, by, language=language, format=form)
    return made


def write_minutes(
    table: RoundTable,
    minutes: Minutes,
    target: Path,
    language: str,
    form: str,
    *,
    words: Callable[[str], Words],
) -> None:
    """Write one file to a place of the caller's and search it for names (REQ 86).

    Raises NamesInMinutes (and leaves no file), PdfFailed, OSError.
    """
    address = letters.address(
        "public.round_table_minutes", language, slug=table.consultation.slug, ref=table.reference
    )
    meeting = meeting_of(table, minutes)
    as_of = minutes.published_at or now()
    write_minutes_file(
        meeting, words(language), language, form, target, address=address, as_of=as_of
    )
    if canaries_of_table(table, minutes).sing_in(target):
        target.unlink()
        raise NamesInMinutes


def publish_minutes_of(
    table: RoundTable, *, chair: str, secretary: str, by: Actor, second: Actor
) -> Minutes:
    """Take the minutes of a meeting that is over through all steps at once, as they were on paper.

    For meetings whose minutes were checked outside the service: no letter goes out and the period
    of checking is that of the paper. `second` approves. Raises as each step does.
    """
    minutes = writing.draft_minutes(table, by=by)
    writing.write_minutes(table, {"chair": chair, "secretary": secretary}, by=by)
    writing.note_checked_on_paper(table, by=by)
    approve_minutes(table, minutes, by=second)
    return publish_minutes(table, minutes, by=second)


def _one_at_a_time(minutes_id: uuid.UUID, *parts: str) -> None:
    name = ":".join(["minutes-file", str(minutes_id), *parts])
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _note(action: str, minutes: Minutes, table: RoundTable, by: Actor, **facts: object) -> None:
    audit.record(action, minutes, by=by, consultation_id=table.consultation_id, **facts)
