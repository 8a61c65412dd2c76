"""The app itself: it answers, it is ready, its schema is the models'."""

from flask import Flask

from consult.machinery import health


def test_healthz_answers_without_database(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_on_a_migrated_database(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


def test_schema_is_at_head(app: Flask) -> None:
    with app.app_context():
        assert health.schema_revision() == health.schema_head()
