"""Periods, purges and backups on the administrator's pages; the public sees the periods."""

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.people.actors import system
from consult.domain.retention import purging
from consult.domain.retention.models import RetentionPeriod
from consult.kernel.database import db
from consult.machinery.backup.models import BackupRun
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def administrator(app: Flask, visitor: Visitor) -> Visitor:
    """An administrator at their pages."""
    with app.app_context():
        user = make_user(is_administrator=True)
    return sign_in(visitor, user)


def test_period_set_by_the_administrator_stands_on_the_public_page(
    app: Flask, administrator: Visitor
) -> None:
    administrator.open("/en/organise/administration").follow("Periods of keeping")
    administrator.fill("Names that are withheld from the public", "400").press("Save")
    assert "The periods were changed." in administrator.text
    with app.app_context():
        rows = db.session.execute(select(RetentionPeriod.code, RetentionPeriod.days)).all()
    assert [tuple(row) for row in rows] == [("withheld_names", 400)]
    page = Visitor(app).open("/en/privacy/retention")
    row = page.soup.find("th", string="Names that are withheld from the public")
    assert row is not None
    assert "400 days" in row.parent.get_text()


@pytest.mark.parametrize("typed", ["3", "99999", "soon", "", "-5", "½"])
def test_bad_period_is_refused_with_one_sentence_and_kept_as_typed(
    administrator: Visitor, typed: str
) -> None:
    administrator.open("/en/organise/administration/retention")
    administrator.fill("Names that are withheld from the public", typed).press("Save", 422)
    assert administrator.text.count("Enter a number of days from 30 to 3650.") == 1
    field = administrator.soup.find(id="withheld_names")
    assert field is not None
    assert field["value"] == typed


def test_purges_and_backups_are_shown(app: Flask, administrator: Visitor) -> None:
    with app.app_context():
        purging.purge(by=system("test"))
        db.session.add(BackupRun(kind="made", archive="consult-1.backup", ok=True))
        db.session.add(BackupRun(kind="checked", archive="", ok=False, reason="backup_broken"))
        db.session.commit()
    administrator.open("/en/organise/administration/retention")
    assert "Nothing was purged yet" not in administrator.text
    administrator.open("/en/organise/administration/backups")
    assert "consult-1.backup" in administrator.text
    assert "Failed" in administrator.text
    assert "No backup was restored for a check in the last week." in administrator.text
    assert "The last good backup is older than a day." not in administrator.text


def test_administration_without_backups_says_so(administrator: Visitor) -> None:
    administrator.open("/en/organise/administration/backups")
    assert "No backup was made yet." in administrator.text
