"""Answers of the bodies from a file."""

import csv
import json
from collections import Counter
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

from consult.domain.responses.importer import read_responses

DATA = Path(__file__).parents[2] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
EXPECTED = MANIFEST["files"]["responses.csv"]
CLOSES_AT = datetime.fromisoformat(MANIFEST["consultation"]["closes_at"])
GOOD = {
    "comment_code": "UPR-2011/0001-1",
    "disposition": "noted",
    "responsible_body": "MOJ",
    "reasons_ru": "Принято к сведению",
    "approved_at": "2011-05-16T09:31:00+06:00",
    "duplicate_of": "",
    "state": "approved",
}


def read(*rows):
    buffer = StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return read_responses(buffer.getvalue().encode(), "r.csv")


@pytest.fixture(scope="module")
def sample():
    data = (DATA / "responses.csv").read_bytes()
    return read_responses(data, "responses.csv", closes_at=CLOSES_AT)


def test_read_responses_when_sample_is_read(sample):
    assert len(sample.rows) == EXPECTED["rows"]
    assert Counter(row.disposition for row in sample.rows) == EXPECTED["by_disposition"]
    assert Counter(row.body for row in sample.rows) == EXPECTED["by_body"]
    assert sum(bool(row.reasons.kk) for row in sample.rows) == EXPECTED["with_kk"]
    split = next(row for row in sample.rows if row.change_id == "V2-18")
    assert split.target_measures == ("3.7", "3.8")


def test_read_responses_when_sample_has_faults(sample):
    found = {}
    for finding in sample.findings:
        found.setdefault((finding.code, finding.facts.get("field")), []).append(
            finding.facts["comment"]
        )
    expected = EXPECTED["expected_findings"]
    assert found == {
        ("W_SAME_PERSON", "approved_by"): expected["I_12_preparer_is_approver"],
        ("W_APPROVED_BEFORE_CLOSE", "approved_at"): expected["A_01_approved_before_close"],
        ("W_ACCEPTED_WITHOUT_CHANGE", "change_id"): expected["A_04_accepted_without_change"],
        ("W_FACT_MISSING", "ground"): expected["rejected_without_ground_code"],
    }


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"disposition": "maybe"}, "E_ROW_CODE", "disposition"),
        ({"comment_code": "0001"}, "E_ROW_COMMENT", "comment_code"),
        ({"duplicate_of": "x"}, "E_ROW_COMMENT", "duplicate_of"),
        ({"responsible_body": "NASA"}, "E_ROW_BODY", "responsible_body"),
        ({"approved_at": "2011-05-16"}, "E_ROW_TIME_ZONE", "approved_at"),
        ({"approved_at": ""}, "E_ROW_REQUIRED", "approved_at"),
        ({"state": ""}, "E_ROW_REQUIRED", "state"),
    ],
)
def test_read_responses_when_a_row_is_wrong(change, code, column):
    found = read(GOOD, GOOD | {"comment_code": "UPR-2011/0002-1"} | change)
    errors = [(one.code, one.facts["field"], one.row) for one in found.findings if one.stops]
    assert (errors, len(found.rows)) == ([(code, column, 3)], 1)


def test_read_responses_when_a_comment_is_answered_twice():
    found = read(GOOD, GOOD)
    assert [(one.code, one.row) for one in found.findings] == [("E_ROW_TWICE", 3)]


def test_read_responses_when_body_is_abbreviated():
    assert [row.body for row in read(GOOD | {"responsible_body": "МЮ"}).rows] == ["MOJ"]
