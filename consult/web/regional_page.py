"""What the pages with the regional picture show: figure and order chosen, map, table, links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.consultations.models import Consultation
from consult.domain.reports.regional_memory import recent_figures
from consult.domain.reports.regions import COLUMNS, Reader, TableAt
from consult.web.region_map import RegionMap, facts, region_map
from consult.web.regional import HEADS, Sheet, as_csv, sheet_of

MAPS: dict[str, Any] = {
    "comments": _l("Comments"),
    "people": _l("People who came"),
    "round_tables": _l("Round tables"),
}


@dataclass(frozen=True)
class Picture:
    """Everything of the page; links are dictionaries of text, href and current."""

    show: str
    map: RegionMap
    sheet: Sheet
    heads: dict[str, Any]
    tables: Sequence[TableAt]
    tabs: Sequence[dict[str, Any]]
    orders: Sequence[dict[str, Any]]
    facts: dict[str, Any]
    csv_href: str
    withholds: bool
    title: str


def picture(consultation: Consultation, reader: Reader, endpoint: str) -> Picture:
    """Return the picture as the address asks for it; nonsense in the query falls back."""
    show = asked("show", MAPS) or "comments"
    sort = asked("sort", COLUMNS)
    regional = recent_figures(consultation, reader)
    sheet = sheet_of(regional, reader, sort)
    cells = {code: row.cells[show] for code, row in sheet.of_region().items()}
    slug = consultation.slug
    return Picture(
        show=show,
        map=region_map(regional.day, cells, regional.tables, show),
        sheet=sheet,
        heads=HEADS,
        tables=regional.tables,
        tabs=[
            _link(text, name == show, endpoint, slug, show=name, sort=sort)
            for name, text in MAPS.items()
        ],
        orders=[
            _link(text, name == sort, endpoint, slug, show=show, sort=name)
            for name, text in {"": _("Name"), **HEADS}.items()
        ],
        facts=facts(regional.day, regional.joined),
        csv_href=url_for(f"{endpoint}_as_csv", slug=slug, sort=sort or None),
        withholds=reader == "public",
        title=str(MAPS[show]),
    )


def asked(name: str, known: Any) -> str:
    """Return a value of the query when it is one of the known ones, else an empty text."""
    value = request.args.get(name, "")
    return value if value in known else ""


def _link(text: Any, current: bool, endpoint: str, slug: str, **query: Any) -> dict[str, Any]:  # noqa: FBT001
    asked_for: dict[str, Any] = {name: value for name, value in query.items() if value}
    href = url_for(endpoint, slug=slug, **asked_for)
    return {"text": str(text), "href": href, "current": current}


def table_file(consultation: Consultation, reader: Reader) -> Response:
    """Return the table as a file, in the order that the address asks for."""
    sheet = sheet_of(recent_figures(consultation, reader), reader, asked("sort", COLUMNS))
    answer = Response(as_csv(sheet), content_type="text/csv; charset=utf-8")
    name = f"{consultation.slug}-regions.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
