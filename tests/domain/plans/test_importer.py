"""The plan importer against sample workbooks whose facts are written down in the manifest."""

import json
import time
from pathlib import Path

import pytest

from consult.domain.plans.importer import SourceFile, read_plan, read_positions, to_json

DATA = Path(__file__).parents[2] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
REGISTER = read_positions(
    (DATA / "recommendations_cycle1.csv").read_bytes(), "recommendations_cycle1.csv"
)
LANGUAGES = ("ru", "kk", "en")
NAMED_FACT = {
    "W_REF_UNKNOWN": "reference",
    "W_REF_NOTED": "reference",
    "W_ABBREVIATION_UNKNOWN": "body",
    "W_BODY_IN_WORDS": "body",
}


def source(name, **answers):
    return SourceFile(Path(name).name, (DATA / name).read_bytes(), **answers)


def plan(*names, register=None):
    return read_plan([source(name) for name in names], known_recommendations=register)


def as_in_manifest(findings):
    """Findings in the manifest's shape: code to measures, or to pairs of measure and word."""
    shaped = {}
    for finding in findings:
        if finding.code == "I_TEXT_NORMALISED":
            continue
        measure, fact = finding.facts["measure"], NAMED_FACT.get(finding.code)
        shaped.setdefault(finding.code, []).append(
            [measure, finding.facts[fact]] if fact else measure
        )
    return shaped


@pytest.fixture(scope="module")
def version_1():
    return plan(*(f"plan_v1_{language}.xlsx" for language in LANGUAGES), register=REGISTER)


def test_read_plan_when_three_languages_are_joined(version_1):
    expected = MANIFEST["expected_parse"]["measures"]
    read = to_json(version_1)["measures"]
    assert [{name: one[name] for name in expected[0]} for one in read] == expected


def test_read_plan_when_joined_keeps_titles_and_sections(version_1):
    titles = MANIFEST["consultation"]
    assert version_1.title == {language: titles[f"title_{language}"] for language in LANGUAGES}
    assert [section.number for section in version_1.sections] == list("12345678")
    assert (
        version_1.sections[7].title["en"]
        == "Human rights education, data and monitoring of the Plan"
    )
    assert version_1.measures[6].section == "2"
    assert (version_1.blocked, version_1.languages) == (False, LANGUAGES)


def test_read_plan_when_joined_keeps_every_text(version_1):
    measure = version_1.measures[6]
    assert measure.text["kk"] == "Жабық мекемелерге ескертусіз баратын тәуелсіз орган құру"
    assert measure.completion_form["en"] == "draft law to the Government"
    assert measure.indicator["ru"] == "Число посещений в год"
    assert measure.funding["ru"] == "республиканский бюджет"
    assert measure.executors_text["ru"] == "МЮ (созыв), МВД, ГП (по согласованию)"
    assert measure.rows == {"ru": 15, "kk": 15, "en": 14}


@pytest.mark.parametrize(
    "name", [f"plan_v{version}_{language}.xlsx" for version in (1, 2) for language in LANGUAGES]
)
def test_read_plan_when_one_good_file_is_read(name):
    expected = MANIFEST["files"][name]
    read = plan(name, register=REGISTER)
    warnings = {
        code: found
        for code, found in expected["warnings"].items()
        if found and code != "I_TEXT_NORMALISED"
    }
    assert as_in_manifest(read.findings) == warnings
    assert [measure.number for measure in read.measures] == expected["numbers"]
    assert len(read.sections) == expected["sections"]
    assert list(read.uncovered) == expected["supported_not_covered"]
    assert read.sha256[name] == expected["sha256"]


def test_read_plan_when_text_needed_normalising():
    changed = {
        finding.facts["change"]: finding.cells
        for finding in plan("plan_v1_ru.xlsx").findings
        if finding.code == "I_TEXT_NORMALISED"
    }
    assert {kind: cells[0] for kind, cells in changed.items()} == {
        "nbsp": "F15",
        "soft_hyphen": "B21",
        "double_space": "B26",
        "trailing_space": "J44",
    }


def test_read_plan_when_version_2_is_joined():
    read = plan(*(f"plan_v2_{language}.xlsx" for language in LANGUAGES))
    assert (len(read.measures), len(read.sections), read.blocked) == (55, 8, False)
    assert [finding.code for finding in read.findings if "LANGUAGE" in finding.code] == []


@pytest.mark.parametrize(
    ("name", "level", "code", "cells"),
    [
        (
            "numeric_paragraph.xlsx",
            "error",
            "E_NUMERIC_PARAGRAPH",
            ("A2", "A3", "A4", "A6", "A7", "A8", "A9"),
        ),
        ("numeric_measure_number.xlsx", "error", "E_NUMERIC_CODE", ("A5", "A6", "A7", "A8")),
        ("missing_header.xlsx", "error", "E_NO_HEADER", ()),
        ("formula_cells.xlsx", "error", "E_FORMULA_CELL", ("F5", "G6", "B7", "A8")),
        ("external_link.xlsx", "warning", "W_EXTERNAL_LINK", ("G6",)),
        ("macro_renamed.xlsx", "error", "E_MACROS", ()),
        ("wrong_extension.xlsx", "error", "E_NOT_OOXML", ()),
        ("empty.xlsx", "error", "E_EMPTY", ()),
        ("zero_bytes.xlsx", "error", "E_EMPTY", ()),
        ("zip_bomb.xlsx", "error", "E_TOO_BIG_UNPACKED", ()),
        ("deep_xml.docx", "error", "E_XML_ENTITIES", ()),
        ("legacy.doc", "error", "E_LEGACY_FORMAT", ()),
        ("scan.pdf", "error", "E_SCAN", ()),
        ("tracked_changes.docx", "ask", "E_TRACKED_CHANGES", ()),
        ("two_tables.docx", "ask", "E_SEVERAL_TABLES", ()),
        ("recommendations_cp1251.csv", "ask", "W_ENCODING_GUESSED", ()),
    ],
)
def test_read_plan_when_file_is_a_trap(name, level, code, cells):
    first = plan(f"traps/{name}").findings[0]
    assert (str(first.level), first.code, first.cells, first.file) == (level, code, cells, name)


def test_read_plan_when_latin_letters_hide_in_words():
    read = plan("traps/latin_lookalikes.xlsx")
    words = {
        finding.cells[0]: finding.facts["words"].split(", ")
        for finding in read.findings
        if finding.code == "W_LATIN_LOOKALIKE"
    }
    assert words == MANIFEST["traps"]["latin_lookalikes.xlsx"]["detail"]["words"]
    unread = [
        (finding.cells, finding.facts["reference"])
        for finding in read.findings
        if finding.code == "W_REF_UNPARSED"
    ]
    assert unread == [(("C7",), "95.З0")]
    assert [body.code for body in read.measures[0].bodies] == ["MOJ", "MIA", "PGO"]
    assert read.measures[2].recommendations == ()


def test_read_plan_when_languages_differ():
    detail = MANIFEST["traps"]["ru_kk_mismatch_ru.xlsx"]["detail"]
    read = plan("traps/ru_kk_mismatch_kk.xlsx", "traps/ru_kk_mismatch_ru.xlsx")
    difference = next(finding for finding in read.findings if finding.code == "E_LANGUAGES_DIFFER")
    named = ("ru", "kk", "missing_in_kk", "extra_in_kk", "order_differs")
    assert {name: difference.facts[name] for name in named} == {
        name: detail[name] for name in named
    }
    assert read.blocked


@pytest.mark.parametrize(
    "name", ["ru_kk_mismatch_ru.xlsx", "ru_kk_mismatch_kk.xlsx", "external_link.xlsx"]
)
def test_read_plan_when_trap_is_good_alone(name):
    assert not plan(f"traps/{name}").blocked


def test_read_plan_when_language_is_given_twice():
    read = plan("plan_v1_ru.xlsx", "plan_v2_ru.xlsx")
    assert "E_LANGUAGE_TWICE" in [finding.code for finding in read.findings]
    assert (read.languages, read.blocked) == (("ru",), True)


def test_read_plan_when_columns_are_mapped_by_hand():
    mapping = {"number": 1, "measure": 2, "recommendation": 3, "responsible": 5, "deadline": 6}
    read = read_plan([source("traps/missing_header.xlsx", mapping=mapping)])
    assert [measure.number for measure in read.measures] == ["1.1", "1.2", "1.3"]
    assert read.sections[0].title["ru"].startswith("Международные обязательства")
    assert (read.measures[0].recommendations, read.blocked) == (("95.4", "95.6"), False)
    assert read.title["ru"].startswith("План действий")


def test_read_plan_when_mapping_lacks_the_measure():
    read = read_plan([source("traps/missing_header.xlsx", mapping={"number": 1})])
    assert [(finding.code, finding.facts["field"]) for finding in read.findings] == [
        ("E_COLUMN_MISSING", "measure")
    ]


CSV_PLAN = """План на 2012–2013 годы;;;
№;Мероприятие;Срок;Исполнители
Раздел 1. Первый;;;
1.1;Сделать;2 квартал 2012 г.;МЮ (созыв), МВД
1.2;;ежегодно;МТК
Новый подраздел;;;
1.1;Повторить;когда-нибудь;МЮ
;Без номера;2012;МЮ
М. П.;;;
"""


def test_read_plan_when_csv_has_faulty_rows():
    read = read_plan([SourceFile("plan.csv", CSV_PLAN.encode())])
    found = {(finding.code, finding.row) for finding in read.findings if finding.level != "warning"}
    assert found == {
        ("E_MEASURE_EMPTY", 5),
        ("E_NUMBER_MISSING", 8),
        ("I_ROW_LEFT_OUT", 9),
        ("E_DUPLICATE_NUMBER", 7),
    }
    assert [(section.number, section.title["ru"]) for section in read.sections] == [
        ("1", "Первый"),
        ("2", "Новый подраздел"),
    ]
    assert read.measures[1].deadline.intervals[0][0].isoformat() == "2012-01-01"


def test_read_plan_when_encoding_is_accepted():
    data = CSV_PLAN.encode("cp1251", errors="replace")
    answers = [
        SourceFile("plan.csv", data),
        SourceFile("plan.csv", data, accepted=frozenset({"W_ENCODING_GUESSED"})),
    ]
    levels = [
        str(finding.level)
        for answer in answers
        for finding in read_plan([answer]).findings
        if finding.code == "W_ENCODING_GUESSED"
    ]
    assert levels == ["ask", "information"]


def test_read_positions_when_paragraphs_are_text():
    assert (len(REGISTER), REGISTER["95.1"], REGISTER["97.10"]) == (128, "supported", "noted")


def test_to_json_when_findings_have_sentences(version_1):
    first = to_json(version_1, lambda finding: f"{finding.code}!")["findings"][0]
    assert (first["message"], first["cell"], first["level"]) == (
        "W_DEADLINE_UNPARSED!",
        "F13",
        "warning",
    )
    assert json.loads(json.dumps(to_json(version_1)))["counts"] == {
        "sections": 8,
        "measures": 52,
        "findings": 62,
    }


@pytest.mark.parametrize(
    "cell", ["a:" * 16_000, "," * 32_000, "(" * 32_000, "2012 " * 6_000, "1." * 16_000]
)
def test_read_plan_when_cells_are_hostile_answers_soon(cell):
    lines = "№;Мероприятие;Рекомендации;Срок;Исполнители;Индикатор"
    data = f'{lines}\n1.1;"слово {cell}";"{cell}";"{cell}";"{cell}";"{cell}"\n'.encode()
    started = time.process_time()
    assert len(read_plan([SourceFile("p.csv", data)]).measures) == 1
    assert time.process_time() - started < 2


def test_read_plan_when_measures_hold_no_words():
    read = read_plan([SourceFile("p.csv", "№;Мероприятие;Срок\n1.1;123;2012\n".encode())])
    assert [finding.code for finding in read.findings if finding.stops] == ["E_LANGUAGE_UNKNOWN"]
