"""`consult plan confirm`, `diff` and the proposed matching of `import`."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from consult.domain.plans import queries
from tests.factories.versions import DATA, with_two_versions

NEXT = [str(DATA / f"plan_v2_{language}.xlsx") for language in ("ru", "kk", "en")]
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(args=["plan", *map(str, arguments)])

    return invoke


def test_confirm_when_the_reason_of_a_removal_is_missing(app: Flask, run: Run) -> None:
    with app.app_context():
        slug = with_two_versions(published=False)[0].slug
    done = run("confirm", slug, "--proposed")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["measures"], told["removals"]) == (1, [], ["6.4"])


def test_confirm_from_a_file(app: Flask, run: Run, tmp_path: Path) -> None:
    with app.app_context():
        consultation, _first, second = with_two_versions(published=False)
        slug, identity = consultation.slug, second.id
    path = tmp_path / "matches.json"
    said = {"matches": {"3.8": []}, "removals": {"6.4": {"ru": "Нет влияния"}}}
    path.write_text(json.dumps(said), encoding="utf-8")
    done = run("confirm", slug, "--file", path, "--proposed")
    assert done.exit_code == 0, done.output
    with app.app_context():
        kinds = {row.number: row.change_kind for row in queries.measures_of(identity)}
    assert (kinds["3.7"], kinds["3.8"]) == ("edited", "added")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"matches": {"3.8": ["9.9"]}}, "UnknownMeasure('unknown_measure')"),
        ({"removals": {"6.4": "Нет"}}, "removals as texts by language"),
        ({"removals": {"6.4": {}}}, "RemovalReasonMissing('removal_reason_missing')"),
    ],
)
def test_confirm_when_the_file_is_wrong(
    app: Flask, run: Run, tmp_path: Path, said: object, words: str
) -> None:
    with app.app_context():
        slug = with_two_versions(published=False)[0].slug
    path = tmp_path / "matches.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    done = run("confirm", slug, "--file", path)
    assert done.exit_code != 0
    assert words in f"{done.output} {done.exception!r}"


def test_diff_as_json_tells_every_change(app: Flask, run: Run) -> None:
    with app.app_context():
        slug = with_two_versions()[0].slug
    told = json.loads(run("diff", slug, 1, 2, "--format", "json").stdout)
    expected = json.loads((DATA / "plan_v2_changes.json").read_text(encoding="utf-8"))["counts"]
    del expected["unchanged"]
    assert Counter(one["kind"] for one in told) == expected
    target = next(one for one in told if one["after"] == ["1.5"])
    assert target["texts"] == [
        {
            "field": "target",
            "pieces": {"": [["removed", "6"], ["added", "8"]]},
            "from": "1.5",
            "to": "1.5",
        }
    ]


def test_diff_as_text_marks_the_words(app: Flask, run: Run) -> None:
    with app.app_context():
        slug = with_two_versions()[0].slug
    lines = run("diff", slug, 1, 2).stdout.splitlines()
    assert "6.5 > 6.4  Renumbered" in lines
    assert "    Target value : [-6-][+8+]" in lines


def test_import_when_dry_tells_the_proposed_matching(app: Flask, run: Run) -> None:
    with app.app_context():
        consultation, _first, _second = with_two_versions(published=False)
        from consult.domain.people.actors import system
        from consult.domain.plans import operations
        from consult.kernel.database import db

        draft = queries.draft_of(consultation.id)
        assert draft is not None
        operations.discard_draft(draft, by=system("command"))
        db.session.commit()
        slug = consultation.slug
    done = run("import", *NEXT, "--consultation", slug, "--dry-run", "--format", "json")
    told = json.loads(done.stdout)["matching"]
    assert told["counts"] == {
        "unchanged": 34, "edited": 14, "added": 3, "split": 1, "renumbered": 2, "removed": 1,
    }  # fmt: skip
    assert told["removals"] == ["6.4"]
    assert {"number": "6.4", "kind": "renumbered", "continues": ["6.5"]} in told["measures"]
