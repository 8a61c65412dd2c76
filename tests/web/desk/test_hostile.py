"""What a hostile or broken device sends: one clear refusal, nothing stored, nothing told."""

import json
import uuid
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask import Flask

from tests.factories.desk import DeskDevice, column, make_device, spoken

TEXTS = """select c.text from statements s join comments c on c.id = s.comment_id
    where s.round_table_id = :table order by c.text"""
JSON = {"Content-Type": "application/json"}
BODIES = [
    b"[" * 100_000,
    b'{"statements":' + b"[" * 3000 + b"]" * 3000 + b"}",
    b'{"statements":[' + b'{"a":' * 100_000,
    b'{"held": ' + b"9" * 6000 + b"}",
    b'{"statements":[{"key": "\\ud800"}]}',
    b"\xff\xfe\x00",
    b"",
    b"null",
    b'{"statements": 3}',
    b'{"counts": {}}',
    b'{"counts":[{"category":[]}]}',
    b'{"late": 1}',
]
FIELDS = (
    "key",
    "target",
    "kind",
    "language",
    "text",
    "proposed_wording",
    "author_name",
    "organisation_name",
    "organisation_id",
    "level",
    "said_at",
)
MOMENT = '"taken_at":"2026-03-16T10:00:00+00:00"'
FACTS = [
    "",
    "%00",
    "{}",
    "[" * 5000,
    '{"taken_at": 1e999}',
    '{"taken_at": "0001-01-01T00:00:00+23:59"}',
    f'{{{MOMENT},"caption":"\\ud800"}}',
    f'{{{MOMENT},"caption":{"[" * 400}{"]" * 400}}}',
]


@pytest.fixture
def device(app: Flask) -> DeskDevice:
    return make_device(app)


def test_key_of_another_meetings_statement_tells_and_changes_nothing(app, device):
    elsewhere = make_device(app)
    one = spoken("Said elsewhere.")
    code = elsewhere.hand_in(one).json["statements"][0]["code"]
    for revision in (1, 2):
        answer = device.hand_in({**one, "revision": revision, "text": "Taken over."})
        told = answer.json["statements"][0]
        assert (told["outcome"], told["reason"], told["code"]) == ("refused", "foreign", "")
        assert code not in answer.get_data(as_text=True)
    assert column(elsewhere, TEXTS) == ["Said elsewhere."]


def test_moment_before_there_were_clocks_is_refused(device):
    answer = device.hand_in(spoken(said_at="0001-01-01T00:00:00+23:59"))
    assert (answer.status_code, answer.json["code"]) == (400, "unreadable")


@pytest.mark.parametrize("body", BODIES)
def test_body_that_no_desk_sends_is_refused(device, body):
    answer = device.ask("sync", data=body, headers=JSON)
    assert (answer.status_code, answer.json["code"]) == (400, "unreadable")


@pytest.mark.parametrize("name", FIELDS)
def test_odd_characters_make_no_error(device, name):
    for value in ("\ud800\x00\ufffe", "\x00", "a\ud800b", "9" * 200):
        one = {**spoken(level="named"), name: value}
        who = {"key": str(uuid.uuid4()), "name": value, "kind": value, "may_be_named": True}
        for sent in ({"statements": [one]}, {"attendees": [who]}):
            answer = device.ask("sync", data=json.dumps(sent), headers=JSON)
            assert answer.status_code in {200, 400}, answer.get_data(as_text=True)


@pytest.mark.parametrize("facts", FACTS)
def test_facts_of_a_photo_that_no_desk_sends_are_refused(device, facts):
    header = {"Consult-Photo": quote(facts, safe="%")}
    answer = device.ask(f"photos/{uuid.uuid4()}", data=b"\xff\xd8", headers=header)
    assert answer.status_code in {400, 422}


def test_without_a_token_a_meeting_looks_like_none(device):
    device.token = "guessed"
    known, unknown = device.ask("sync", json={}), replace(device, ref="AAAAAAAA").ask("sync")
    assert (known.status_code, known.json) == (unknown.status_code, unknown.json)
