"""Saving a work sheet: the edited answers become drafts of the person who brought it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.responses.models import Response
from consult.domain.responses.together import Answer, Draft, Refused, save_drafts
from consult.domain.responses.worksheet.cells import facts_of
from consult.domain.responses.worksheet.comparing import Edit, Present, Review, present_of, review
from consult.domain.responses.worksheet.sheet import SheetFile
from consult.kernel.errors import Conflict
from consult.kernel.findings import Finding, Level

CHUNK = 500
KEPT = ("signer_post", "change_ref", "target_measure")
"""Facts of an answer that do not stand in the sheet and stay as they are."""


@dataclass(frozen=True)
class Saved:
    """How many answers were saved, and what the sheet held besides."""

    answers: int
    review: Review


def save_worksheet(
    consultation: Consultation, read: SheetFile, filename: str, *, by: Actor
) -> Saved:
    """Store the edited answers of a sheet as drafts prepared by the actor, in chunks of 500.

    What somebody saved since the review is a conflict and is not overwritten. Raises NotYourSheet.
    """
    found = review(consultation, read, filename, reader=by)
    wanted = iter(found.changes)
    saved = 0
    while chunk := list(islice(wanted, CHUNK)):
        refused = _save_chunk(consultation, found, chunk, by)
        saved += len(chunk) - len(refused)
        _tell(refused, chunk, found, filename)
    return Saved(saved, found)


def _save_chunk(
    consultation: Consultation, found: Review, edits: Sequence[Edit], by: Actor
) -> Sequence[Refused]:
    present = present_of(consultation, found.body, [edit.row for edit in edits])
    drafts = {edit.comment_id: _draft(edit, present, found.language) for edit in edits}
    return save_drafts(consultation.id, drafts, body_id=found.body.id, by=by).refused


def _draft(edit: Edit, present: Present, language: str) -> Draft:
    response = present.responses.get(edit.comment_id)
    answer = dict(edit.row.answer)
    facts = {**_kept(response), **facts_of(answer, response, language)}
    facts["duplicate_of"] = present.others.get(answer["duplicate_of"])
    return Draft(Answer(facts.pop("disposition"), facts), edit.row.row_version)


def _kept(response: Response | None) -> dict[str, object]:
    return {name: getattr(response, name) for name in KEPT} if response is not None else {}


def _tell(refused: Sequence[Refused], edits: Sequence[Edit], found: Review, filename: str) -> None:
    """Move what was refused at the last moment to the conflicts or to the refused rows."""
    edited = {edit.comment_id: edit for edit in edits}
    for one in refused:
        edit = edited[one.comment_id]
        if isinstance(one.error, Conflict):
            found.conflicts.append(edit)
        else:
            facts = {"comment": one.code}
            row = edit.row.row
            found.refused.append(
                Finding(Level.ERROR, "E_WORK_NOT_YOURS", filename, row=row, facts=facts)
            )
