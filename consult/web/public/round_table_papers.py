"""Papers to print before a meeting, open to everybody: comment forms and the list of measures."""

from flask import Response

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import RoundTable
from consult.kernel.errors import NotFound
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.public.round_tables import ONE, table_by_address
from consult.web.table_papers import download


def paper_by_address(slug: str, ref: str, kind: str) -> tuple[Consultation, RoundTable, str]:
    """Return the consultation, its meeting and the kind of paper; raises NotFound."""
    consultation, table = table_by_address(slug, ref)
    if table.state == "cancelled":
        raise NotFound
    return consultation, table, kind


@blueprint.get(f"{ONE}/papers/<any(forms, general, measures):kind>.pdf")
@needs(Permission.READ, find=paper_by_address)
def round_table_paper(consultation: Consultation, table: RoundTable, kind: str) -> Response:  # noqa: ARG001
    """Give a paper in the page's language, for the sections of the agenda."""
    return download(table, kind, current_language())
