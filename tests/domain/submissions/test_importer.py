"""Comments from CSV and XLSX files; letters stand in test_letters.py."""

import csv
import json
from collections import Counter
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from consult.domain.submissions.importer import (
    COLUMNS,
    Reading,
    read_comments,
    read_letter,
    read_letter_index,
)

DATA = Path(__file__).parents[2] / "data"
DEMO = files("consult.demo") / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
WEB = MANIFEST["files"]["comments_web.csv"]
CLOSES_AT = datetime.fromisoformat(MANIFEST["consultation"]["closes_at"])
ALMATY = timezone(timedelta(hours=6))
INDEX = list(csv.DictReader(StringIO((DATA / "comment_index.csv").read_text(encoding="utf-8"))))

GOOD = {
    "submitted_at": "2011-03-22T11:20:05+06:00",
    "language": "ru",
    "target_type": "measure",
    "target_number": "2.10",
    "kind": "support",
    "text": "Поддерживаю",
    "author_kind": "individual",
    "confidentiality": "anonymous",
}


def table(*rows):
    buffer = StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def read(*rows, reading=None):
    return read_comments(table(*rows), "c.csv", reading)


@pytest.fixture(scope="module")
def web():
    data = (DATA / "comments_web.csv").read_bytes()
    return read_comments(data, "comments_web.csv", Reading(closes_at=CLOSES_AT))


def test_read_comments_when_web_export_is_read(web):
    assert len(web.rows) == WEB["rows"]
    assert Counter(finding.code for finding in web.findings) == WEB["expected_warnings"]
    assert Counter(row.kind for row in web.rows) == WEB["by_kind"]
    assert Counter(row.confidentiality for row in web.rows) == WEB["by_confidentiality"]
    assert Counter(row.target_type for row in web.rows) == WEB["by_target_type"]
    assert len({row.reg_no for row in web.rows}) == WEB["submissions"]
    assert web.sha256 == WEB["sha256"]


def test_read_comments_when_texts_are_odd(web):
    texts = {row.comment_code: row.text for row in web.rows}
    assert len(texts[WEB["longest_text"]["code"]]) == WEB["longest_text"]["characters"]
    assert "\u200d" in texts[WEB["zwj_inside_emoji_is_not_an_error"][0]]
    assert all("\u200b" not in texts[code] for code in WEB["zero_width"])
    late = {finding.row for finding in web.findings if finding.code == "W_LATE"}
    assert {row.comment_code for row in web.rows if row.row in late} == set(WEB["late"])


def test_read_comments_when_columns_stand_in_another_order(web):
    lines = list(csv.DictReader(StringIO((DATA / "comments_web.csv").read_text(encoding="utf-8"))))
    shuffled = table(*({name: line[name] for name in reversed(line)} for line in lines))
    assert read_comments(shuffled, "c.csv").rows == web.rows


def test_read_comments_when_saved_as_workbook():
    book = openpyxl.Workbook()
    book.active.append([*GOOD, "colour"])
    book.active.append([*GOOD.values(), "red"])
    buffer = BytesIO()
    book.save(buffer)
    found = read_comments(buffer.getvalue(), "c.xlsx")
    assert [(row.row, row.target_number, row.region_code) for row in found.rows] == [
        (2, "2.10", "unknown")
    ]
    assert [(str(one.level), one.code, dict(one.facts)) for one in found.findings] == [
        ("warning", "W_COLUMN_UNKNOWN", {"columns": "colour"})
    ]


def test_read_comments_when_number_is_numeric():
    book = openpyxl.Workbook()
    book.active.append(list(GOOD))
    book.active.append([2.1 if name == "target_number" else value for name, value in GOOD.items()])
    buffer = BytesIO()
    book.save(buffer)
    found = read_comments(buffer.getvalue(), "c.xlsx")
    assert ([(one.code, one.cells) for one in found.findings], found.rows) == (
        [("E_NUMERIC_CODE", ("D2",))],
        (),
    )


@pytest.mark.parametrize("missing", COLUMNS.required)
def test_read_comments_when_required_column_is_missing(missing):
    found = read({name: value for name, value in GOOD.items() if name != missing})
    assert ([(one.code, one.facts["field"]) for one in found.findings], found.rows) == (
        [("E_COLUMN_MISSING", missing)],
        (),
    )


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"text": "\u200b \u3164"}, "E_ROW_REQUIRED", "text"),
        ({"kind": "praise"}, "E_ROW_CODE", "kind"),
        ({"language": "de"}, "E_ROW_CODE", "language"),
        ({"target_number": ""}, "E_ROW_REQUIRED", "target_number"),
        ({"submitted_at": "yesterday"}, "E_ROW_TIME", "submitted_at"),
        ({"submitted_at": "2011-03-22T11:20:05"}, "E_ROW_TIME_ZONE", "submitted_at"),
        ({"submitted_at": ""}, "E_ROW_REQUIRED", "submitted_at"),
        ({"text": "я" * 20_001}, "E_ROW_TOO_LONG", "text"),
        ({"region_code": "KZ-99"}, "E_ROW_REGION", "region_code"),
        ({"contact_email": "nobody"}, "E_ROW_EMAIL", "contact_email"),
        ({"channel": "fax"}, "E_ROW_CODE", "channel"),
    ],
)
def test_read_comments_when_a_row_is_wrong(change, code, column):
    plain = dict.fromkeys(("region_code", "contact_email", "channel"), "")
    found = read(GOOD | plain, GOOD | plain | change)
    errors = [(one.code, one.facts["field"], one.row) for one in found.findings if one.stops]
    assert (errors, len(found.rows)) == ([(code, column, 3)], 1)


def test_read_comments_when_mail_is_wrong_does_not_repeat_it():
    found = read(GOOD | {"contact_email": "secret-address"})
    assert "secret" not in repr(found.findings)


def test_read_comments_when_zone_is_given():
    found = read(GOOD | {"submitted_at": "2011-03-22T11:20:05"}, reading=Reading(zone=ALMATY))
    assert found.rows[0].received_at.isoformat() == "2011-03-22T11:20:05+06:00"


def test_read_comments_when_optional_columns_are_given():
    extra = {
        "received_at": "2011-03-23T10:00:00Z",
        "channel": "letter",
        "entered_by": "organiser-2",
        "target_field": "responsible",
        "comment_code": "UPR-2011/0001-12",
        "extra_targets": "2.5; 2.6",
    }
    row = read(GOOD | extra).rows[0]
    assert (row.channel, row.entered_by, row.target_field, row.point, row.extra_targets) == (
        "letter",
        "organiser-2",
        "executors",
        12,
        ("2.5", "2.6"),
    )
    assert row.received_at.isoformat() == "2011-03-23T10:00:00+00:00"


def test_demo_data_when_all_channels_are_read_together():
    rows = []
    for name in ("comments_web.csv", "comments_collected.csv"):
        found = read_comments((DATA / name).read_bytes(), name)
        assert [one for one in found.findings if one.stops] == []
        rows.extend(found.rows)
    facts, _ = read_letter_index((DEMO / "letters" / "index.csv").read_bytes(), "index.csv")
    for name, fact in facts.items():
        rows.extend(read_letter((DEMO / "letters" / name).read_bytes(), name, fact).rows)
    expected = MANIFEST["files"]["comment_index.csv"]
    assert len(rows) == expected["rows"] == 323
    assert len({row.reg_no for row in rows}) == expected["submissions"]
    assert Counter(row.channel for row in rows) == expected["by_channel"]
    assert Counter(row.kind for row in rows) == expected["by_kind"]
    assert Counter(row.language for row in rows) == expected["by_language"]
    assert Counter(row.target_type for row in rows) == expected["by_target_type"]
    regions = Counter("none" if row.region_code == "unknown" else row.region_code for row in rows)
    assert regions == expected["by_region"]


def test_demo_data_when_compared_with_the_index_row_by_row():
    web_rows = read_comments((DEMO / "comments_web.csv").read_bytes(), "w.csv").rows
    collected = read_comments((DATA / "comments_collected.csv").read_bytes(), "c.csv").rows
    facts, _ = read_letter_index((DEMO / "letters" / "index.csv").read_bytes(), "index.csv")
    letters = [
        row
        for name, fact in facts.items()
        for row in read_letter((DEMO / "letters" / name).read_bytes(), name, fact).rows
    ]
    by_code = {row.comment_code: row for row in (*web_rows, *collected, *letters)}
    for line in INDEX:
        row = by_code[line["comment_code"]]
        told = (
            row.external_id,
            row.target_type,
            row.target_number,
            ";".join(row.extra_targets),
            row.kind,
            row.language,
            row.channel,
        )
        wanted = tuple(
            line[name]
            for name in (
                "source_ref",
                "target_type",
                "target_number",
                "extra_targets",
                "kind",
                "language",
                "channel",
            )
        )
        assert told == wanted
        assert row.received_at == datetime.fromisoformat(line["received_at"])
