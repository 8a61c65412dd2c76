"""Handing in from the desk: each thing once, by a token only, one clear code for what is wrong."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from consult.domain.people.actors import system
from consult.domain.roundtables.devices import readmit_device, revoke_device
from consult.kernel.database import db
from consult.web.desk import sync
from consult.web.throttle import Limit
from tests.factories.desk import DeskDevice, close, column, make_device, spoken
from tests.factories.people import sign_in
from tests.visitor import Visitor

BY = system("command")
TEXTS = """select c.text from statements s join comments c on c.id = s.comment_id
    where s.round_table_id = :table order by c.text"""
LATE = """select u.late from statements s join comments c on c.id = s.comment_id
    join submissions u on u.id = c.submission_id where s.round_table_id = :table"""
NAMES = """select u.author_name || u.organisation_name from statements s
    join comments c on c.id = s.comment_id join submissions u on u.id = c.submission_id
    where s.round_table_id = :table"""


@pytest.fixture
def device(app: Flask) -> DeskDevice:
    return make_device(app)


def outcomes(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [one["outcome"] for one in answer.json["statements"]]


def test_statement_is_taken_once_however_often_it_is_sent(device):
    one, two = spoken("First."), spoken("Second.")
    assert outcomes(device.hand_in(one, two)) == ["new", "new"]
    assert outcomes(device.hand_in(one, two)) == ["same", "same"]
    assert column(device, TEXTS) == ["First.", "Second."]


def test_higher_revision_changes_the_words(device):
    one = spoken("Ten days.")
    device.hand_in(one)
    assert outcomes(device.hand_in({**one, "revision": 2, "text": "Five days."})) == ["changed"]
    assert column(device, TEXTS) == ["Five days."]


def test_other_device_does_not_change_the_words_and_sees_no_name(app, device):
    other = make_device(app, device, "Second tablet")
    one = spoken("As the first heard it.", level="withheld_public", author_name="Бланков О. П.")
    device.hand_in(one)
    answer = other.ask(
        "sync?others=1", json={"statements": [{**one, "revision": 2, "text": "No."}]}
    )
    told = answer.json["statements"][0]
    assert (told["outcome"], told["reason"]) == ("refused", "foreign")
    assert "Another device" in told["says"]
    assert [row["text"] for row in answer.json["others"]] == ["As the first heard it."]
    assert [row["device"] for row in answer.json["others"]] == ["Tablet"]
    assert "Бланков" not in answer.get_data(as_text=True)


def test_only_the_words_are_required(device):
    one = spoken("Somebody said this.", target="plan", kind="information")
    assert outcomes(device.hand_in(one)) == ["new"]
    answer = device.hand_in(spoken(" \u200b"))
    assert answer.json["statements"][0]["outcome"] == "refused"
    assert "Enter your comment." in answer.json["statements"][0]["says"]


def test_one_bad_statement_does_not_stop_the_others(device):
    answer = device.hand_in(spoken("Good."), spoken("Bad.", target="measure:9.9"))
    assert outcomes(answer) == ["new", "refused"]
    assert "no such part" in answer.json["statements"][1]["says"]
    assert column(device, TEXTS) == ["Good."]


def test_name_of_a_withheld_speaker_is_not_taken_even_when_it_is_sent(device):
    device.hand_in(spoken(author_name="Канарейкина", organisation_name="ОО «Канарейка»"))
    assert column(device, NAMES) == [""]


def test_level_that_is_not_offered_at_the_desk_needs_a_look(device):
    answer = device.hand_in(spoken(level="withheld_ministries", author_name="Somebody"))
    assert outcomes(answer) == ["refused"]


def test_closed_consultation_takes_statements_only_as_late(device):
    one = spoken("After closing.")
    close(device)
    answer = device.hand_in(one)
    assert answer.json["statements"][0]["reason"] == "closed"
    assert "late" in answer.json["statements"][0]["says"]
    answer = device.hand_in(one, late=True)
    assert (outcomes(answer), answer.json["statements"][0]["late"]) == (["new"], True)
    assert column(device, LATE) == [True]


def test_clock_that_is_a_little_ahead_is_forgiven_and_a_wrong_day_is_not(device):
    ahead = [datetime.now(UTC) + timedelta(minutes=5), datetime.now(UTC) + timedelta(days=1)]
    rows = [spoken(f"At {n}.", said_at=at.isoformat()) for n, at in enumerate(ahead)]
    answer = device.hand_in(*rows)
    assert outcomes(answer) == ["new", "refused"]
    assert "cannot lie ahead" in answer.json["statements"][1]["says"]


def test_revoked_device_hands_in_nothing_until_it_is_let_in_again(app, device):
    with app.app_context():
        revoke_device(device.table(), device.id, by=BY)
        db.session.commit()
    answer = device.hand_in(spoken())
    assert (answer.status_code, answer.json["code"]) == (403, "device_revoked")
    assert "was revoked" in answer.json["says"]
    assert device.ask("package", "GET").json["code"] == "device_revoked"
    with app.app_context():
        readmit_device(device.table(), device.id, by=BY)
        db.session.commit()
    assert outcomes(device.hand_in(spoken())) == ["new"]


def test_device_of_somebody_who_facilitates_no_more_is_refused(app, device):
    with app.app_context():
        db.session.execute(db.text("delete from role_grants"))
        db.session.commit()
    assert device.hand_in(spoken()).json["code"] == "device_revoked"


def test_token_counts_at_its_own_meeting_only(app, device):
    other = make_device(app)
    other.token = device.token
    assert other.hand_in(spoken()).status_code == 401
    assert other.hand_in(spoken()).json["code"] == "unknown_device"


def test_session_is_no_way_to_hand_in(app, device):
    person = sign_in(Visitor(app), device.user).client
    answer = person.post(
        device.address("sync"), json={"statements": []}, headers={"Consult-Device": device.token}
    )
    assert (answer.status_code, answer.json["code"]) == (400, "cookies_refused")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("", "body"),
        ("[]", "body"),
        ("{", "body"),
        ('{"statements": 7}', "statements"),
        ('{"statements": [7]}', "statements[0]"),
        ('{"statements": [{"key": "x"}]}', "statements[0].key"),
        ('{"statements": [{"text": 7}]}', "statements[0].text"),
        ('{"attendees": [{"key": 1}]}', "attendees[0].key"),
        ('{"counts": [{"category": "nobody"}]}', "counts[0].category"),
        ('{"held": -1}', "body.held"),
        ('{"late": 1}', "body.late"),
    ],
)
def test_what_a_desk_does_not_send_gets_one_code_and_its_place(device, body, where):
    answer = device.ask("sync", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert (answer.json["code"], answer.json["where"]) == ("unreadable", where)


@pytest.mark.parametrize("said_at", ["", "yesterday", "2026-03-16T10:00:00", "10000-01-01"])
def test_moment_must_be_an_instant(device, said_at):
    answer = device.hand_in(spoken(said_at=said_at))
    assert answer.json["where"] == "statements[0].said_at"


def test_more_than_ten_statements_at_once_are_refused_whole(device):
    answer = device.hand_in(*(spoken() for _ in range(11)))
    assert (answer.status_code, answer.json["where"]) == (400, "statements")
    assert column(device, TEXTS) == []


def test_body_beyond_the_limit_is_refused(device):
    answer = device.ask("sync", data=b" " * (4 * 1024 * 1024 + 1), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_device_that_asks_too_often_has_to_wait(app, device, monkeypatch):
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], limits_enabled=True)
    )
    monkeypatch.setattr(sync, "HANDING_IN", Limit("desk-sync", 1, 3600))
    assert device.hand_in().status_code == 200
    answer = device.hand_in(spoken())
    assert (answer.status_code, answer.json["code"]) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0


def test_people_are_written_down_once_and_those_not_named_without_a_name(device):
    rows = [
        {"key": str(uuid.uuid4()), "name": "Сноскина Т. У.", "may_be_named": True, "kind": "ngo"},
        {"key": str(uuid.uuid4()), "name": "Канарейкина", "organisation_name": "ОО «К»"},
    ]
    for _ in range(2):
        answer = device.hand_in(attendees=rows)
        assert answer.status_code == 200
    names = column(device, "select name from attendees where round_table_id = :table order by name")
    assert names == ["", "Сноскина Т. У."]
    device.hand_in(attendees=[{**rows[0], "revision": 2, "left_out": True}])
    gone = "select name from attendees where round_table_id = :table and left_out_at is not null"
    assert column(device, gone) == ["Сноскина Т. У."]


def test_numbers_by_category_take_the_place_of_earlier_ones(device):
    device.hand_in(counts=[{"category": "ngo", "count": 9}])
    device.hand_in(counts=[{"category": "ngo", "count": 11}, {"category": "media", "count": 2}])
    counted = "select count from attendance_counts where round_table_id = :table order by count"
    assert column(device, counted) == [2, 11]


def test_server_remembers_how_many_statements_a_device_still_holds(device):
    device.hand_in(held=7)
    assert column(device, "select held from desk_devices where round_table_id = :table") == [7]


def test_wiped_device_is_noted_and_its_token_ends(device):
    assert device.ask("wiped").json == {"outcome": "wiped"}
    assert device.hand_in(spoken()).json["code"] == "device_revoked"
