"""Migrations and models agree; every revision goes down and up again with rows in the tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from consult.app import create_app
from consult.config import ROOT
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans.queries import measures_of
from consult.domain.responses.models import ResponsePosition
from consult.domain.submissions.models import CommentGroup
from consult.kernel.database import db
from consult.machinery import audit, health
from tests.conftest import make_settings
from tests.factories.comments import make_comment
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_user
from tests.factories.recommendations import carry_out, make_recommendation
from tests.factories.reports import make_answer, make_report
from tests.factories.trace import import_list, import_version, make_discussed

MIGRATIONS = [path.name[:4] for path in (ROOT / "migrations" / "versions").glob("0*.py")]
pytestmark = pytest.mark.committed


@pytest.fixture
def real_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own, with rows in the tables of every subject."""
    app = create_app(make_settings(own_database, tmp_path))
    with app.app_context():
        _fill()
        yield app
        db.session.remove()
        db.engine.dispose()


def _fill() -> None:
    consultation = make_consultation("answering")
    make_plan(consultation)
    make_user([("organiser", consultation)])
    make_answer(make_comment(consultation, publication="published"))
    _fill_trace(consultation)
    make_report(consultation, published=True)
    audit.record("test.happened", consultation, by=system("test"))
    db.session.commit()
    db.session.remove()


def _fill_trace(consultation: Consultation) -> None:
    """Two versions with changes and causes, a group, a position, an answer that was reviewed."""
    discussed = make_discussed()
    second = import_version(discussed, 2)
    import_list(second)
    carry_out(measures_of(second.id)[0], make_recommendation())
    group = kept(CommentGroup(consultation_id=consultation.id, name="Alike", made_by="moderator"))
    comment = make_comment(consultation, publication="published", group_id=group.id)
    answer = make_answer(comment, state="reviewed", group_id=group.id)
    position = {"comment_id": comment.id, "organisation_id": answer.organisation_id}
    words = {"stance": "dissent", "text": in_three("We differ"), "prepared_by": "writer"}
    kept(ResponsePosition(consultation_id=consultation.id, **position, **words))


def test_models_equal_the_migrated_database(real_app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, db.metadata)
    ours = [step for step in found if "procrastinate" not in str(step)]
    assert ours == []
    assert health.schema_revision() == health.schema_head()
    db.session.remove()


def test_every_revision_goes_down_and_up_with_data(real_app: Flask, tmp_path: Path) -> None:
    revisions = []
    while (revision := health.schema_revision()) is not None:
        revisions.append(revision)
        db.session.remove()
        downgrade(revision="-1")
        if health.schema_revision() is not None:
            db.session.remove()
            upgrade(revision="+1")
            db.session.remove()
            downgrade(revision="-1")
        db.session.remove()
    assert revisions == sorted(MIGRATIONS, reverse=True)
    assert _tables() == {"alembic_version"}
    _begin_again(real_app, tmp_path)
    assert _tables() == {"alembic_version"}
    upgrade()
    assert health.schema_revision() == health.schema_head()
    db.session.remove()
    _fill()


def _begin_again(app: Flask, folder: Path) -> None:
    """Make the app anew on the empty database and ask it: migrations alone make tables."""
    other = create_app(make_settings(app.config["SQLALCHEMY_DATABASE_URI"], folder))
    answers = [other.test_client().get(path).status_code for path in ("/healthz", "/readyz")]
    assert answers == [200, 503]
    with other.app_context():
        db.engine.dispose()


def _tables() -> set[str]:
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("select tablename from pg_tables where schemaname = 'public'")
        )
        return {row.tablename for row in rows}
