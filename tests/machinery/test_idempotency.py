"""Keys that make a repeated request answer with its first result."""

import threading
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.kernel.database import db
from consult.machinery import idempotency
from consult.machinery.idempotency import AlreadySent
from tests.conftest import make_settings


def test_first_claim_is_new_and_second_gives_the_result(app: Flask) -> None:
    with app.app_context():
        assert idempotency.claim("key", {"a": 1, "b": 2}) is None
        idempotency.settle("key", "receipt")
        assert idempotency.claim("key", {"b": 2, "a": 1}) == "receipt"


def test_other_body_under_the_same_key_is_refused(app: Flask) -> None:
    with app.app_context():
        idempotency.claim("key", {"a": 1})
        idempotency.settle("key", "receipt")
        with pytest.raises(AlreadySent) as caught:
            idempotency.claim("key", {"a": 2})
        assert caught.value.facts == {"result": "receipt"}


def test_rolled_back_claim_leaves_the_key_free(app: Flask) -> None:
    with app.app_context():
        idempotency.claim("key", {"a": 1})
        db.session.rollback()
        assert idempotency.claim("key", {"a": 2}) is None


@pytest.mark.committed
def test_twenty_at_once_give_one_new_claim(own_database: str, tmp_path: Path) -> None:
    app = create_app(make_settings(own_database, tmp_path))
    results: list[str | None] = []

    def once(place: int) -> None:
        with app.app_context():
            found = idempotency.claim("key", {"a": 1})
            if found is None:
                idempotency.settle("key", f"made by {place}")
            db.session.commit()
            results.append(found)

    threads = [threading.Thread(target=once, args=(place,)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        db.engine.dispose()
    assert results.count(None) == 1
    assert len(set(results)) == 2
