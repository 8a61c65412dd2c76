"""Organisations from a file and the reference table of public bodies."""

import json
from collections import Counter
from pathlib import Path

import pytest

from consult.domain.people.bodies import bodies, find_body
from consult.domain.people.importer import read_organisations

DATA = Path(__file__).parents[2] / "data"
EXPECTED = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["files"][
    "organisations.csv"
]


def read(*lines):
    return read_organisations(
        "\n".join(("id,kind,name_ru,region_code,bin,website", *lines)).encode(), "o.csv"
    )


def test_read_organisations_when_sample_is_read():
    found = read_organisations((DATA / "organisations.csv").read_bytes(), "organisations.csv")
    assert (len(found.rows), found.findings) == (EXPECTED["rows"], ())
    assert Counter(row.kind for row in found.rows) == EXPECTED["by_kind"]
    assert found.rows[0].bin == "000000000001"
    assert {row.code: row.body for row in found.rows if row.code in ("S02", "S10", "O01")} == {
        "S02": "MOJ",
        "S10": "CHR",
        "O01": None,
    }
    assert {
        row.code: row.region_code for row in found.rows if row.code in ("O31", "O32", "S12")
    } == {
        "O31": "national",
        "O32": "abroad",
        "S12": "national",
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("O1,club,Имя,,,", "E_ROW_CODE"),
        ("O1,ngo,,,,", "E_ROW_REQUIRED"),
        ("O1,ngo,Имя,KZ-99,,", "E_ROW_REGION"),
        ("O1,ngo,Имя,,12345,", "E_ROW_BIN"),
        ("O1,ngo,Имя,,,javascript:alert(1)", "E_ROW_WEBSITE"),
    ],
)
def test_read_organisations_when_a_row_is_wrong(line, code):
    found = read("O0,ngo,Хорошая,,,", line)
    assert ([(one.code, one.row) for one in found.findings], len(found.rows)) == ([(code, 3)], 1)


def test_read_organisations_when_bin_is_wrong_does_not_repeat_it():
    assert "98765" not in repr(read("O1,ngo,Имя,,98765,").findings)


@pytest.mark.parametrize(
    ("printed", "language", "code"),
    [
        ("МЮ", "ru", "MOJ"),
        ("ӘМ", "kk", "MOJ"),
        ("MBД", "ru", "MIA"),
        ("верховный  суд", "ru", "SC"),
        ("NGOs", "", "NGO"),
        ("?", "", None),
    ],
)
def test_find_body_when_printed_differently(printed, language, code):
    assert find_body(printed, language) == code


def test_bodies_when_all_have_three_names():
    assert all(set(body.names) == {"kk", "ru", "en"} for body in bodies().values())
