"""Plans from Word files: the same as from workbooks; every trap ends as the manifest says."""

import dataclasses
import json
from pathlib import Path

import pytest

from consult.domain.plans.importer import ParsedMeasure, SourceFile, read_plan, read_positions
from consult.machinery.tables import TRACKED
from tests.factories.documents import cell, document, paragraph, row, table

DATA = Path(__file__).parents[2] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
FIELDS = [field.name for field in dataclasses.fields(ParsedMeasure) if field.name != "rows"]
HEAD = ("№", "Мероприятие", "Срок", "Исполнители")


def plan(name, register=None, **answers):
    source = SourceFile(name, (DATA / name).read_bytes(), **answers)
    return read_plan([source], known_recommendations=register)


def trap(name, **answers):
    return plan(f"traps/{name}", **answers), MANIFEST["traps"][name]


def found(parsed, code):
    return next(finding for finding in parsed.findings if finding.code == code)


@pytest.fixture(scope="module", params=["ru", "kk"])
def twins(request):
    """The same plan from a Word document and from a workbook."""
    return [plan(f"plan_v1_{request.param}.{ending}") for ending in ("docx", "xlsx")]


@pytest.mark.parametrize("field", FIELDS)
def test_field_of_every_measure_is_the_same_as_in_the_workbook(twins, field):
    document_values, workbook_values = (
        [getattr(measure, field) for measure in one.measures] for one in twins
    )
    assert document_values == workbook_values
    assert len(document_values) == 52


def test_title_sections_and_language_are_the_same_as_in_the_workbook(twins):
    word, book = twins
    assert (word.title, word.sections, word.languages) == (
        book.title, book.sections, book.languages,
    )  # fmt: skip


def test_findings_are_the_same_as_in_the_workbook_but_for_merged_cells(twins):
    word, book = (
        {
            (one.level, one.code, one.facts.get("measure"), one.facts.get("body"))
            for one in parsed.findings
            if one.code != "I_TEXT_NORMALISED"
        }
        for parsed in twins
    )
    assert {code for _, code, _, _ in word - book} == {"I_VERTICAL_MERGE"}
    assert book - word == set()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_merges_and_missing_baseline_are_as_in_the_manifest(language):
    expected = MANIFEST["files"][f"plan_v1_{language}.docx"]
    parsed = plan(f"plan_v1_{language}.docx")
    names = {"form": "completion_form"}
    merges = [one.facts for one in parsed.findings if one.code == "I_VERTICAL_MERGE"]
    ranges = [(one["column"], one["measures"].split(", ")) for one in merges]
    assert sorted((column, numbers[0], numbers[-1]) for column, numbers in ranges) == sorted(
        (names.get(one["field"], one["field"]), one["first"], one["last"])
        for one in expected["vertical_merges"]
    )
    baseline = found(parsed, "W_BASELINE_MISSING")
    assert [baseline.facts["measure"]] == expected["warnings"]["W_BASELINE_MISSING"]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_references_are_checked_against_the_register(language):
    register = read_positions((DATA / "recommendations_cycle1.csv").read_bytes(), "r.csv")
    expected = MANIFEST["files"][f"plan_v1_{language}.docx"]
    parsed = plan(f"plan_v1_{language}.docx", register)
    assert [measure.number for measure in parsed.measures] == expected["numbers"]
    assert list(parsed.uncovered) == expected["supported_not_covered"]
    unknown = found(parsed, "W_REF_UNKNOWN").facts
    assert [[unknown["measure"], unknown["reference"]]] == expected["warnings"]["W_REF_UNKNOWN"]


def test_tracked_changes_stop_and_ask():
    parsed, expected = trap("tracked_changes.docx")
    asked = found(parsed, "E_TRACKED_CHANGES")
    assert (str(asked.level), asked.code) == (expected["level"], expected["code"])
    detail = expected["detail"]
    assert asked.facts == {
        "insertions": detail["insertions"],
        "deletions": detail["deletions"],
        "authors": detail["author"],
    }
    assert parsed.blocked


@pytest.mark.parametrize(
    ("way", "text", "deadline"),
    [
        ("accept", "text_if_all_accepted", "4 квартал 2011 года"),
        ("reject", None, "4 квартал 2011 года (предварительно)"),
    ],
)
def test_tracked_changes_answered_let_the_import_go_on(way, text, deadline):
    parsed, expected = trap("tracked_changes.docx", accepted=frozenset({TRACKED[way]}))
    kept = expected["detail"]["text_if_all_accepted"].removesuffix(" со штатом 12 единиц")
    wanted = expected["detail"][text] if text else kept
    measure = parsed.measures[0]
    assert (measure.text["ru"], measure.deadline_text["ru"]) == (wanted, deadline)
    assert not parsed.blocked


def test_comment_in_the_margin_is_offered_with_its_measure():
    parsed, expected = trap("tracked_changes.docx")
    facts = found(parsed, "I_WORD_COMMENTS").facts
    assert facts["count"] == expected["detail"]["word_comments"]
    assert facts["comments"] == [
        {
            "author": expected["detail"]["author"],
            "at": "2011-04-20T10:00:00Z",
            "text": "Кто определит штат? Предлагаем МФ.",
            "passage": (
                "Создать независимый орган, посещающий закрытые учреждения без предупреждения"
            ),
            "target": "measure:2.1",
        }
    ]


def test_numbers_counted_by_word_are_computed_and_flagged():
    parsed, expected = trap("auto_numbered.docx")
    detail = expected["detail"]
    flagged = found(parsed, expected["code"])
    assert str(flagged.level) == expected["level"]
    assert [measure.number for measure in parsed.measures] == detail["computed_numbers"]
    assert [section.number for section in parsed.sections] == detail["section_numbers"]
    assert flagged.facts["numbers"].split(", ") == detail["computed_numbers"]
    assert not parsed.blocked


def test_merged_cells_are_spread_once_over_their_measures():
    parsed, expected = trap("merged_vertical.docx")
    columns = {"deadline": "Срок исполнения", "responsible": "Ответственные исполнители"}
    values = {"deadline": "deadline_text", "responsible": "executors_text"}
    by_number = {measure.number: measure for measure in parsed.measures}
    merges = [one.facts for one in parsed.findings if one.code == expected["code"]]
    assert [
        {
            "column": columns[one["column"]],
            "rows": one["measures"].split(", "),
            "value": getattr(by_number[number], values[one["column"]])["ru"],
        }
        for one in merges
        for number in one["measures"].split(", ")[1:]
    ] == expected["detail"]["merges"]
    assert (len(parsed.measures), parsed.blocked) == (expected["detail"]["measures"], False)


def test_several_tables_ask_which_one():
    parsed, expected = trap("two_tables.docx")
    asked = found(parsed, expected["code"])
    assert (str(asked.level), asked.facts["tables"].count(": Таблица")) == ("ask", 2)
    counts = [len(trap("two_tables.docx", sheet=name)[0].measures) for name in ("1", "2")]
    assert counts == expected["detail"]["measures"]


@pytest.mark.parametrize("name", ["deep_xml.docx", "legacy.doc", "scan.pdf"])
def test_file_that_is_refused_ends_as_the_manifest_says(name):
    parsed, expected = trap(name)
    assert [(str(one.level), one.code) for one in parsed.findings] == [
        (expected["level"], expected["code"])
    ]


def test_words_around_the_table_are_never_measures():
    body = (
        paragraph("План на 2012–2013 годы")
        + table(HEAD, ("1.1", "Сделать", "2012", "МЮ (созыв)"))
        + paragraph("12")
        + paragraph("Примечание:")
        + paragraph("МЮ – Министерство юстиции")
    )
    parsed = read_plan([SourceFile("plan.docx", document(body))])
    assert [measure.number for measure in parsed.measures] == ["1.1"]
    assert parsed.title == {"ru": "План на 2012–2013 годы"}
    assert [one.code for one in parsed.findings if one.level == "error"] == []


def test_columns_chosen_by_hand_are_read_from_the_chosen_table():
    first = table(("а", "б"), ("1.1", "Первое дело"))
    second = table(row("в", cell("г")), ("2.1", "Второе дело"))
    source = SourceFile(
        "plan.docx", document(first + second), mapping={"number": 1, "measure": 2}, sheet="2"
    )
    assert [measure.text["ru"] for measure in read_plan([source]).measures] == ["Второе дело"]
