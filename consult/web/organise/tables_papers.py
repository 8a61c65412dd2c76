"""Papers of a round table for its organisers: language, kind and sections are chosen."""

from flask import Response, render_template, request

from consult.access import Permission
from consult.domain.plans.queries import plan_of, published_of
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.kernel.localised import LANGUAGES
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.table_papers import PAPERS, agenda_sections, download, typed_at

ADDRESS = "/organise/<string:slug>/round-tables/<string:ref>/forms"


def table_by_address(slug: str, ref: str) -> RoundTable:
    """Return the meeting that an address names; raises NotFound."""
    return table_by_reference(slug, ref)


@blueprint.get(ADDRESS)
@needs(Permission.FACILITATE, find=table_by_address)
def tables_papers(table: RoundTable) -> str:
    """Offer the papers; those of the agenda are chosen already."""
    version = published_of(table.consultation_id)
    return render_template(
        "organise/table_papers.html",
        consultation=table.consultation,
        table=table,
        parts=plan_of(version.id) if version else [],
        chosen=agenda_sections(table),
        typed_at=typed_at(),
    )


def paper_by_address(slug: str, ref: str, kind: str) -> tuple[RoundTable, str]:
    """Return a meeting and the kind of paper; raises NotFound."""
    return table_by_reference(slug, ref), kind


@blueprint.get(f"{ADDRESS}/<any({', '.join(PAPERS)}):kind>.pdf")
@needs(Permission.FACILITATE, find=paper_by_address)
def tables_paper(table: RoundTable, kind: str) -> Response:
    """Give one paper in the language asked for."""
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    return download(table, kind, language, request.args.getlist("section"))
