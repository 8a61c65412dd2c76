"""The calendar of round tables: what is ahead, what was held, one meeting, calendar files."""

import uuid
from collections.abc import Sequence

from flask import Response, render_template, request
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.models import Section
from consult.domain.plans.queries import published_of
from consult.domain.plans.reading import outline
from consult.domain.reports.regions import day_of, table_at
from consult.domain.responses.decided import decisions_of
from consult.domain.responses.reading import public_comments
from consult.domain.roundtables.calendar_files import MEDIA_TYPE, calendar_file
from consult.domain.roundtables.materials import material_of
from consult.domain.roundtables.models import Material, RoundTable
from consult.domain.roundtables.notices import entry_of
from consult.domain.roundtables.queries import table_by_reference, tables_of
from consult.domain.roundtables.registrations import NOBODY, places_of
from consult.domain.submissions import reading as comments
from consult.domain.submissions.table_counts import statements_at
from consult.kernel.clock import now
from consult.web.downloads import give
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.region_map import RegionMap, region_map
from consult.web.round_table_words import Meeting

ADDRESS = "/c/<string:slug>/round-tables"
ONE = f"{ADDRESS}/<string:ref>"


def table_by_address(slug: str, ref: str) -> tuple[Consultation, RoundTable]:
    """Return the consultation and the meeting that an address names; raises NotFound."""
    table = table_by_reference(slug, ref)
    return table.consultation, table


def material_by_address(
    slug: str, ref: str, material_id: uuid.UUID
) -> tuple[Consultation, Material]:
    """Return the consultation and a material of one of its meetings; raises NotFound."""
    consultation, table = table_by_address(slug, ref)
    return consultation, material_of(table, material_id)


@blueprint.get(ADDRESS)
@needs(Permission.READ, find=consultation_by_slug)
def round_tables(consultation: Consultation) -> str:
    """Show what is ahead, the nearest first, and what was, the last first."""
    meetings = meetings_of(consultation)
    past = [one for one in meetings if not one.is_ahead]
    return render_template(
        "public/round_tables.html",
        consultation=consultation,
        ahead=[one for one in meetings if one.is_ahead],
        past=past[::-1],
        map=map_of(consultation, meetings),
    )


def map_of(consultation: Consultation, meetings: Sequence[Meeting]) -> RegionMap | None:
    """Return a map of where the meetings are; None when there are none."""
    day = day_of(consultation)
    tables = [table_at(one.table, day) for one in meetings if one.table.state != "cancelled"]
    return region_map(day, {}, tables, "") if tables else None


def meetings_of(consultation: Consultation) -> list[Meeting]:
    """Return the meetings of a consultation by day, with places and statements; seven queries."""
    tables = tables_of(consultation.id)
    places = places_of([table.id for table in tables])
    counted = statements_at(consultation.id)
    at = now()
    return [
        Meeting(table, at, places.get(table.id, NOBODY), counted.get(table.id, 0))
        for table in tables
    ]


@blueprint.get(ONE)
@needs(Permission.READ, find=table_by_address)
def round_table(consultation: Consultation, table: RoundTable) -> str:
    """Show everything about one meeting."""
    places = places_of([table.id]).get(table.id, NOBODY)
    counted = statements_at(consultation.id).get(table.id, 0)
    return render_template(
        "public/round_table.html",
        consultation=consultation,
        table=table,
        meeting=Meeting(table, now(), places, counted),
        sections=sections_of(consultation) if table.agenda else {},
        decisions=decisions_of(table.id) if table.level == "national" else (),
    )


def sections_of(consultation: Consultation) -> dict[str, Section]:
    """Return the sections of the published plan by number; none before it is published."""
    version = published_of(consultation.id)
    rows = outline(version.id) if version else ()
    return {row.section.number: row.section for row in rows}


@blueprint.get(f"{ONE}/statements")
@needs(Permission.READ, find=table_by_address)
def round_table_statements(consultation: Consultation, table: RoundTable) -> str:
    """Show what was said at a meeting and may be read by everybody, with the answers."""
    found = comments.at_table(table.id, request.args.get("page"))
    return render_template(
        "public/round_table_statements.html",
        consultation=consultation,
        table=table,
        count=statements_at(consultation.id).get(table.id, 0),
        version=published_of(consultation.id),
        page=public_comments(found, consultation.zone),
    )


@blueprint.get(f"{ONE}/round-table.ics")
@needs(Permission.READ, find=table_by_address)
def round_table_calendar(consultation: Consultation, table: RoundTable) -> Response:  # noqa: ARG001
    """Give one meeting as a file for the reader's own calendar."""
    return _calendar(calendar_file([entry_of(table, current_language(), now())]), "round-table.ics")


@blueprint.get("/c/<string:slug>/round-tables.ics")
@needs(Permission.READ, find=consultation_by_slug)
def round_tables_feed(consultation: Consultation) -> Response:
    """Give every meeting of the consultation as a calendar to subscribe to."""
    language = current_language()
    name = _("Round tables: %(title)s", title=consultation.title.in_(language))
    at = now()
    entries = [entry_of(table, language, at) for table in tables_of(consultation.id)]
    return _calendar(calendar_file(entries, name=name), f"{consultation.slug}-round-tables.ics")


def _calendar(text: str, name: str) -> Response:
    answer = Response(text, content_type=MEDIA_TYPE)
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


@blueprint.get(f"{ONE}/materials/<uuid:material_id>")
@needs(Permission.READ, find=material_by_address)
def round_table_material(consultation: Consultation, material: Material) -> Response:  # noqa: ARG001
    """Give a file of the meeting under its neutral name."""
    return give(material.file)
