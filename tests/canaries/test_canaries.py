"""Planted words are found only where the committed table allows them (REQ 112).

Each author fills every field at one level, with telling files, headers and errors on the way; then
all pages and files are read as every role, and letters, logs, temporary files, the storage, a dump,
the raw bytes of the database and a backup are searched.
"""

import copy
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consult.domain.submissions import levels
from tests.canaries import authors, reading
from tests.canaries.leaky import show_names
from tests.canaries.tokens import FACTS, HEADERS, LEVELS, spellings
from tests.canaries.world import World, finish, refused_mail, running_world

pytestmark = [pytest.mark.ci_fault, pytest.mark.committed]
TABLE = Path(__file__).with_name("table.csv")
FORMATS = Path(__file__).with_name("formats.csv")
STAFF = ("organiser", "moderator", "auditor")
Found = dict[tuple[str, str, str], list[str]]


def table() -> dict[tuple[str, str, str], str]:
    """The committed table: (fact, level, place) -> Y it must be there, ? it may, - it may not."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [name for name in rows[0] if name not in {"fact", "level"}]
    return {(row["fact"], row["level"], place): row[place] for row in rows for place in places}


def search(world: World) -> Found:
    """Look for every planted word in every place; returns where it was found."""
    places: dict[str, dict[str, str]] = {
        "public": reading.read_as(world, "visitor"),
        "ministry": reading.read_as(world, "ministry"),
        "other_ministry": reading.read_as(world, "other_ministry"),
        "staff": {
            f"{role} {k}": v for role in STAFF for k, v in reading.read_as(world, role).items()
        },
        "administrator": reading.read_as(world, "administrator"),
        "trustee": reading.read_as(world, "trustee"),
        "letters": reading.letters(world),
        "logs": reading.logs(world),
        "temp": reading.folder(world.instance.parent / "temp"),
        "files": reading.folder(world.instance / "files"),
        "database": reading.database(world),
        "backups": reading.backups(world),
    }
    in_raw = reading.raw(world)
    places |= _by_format(places)
    folded = {
        place: {name: said.lower() for name, said in texts.items()}
        for place, texts in places.items()
    }
    found: Found = {}
    for level, one in world.authors.items():
        for fact in FACTS:
            word = world.secret[level] if fact == "code" else one[fact]
            for place, texts in folded.items():
                hits = [name for name, said in texts.items() if word.lower() in said]
                found[fact, level, place] = hits
            found[fact, level, "raw"] = [hit for form in spellings(word) for hit in in_raw(form)]
    return found


def _by_format(places: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Pages and files of the viewers of tests/canaries/formats.csv, apart by their format."""
    apart: dict[str, dict[str, str]] = {}
    for viewer in {viewer for viewer, _form, _fact in formats()}:
        for address, said in places[viewer].items():
            apart.setdefault(f"{viewer}:{form_of(address)}", {})[address] = said
    return apart


def form_of(address: str) -> str:
    """The format of a page or file, by the end of its address."""
    end = address.split("?", maxsplit=1)[0].replace(".", "/").rsplit("/", 1)[-1]
    return end if end in {"csv", "xlsx", "json", "docx", "pdf", "zip", "ics"} else "html"


def formats() -> dict[tuple[str, str, str], dict[str, str]]:
    """The committed table of formats: (viewer, format, fact) -> Y or - by level (REQ 52)."""
    with FORMATS.open(encoding="utf-8", newline="") as file:
        return {(row["viewer"], row["format"], row["fact"]): row for row in csv.DictReader(file)}


def wrong(found: Found) -> dict[str, Any]:
    """Return what the table forbids and was found, and what it promises and was not."""
    bad: dict[str, Any] = {}
    for key, allowed in table().items():
        if allowed == "-" and found[key]:
            bad[f"leak {' '.join(key)}"] = found[key][:4]
        if allowed == "Y" and not found[key]:
            bad[f"lost {' '.join(key)}"] = "nowhere"
    return bad


@pytest.fixture(scope="module")
def searched() -> Iterator[Found]:
    """The service as it is, after everything was done in it."""
    with running_world("tests.canaries.trouble:create_app()") as world:
        with refused_mail(world):
            authors.send_everything(world)
        authors.bring_in(world)
        finish(world)
        yield search(world)


def test_table_has_a_line_for_every_fact_and_level() -> None:
    lines = {(fact, level) for fact, level, _place in table()}
    assert lines == {(fact, level) for fact in FACTS for level in LEVELS}
    assert set(table().values()) == {"Y", "?", "-"}
    for fact in HEADERS:
        assert {allowed for key, allowed in table().items() if key[0] == fact} == {"-"}


def test_planted_words_are_only_where_the_table_allows(searched: Found) -> None:
    assert wrong(searched) == {}


def test_every_format_tells_a_viewer_the_same(searched: Found) -> None:
    """Page, CSV, XLSX, JSON, DOCX and PDF name the same authors to the same viewer."""
    different = {}
    for (viewer, form, fact), row in formats().items():
        seen = {
            level: "Y" if searched.get((fact, level, f"{viewer}:{form}")) else "-"
            for level in LEVELS
        }
        if seen != {level: row[level] for level in LEVELS}:
            different[viewer, form, fact] = seen
    assert different == {}


def test_build_that_leaks_is_caught_everywhere_it_leaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each leak of tests/canaries/leaky.py shows in the place where it was made."""
    with running_world("tests.canaries.leaky:create_app()") as world:
        authors.send_everything(world)
        monkeypatch.setattr(levels, "POLICY", copy.deepcopy(levels.POLICY))
        show_names()
        finish(world)
        found = wrong(search(world))
    caught = {tuple(key.split()[1:4:2]) for key in found if key.startswith("leak")}
    for leak in (
        ("agent", "logs"),
        ("name", "temp"),
        ("name", "public"),
        ("name", "letters"),
        ("cosigner", "database"),
        ("name", "raw"),
    ):
        assert leak in caught, sorted(caught)
