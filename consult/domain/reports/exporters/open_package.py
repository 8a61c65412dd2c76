"""What explains the open data: dictionary in three languages, Data Package descriptor, README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import orjson

from consult.domain.people.regions import PLACES, regions_on
from consult.domain.reports.document import ReportHead
from consult.domain.reports.exporters.open_columns import TABLES, Column, Table
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.vocabulary import LANGUAGES, NOT_SHOWN
from consult.kernel.dates import in_zone

LICENCE: Final = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
DICTIONARY: Final = (
    *("table", "column", "type", "required", "code"),
    *(f"meaning_{language}" for language in LANGUAGES),
)
"""A line without a code tells what a column means; a line with one, what that code means."""

_TABLE_SIGNS: Final = str.maketrans({"|": "\\|", "\n": " "})


@dataclass(frozen=True, slots=True)
class Member:
    """A finished file of the package: its name, size in bytes, checksum and rows."""

    name: str
    size: int
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Tells every column and every code in three languages; `wordings` by language."""

    head: ReportHead
    wordings: Mapping[str, Wording]

    def lines(self) -> Iterator[tuple[str, ...]]:
        """The lines of dictionary.csv without its first."""
        for table in TABLES:
            for column in table.columns:
                needed = "true" if column.required else "false"
                facts = (table.name, column.name, column.type, needed)
                yield (*facts, "", *self.meanings(table, column))
                for code in self.codes(column):
                    yield (*facts, code, *self.names(column.codes, code))

    def meanings(self, table: Table, column: Column) -> tuple[str, ...]:
        """What a column means; texts in three columns say in which language they are."""
        return tuple(self._meaning(say, table, column) for say in self._ordered())

    def _meaning(self, wording: Wording, table: Table, column: Column) -> str:
        key = f"data.{table.name}.{column.meaning}"
        meaning = wording.say(key if key in wording.words else f"data.{column.meaning}")
        if column.language:
            meaning += " " + wording.say(f"only_in.{column.language}")
        return f"{meaning} {wording.say('data.many')}" if column.many else meaning

    def codes(self, column: Column) -> list[str]:
        """The codes that may stand in a column, in their order; none for free text."""
        if column.codes == "region":
            day = in_zone(self.head.opens_at, self.head.zone).date()
            return [*(region.code for region in regions_on(day)), *PLACES, NOT_SHOWN]
        prefix = f"{column.codes}."
        words = self.wordings["en"].words if column.codes else {}
        return [key.removeprefix(prefix) for key in words if key.startswith(prefix)]

    def names(self, group: str, code: str) -> tuple[str, ...]:
        """What a code means."""
        if group == "region":
            day = in_zone(self.head.opens_at, self.head.zone).date()
            return tuple(say.region(code, day) for say in self._ordered())
        return tuple(say.label(group, code) for say in self._ordered())

    def _ordered(self) -> Iterator[Wording]:
        return (self.wordings[language] for language in LANGUAGES)

    def markdown(self) -> Iterator[str]:
        """The same as a page to read, one part a language."""
        for place, language in enumerate(LANGUAGES):
            wording = self.wordings[language]
            yield f"# {wording.say('data.dictionary')}\n"
            for table in TABLES:
                yield f"\n## {table.name}.csv\n\n{wording.say(f'data.table.{table.name}')}\n\n"
                yield from self._described(table, place, wording)
            yield "\n"

    def _described(self, table: Table, place: int, wording: Wording) -> Iterator[str]:
        heads = ("column", "type", "meaning", "codes")
        yield _row(wording.say(f"data.head.{name}") for name in heads)
        yield _row(["---"] * len(heads))
        for column in table.columns:
            codes = (
                f"`{code}` – {self.names(column.codes, code)[place]}" for code in self.codes(column)
            )
            cells = (f"`{column.name}`", column.type, self.meanings(table, column)[place])
            yield _row((*cells, "; ".join(codes)))


def _row(cells: Any) -> str:
    return "| " + " | ".join(cell.translate(_TABLE_SIGNS) for cell in cells) + " |\n"


def descriptor(
    head: ReportHead, dictionary: Dictionary, members: Mapping[str, Member], wording: Wording
) -> bytes:
    """The datapackage.json of Data Package v1, with a table schema for every CSV file."""
    language = wording.language
    titles = (wording.say("data.title"), head.consultation.in_(language))
    made = {
        "profile": "tabular-data-package",
        "name": f"{head.slug}-report-{head.number}".lower(),
        "id": head.checksum,
        "title": " – ".join(title for title in titles if title),
        "description": wording.say("data.about"),
        "version": str(head.number),
        "created": head.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **({"homepage": head.public_url} if head.public_url else {}),
        "licenses": [LICENCE],
        "sources": _sources(head, language),
        "resources": [
            _resource(table, dictionary, members[f"{table.name}.csv"], wording) for table in TABLES
        ],
    }
    return orjson.dumps(made, option=orjson.OPT_INDENT_2) + b"\n"


def _sources(head: ReportHead, language: str) -> list[dict[str, str]]:
    """Who gives the data; a source needs a title."""
    names = [name.in_(language) for name in head.organisers] or [head.consultation.in_(language)]
    return [
        {"title": name} | ({"path": head.public_url} if head.public_url else {}) for name in names
    ]


def _resource(
    table: Table, dictionary: Dictionary, member: Member, wording: Wording
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": member.name,
        "title": wording.say(f"data.table.{table.name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": member.size,
        "hash": f"sha256:{member.sha256}",
        "rows": member.rows,
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"},
        "schema": {
            "fields": [_field(table, column, dictionary, wording) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(
    table: Table, column: Column, dictionary: Dictionary, wording: Wording
) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if table.key == (column.name,):
        constraints["unique"] = True
    codes = dictionary.codes(column)
    if codes and not column.many and column.codes not in ("table", "theme", "region"):
        constraints["enum"] = codes
    place = LANGUAGES.index(wording.language)
    return {
        "name": column.name,
        "type": column.type,
        "description": dictionary.meanings(table, column)[place],
        **({"constraints": constraints} if constraints else {}),
    }


def readme(head: ReportHead, wordings: Mapping[str, Wording]) -> Iterator[str]:
    """What the files are, how they are written and under which licence, in three languages."""
    for language in LANGUAGES:
        wording = wordings[language]
        yield f"# {wording.say('data.title')}\n\n{head.consultation.in_(language)}\n\n"
        yield f"{wording.say('report_number', number=head.number)}. {wording.say('data.about')}\n\n"
        for table in TABLES:
            yield f"- `{table.name}.csv` – {wording.say(f'data.table.{table.name}')}\n"
        for name in ("comments.json", "dictionary.csv", "dictionary.md", "datapackage.json"):
            yield f"- `{name}` – {wording.say(f'data.file.{name}')}\n"
        for key in ("data.form", "data.formula", "data.redacted", "data.licence"):
            yield f"\n{wording.say(key)}\n"
        facts = (wording.say("fact.checksum"), head.checksum)
        yield f"\n{facts[0]}: `{facts[1]}`\n\n"
