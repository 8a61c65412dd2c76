"""A ministry's work sheet and somebody who fills it in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation, User
from consult.domain.people.queries import actor_and_user
from consult.domain.responses.worksheet.comparing import Review, review
from consult.domain.responses.worksheet.gathering import seal_key, worksheet_of
from consult.domain.responses.worksheet.reading import read_worksheet
from consult.domain.responses.worksheet.saving import Saved, save_worksheet
from consult.domain.responses.worksheet.sheet import COLUMNS, SheetFile
from consult.domain.responses.worksheet.writing import write_worksheet
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.web.worksheet_words import known_words, worksheet_words
from tests.factories.consultations import make_body, make_consultation, make_plan, measure_of
from tests.factories.people import make_user
from tests.factories.reports import published


def acting(writer: User) -> Actor:
    """The user as an actor."""
    found = actor_and_user(writer.id)
    assert found is not None
    return found[1]


@dataclass
class Desk:
    """A consultation with comments for MOJ and a contributor of MOJ."""

    app: Flask
    consultation: Consultation
    body: Organisation
    writer: User
    comments: list[Comment] = field(default_factory=list)

    def export(
        self,
        language: str = "ru",
        body: Organisation | None = None,
        writer: Callable[..., bytes] = write_worksheet,
    ) -> bytes:
        """The work sheet of the body as a file."""
        words = worksheet_words(language)
        held = db.session.get_one(Consultation, self.consultation.id)
        sheet = worksheet_of(held, body or self.body, language=language, words=words)
        return writer(sheet, words, seal_key())

    def read(self, data: bytes) -> SheetFile:
        """What stands in a file."""
        return read_worksheet(data, "sheet.xlsx", known_words(), seal_key())

    def review(self, data: bytes, writer: User | None = None) -> Review:
        """What a file would change."""
        held = db.session.get_one(Consultation, self.consultation.id)
        by = acting(writer or self.writer)
        return review(held, self.read(data), "sheet.xlsx", reader=by)

    def save(self, data: bytes) -> Saved:
        """Save a file's answers."""
        held = db.session.get_one(Consultation, self.consultation.id)
        by = acting(self.writer)
        saved = save_worksheet(held, self.read(data), "sheet.xlsx", by=by)
        db.session.commit()
        return saved


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Six comments on three measures, all led by MOJ, none answered."""
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation, sections=1, measures=3)
        moj = make_body("MOJ")
        writer = make_user([("ministry_contributor", consultation, moj)], name="Writer")
        found = Desk(app, consultation, moj, writer)
        for number in ("1.1", "1.2", "1.3"):
            measure = measure_of(consultation, number)
            for turn in ("first", "second"):
                found.comments.append(
                    published(consultation, measure, text=f"Words on {number}, {turn}.")
                )
    return found


def column(name: str) -> int:
    """Number of a column in the file."""
    return COLUMNS.index(name) + 1


def filled(data: bytes, change: Callable[[Any, dict[str, int]], None]) -> bytes:
    """The file after somebody worked in it: `change` gets the sheet and the rows by code."""
    book = load_workbook(BytesIO(data))
    page = book.worksheets[0]
    place = column("comment_code")
    rows = {str(page.cell(row, place).value): row for row in range(3, page.max_row + 1)}
    change(page, rows)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def noted(page: Any, row: int, words: str = "Принято к сведению: учтём.") -> None:
    """Answer a row: noted, with reasons in Russian."""
    page.cell(row, column("disposition")).value = "noted"
    page.cell(row, column("reasons_ru")).value = words


def codes(findings: Any) -> list[str]:
    """The codes of findings."""
    return [finding.code for finding in findings]
