"""The importer of registers against sample files whose facts are written down in the manifest."""

import json
from collections import Counter
from pathlib import Path

import pytest

from consult.domain.recommendations.importer import read_register

DATA = Path(__file__).parents[2] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
CSV = "recommendations_cycle1.csv"
HEAD = "mechanism;cycle;paragraph;text_en;position;themes\n"


def read(name, *accepted, **usual):
    return read_register((DATA / name).read_bytes(), Path(name).name, accepted, **usual)


def typed(rows, head=HEAD):
    return read_register((head + rows).encode(), "list.csv")


def codes(found):
    return [(finding.code, finding.cells) for finding in found.findings]


@pytest.mark.parametrize("name", [CSV, "recommendations_cycle1.xlsx"])
def test_read_register_when_the_sample_is_whole(name):
    facts = MANIFEST["files"][name]
    found = read(name)
    assert (len(found.rows), found.findings) == (facts["rows"], ())
    assert Counter(row.position for row in found.rows) == {
        "supported": facts["supported"],
        "noted": facts["noted"],
    }
    noted = [row.paragraph for row in found.rows if row.position == "noted"]
    assert noted == facts["noted_list"]
    assert len({row.key for row in found.rows}) == facts["unique_keys"]


def test_read_register_when_facets_are_counted():
    facts = MANIFEST["files"][CSV]
    rows = read(CSV).rows
    assert Counter(theme for row in rows for theme in row.themes) == facts["by_theme"]
    categories = Counter(str(row.action_category) for row in rows)
    assert categories == facts["by_category"]
    targets = {target for row in rows for target in row.sdg_targets}
    assert set(facts["sdg_as_text"]) <= targets


def test_read_register_when_both_kinds_of_file_hold_the_same():
    assert read(CSV).rows == read("recommendations_cycle1.xlsx").rows


def test_read_register_when_paragraphs_look_alike_as_numbers():
    texts = {row.paragraph: row.text for row in read(CSV).rows}
    same = [
        pair for pair in MANIFEST["files"][CSV]["must_differ"] if texts[pair[0]] == texts[pair[1]]
    ]
    assert same == []


def test_read_register_when_paragraphs_are_numeric():
    trap = MANIFEST["traps"]["numeric_paragraph.xlsx"]
    found = read("traps/numeric_paragraph.xlsx", mechanism="UPR", cycle="1")
    assert codes(found) == [(trap["code"], tuple(trap["detail"]["cells"]))]
    assert (found.blocked, found.rows) == (True, ())


def test_read_register_when_the_encoding_is_guessed():
    trap = MANIFEST["traps"]["recommendations_cp1251.csv"]
    found = read("traps/recommendations_cp1251.csv", mechanism="UPR", cycle="1")
    (finding,) = found.findings
    assert (str(finding.level), finding.code) == (trap["level"], trap["code"])
    expected = {name: trap["detail"][name] for name in ("encoding", "delimiter", "rows")}
    assert dict(finding.facts) == expected
    assert Counter(row.position for row in found.rows) == {"noted": 7, "supported": 7}
    accepted = read(
        "traps/recommendations_cp1251.csv", "W_ENCODING_GUESSED", mechanism="UPR", cycle="1"
    )
    assert (found.blocked, accepted.blocked) == (True, False)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("UPR;1;;Do;supported;\n", ("E_ROW_REQUIRED", ("C2",))),
        ("XYZ;1;95.1;Do;supported;\n", ("E_ROW_CODE", ("A2",))),
        (";1;95.1;Do;supported;\n", ("E_ROW_REQUIRED", ("A2",))),
        ("UPR;1;95.1;Do;perhaps;\n", ("E_ROW_CODE", ("E2",))),
        ("UPR;1;95/1;Do;supported;\n", ("E_ROW_SLASH", ("C2",))),
        ("UPR;1;95.1;Do;supported;NOPE\n", ("W_THEME_UNKNOWN", ("F2",))),
        ("UPR;1;95.1;;supported;EQ\n", ("W_NO_TEXT", ())),
        ("UPR;1;95.1;Do;supported;\nUPR;1;95.1;Other;noted;\n", ("E_ROW_TWICE", ())),
    ],
)
def test_read_register_when_a_row_is_wrong(rows, expected):
    assert codes(typed(rows)) == [expected]


def test_read_register_when_cells_hold_lists():
    head = "Механизм;Цикл;Пункт;Рекомендация;Государства;Позиция;Темы;ЦУР\n"
    found = typed("УПО;1;95.10;Принять;fr, Brazil;Принята к сведению;eq, cso;16.10\n", head)
    (row,) = found.rows
    assert found.findings == ()
    assert (row.key, row.position) == (("UPR", "1", "95.10"), "noted")
    assert (row.states, row.themes, row.sdg_targets) == (
        ("FR", "Brazil"),
        ("EQ", "CSO"),
        ("16.10",),
    )
    assert row.text.as_dict() == {"ru": "Принять"}


def test_read_register_when_columns_are_unknown_or_missing():
    found = typed("95.1;supported;x\n", "paragraph;position;colour\n")
    assert [(one.code, dict(one.facts)) for one in found.findings] == [
        ("W_COLUMN_UNKNOWN", {"columns": "colour"}),
        ("E_COLUMN_MISSING", {"field": "mechanism"}),
        ("E_COLUMN_MISSING", {"field": "cycle"}),
        ("W_NO_TEXTS", {}),
    ]
