"""Proof of work: right once, for one form, for ten minutes."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.machinery import work

SECRET = "a secret of this test"


def solution(task: work.Task, **changes: Any) -> str:
    """What a browser answers: the number whose hash with the salt is the challenge."""
    for number in range(task.max_number + 1):
        if hashlib.sha256(f"{task.salt}{number}".encode()).hexdigest() == task.challenge:
            break
    found = {
        "algorithm": task.algorithm,
        "challenge": task.challenge,
        "number": number,
        "salt": task.salt,
        "signature": task.signature,
    }
    return base64.b64encode(json.dumps({**found, **changes}).encode()).decode()


def test_right_proof_works_once(app: Flask) -> None:
    with app.app_context():
        proof = solution(work.ask(SECRET, "form", most=500))
        assert [work.spend(proof, SECRET, "form") for _ in range(2)] == [True, False]


def test_proof_of_another_form_or_secret_is_refused(app: Flask) -> None:
    with app.app_context():
        proof = solution(work.ask(SECRET, "form", most=500))
        assert not work.spend(proof, SECRET, "other form")
        assert not work.spend(proof, "other secret", "form")
        assert work.spend(proof, SECRET, "form")


def test_expired_proof_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        monkeypatch.setattr(work, "LASTS", timedelta(seconds=-5))
        proof = solution(work.ask(SECRET, "form", most=500))
        assert not work.spend(proof, SECRET, "form")


@pytest.mark.parametrize(
    "changes",
    [{"number": 501}, {"number": "1"}, {"salt": "x?expires=99999999999&form=form&"}, {"salt": 7},
     {"signature": ""}, {"algorithm": "MD5"}],
)  # fmt: skip
def test_changed_proof_is_refused(app: Flask, changes: dict[str, Any]) -> None:
    with app.app_context():
        proof = solution(work.ask(SECRET, "form", most=500), **changes)
        assert not work.spend(proof, SECRET, "form")


@pytest.mark.parametrize("proof", ["", "x", "AAAA", "NQ==", "W10=", "bnVsbA==", "a" * 5_000])
def test_nonsense_is_refused(app: Flask, proof: str) -> None:
    with app.app_context():
        assert not work.spend(proof, SECRET, "form")
