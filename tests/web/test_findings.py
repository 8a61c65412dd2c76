"""Findings in words."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

import consult
from consult.domain.plans.importer import SourceFile, finding_json, read_plan
from consult.domain.responses.importer import read_responses
from consult.domain.submissions.importer import read_comments
from consult.kernel.findings import Finding, Level
from consult.web.findings import SENTENCES, finding_sentence

DATA = Path(__file__).parents[1] / "data"
PACKAGE = Path(consult.__file__).parent


@pytest.fixture(autouse=True)
def words():
    app = Flask("words")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def test_sentences_when_compared_with_the_codes_of_the_importers():
    folders = [
        *PACKAGE.glob("domain/**/*.py"),
        *PACKAGE.glob("machinery/*.py"),
    ]
    used = {
        code
        for path in folders
        for code in re.findall(r'"([EWI]_[A-Z_]+)"', path.read_text("utf-8"))
    }
    assert used - set(SENTENCES) == set()


def sample_findings():
    names = [path.name for path in sorted((DATA / "traps").iterdir())]
    for name in names:
        yield from read_plan([SourceFile(name, (DATA / "traps" / name).read_bytes())]).findings
    pair = ("traps/ru_kk_mismatch_ru.xlsx", "traps/ru_kk_mismatch_kk.xlsx")
    yield from read_plan([SourceFile(name, (DATA / name).read_bytes()) for name in pair]).findings
    for version in (1, 2):
        name = f"plan_v{version}_ru.xlsx"
        data = (DATA / name).read_bytes()
        yield from read_plan([SourceFile(name, data)], known_recommendations={}).findings
    yield from read_comments((DATA / "comments_web.csv").read_bytes(), "comments_web.csv").findings
    yield from read_responses((DATA / "responses.csv").read_bytes(), "responses.csv").findings


def test_finding_sentence_when_all_samples_are_told():
    told = [finding_sentence(finding) for finding in sample_findings()]
    assert len(told) > 300
    assert not any("is unusual" in sentence for sentence in told)
    assert all(": " in sentence and sentence.endswith(".") for sentence in told)
    assert not any(
        "%(" in sentence or "_" in sentence.split(": ", 1)[1]
        for sentence in told
        if "column" in sentence
    )


def test_finding_sentence_when_cells_are_named():
    data = (DATA / "traps/numeric_measure_number.xlsx").read_bytes()
    first = read_plan([SourceFile("plan.xlsx", data)]).findings[0]
    expected = (
        "plan.xlsx, sheet “План”, cells A5, A6, A7, A8: Numbers of items are typed as numbers, "
        "so 2.1 and 2.10 look the same; format the cells as text and type them again."
    )
    assert finding_sentence(first) == expected
    assert finding_sentence(finding_json(first)) == expected


def test_finding_sentence_when_languages_differ():
    pair = ("traps/ru_kk_mismatch_ru.xlsx", "traps/ru_kk_mismatch_kk.xlsx")
    read = read_plan([SourceFile(Path(name).name, (DATA / name).read_bytes()) for name in pair])
    sentence = finding_sentence(
        next(one for one in read.findings if one.code == "E_LANGUAGES_DIFFER")
    )
    assert sentence == (
        "ru_kk_mismatch_kk.xlsx: The numbers differ from those in ru_kk_mismatch_ru.xlsx: "
        "missing 1.2; extra 2.4; in another order 2.2, 2.3. Make both files agree."
    )


def test_finding_sentence_when_code_is_unknown():
    assert finding_sentence(Finding(Level.WARNING, "W_NEW", "a.csv", row=3)) == (
        "a.csv, row 3: Something about this file is unusual; check it."
    )
