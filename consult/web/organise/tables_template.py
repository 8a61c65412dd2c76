"""The workbook of a meeting to be filled by hand, in the language that is asked for."""

from flask import Response
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.plans.queries import plan_of, published_of
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.roundtables.template_file import TemplateFacts, write_template
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.organise.tables import ONE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_and_language(slug: str, ref: str, code: str) -> tuple[RoundTable, str]:
    """Return a meeting and the language of the template; raises NotFound."""
    return table_by_reference(slug, ref), code


@blueprint.get(f"{ONE}/sheet-<any(kk, ru, en):code>.xlsx")
@needs(Permission.FACILITATE, find=table_and_language)
def tables_template(table: RoundTable, code: str) -> Response:
    """Give the template, with the measures of the plan under discussion to choose from."""
    answer = Response(write_template(_facts(table, code)), content_type=XLSX)
    name = f"round-table-{table.reference.lower()}-{code}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _facts(table: RoundTable, language: str) -> TemplateFacts:
    version = published_of(table.consultation_id)
    parts = plan_of(version.id) if version else []
    names = ("invited", "registered", "attended")
    with force_locale(language):
        return TemplateFacts(
            language=language,
            title=table.title.in_(language),
            day=day_of(table.starts_at, table.zone),
            attendance=table.attendance,
            announced={name: getattr(table, name) for name in names},
            sections=[part.section.number for part in parts],
            measures=[one.number for part in parts for one in part.measures],
            help=_help(),
            choose=_("Choose a word from the list."),
        )


def _help() -> list[str]:
    return [
        _("Do not change the headings. Empty rows are left out."),
        _("Participants: one row for each person. Where names are not taken, numbers are enough."),
        _("Statements: one row for each point that somebody makes, in the words that were said."),
        _("Measure: its number, a section, or the whole draft. Kind and language: from the list."),
        _(
            "Consent “yes”: name and organisation may be published. “Organisation only”: only the "
            "organisation. “No”: leave name and organisation empty; they are never taken over."
        ),
        _(
            "Time: on the clocks of the place, like 10:35. "
            "Without it the end of the meeting is taken."
        ),
        _("Save as XLSX and import it on the page of the meeting. The same file may come twice."),
    ]
