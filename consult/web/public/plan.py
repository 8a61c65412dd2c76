"""The plan: its measures by section with filters; one section; comments on the whole; downloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug, is_open
from consult.domain.plans import queries, reading
from consult.domain.plans.models import PlanVersion, Section
from consult.domain.recommendations.theme_names import theme_name
from consult.domain.responses.reading import public_comments
from consult.domain.submissions import reading as comments
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.public.addresses import comment_url, typed, with_query
from consult.web.public.plan_files import XLSX, plan_csv, plan_xlsx

Choices = dict[str, list[tuple[str, str]]]
FILTERS = ("section", "body", "theme", "words")


def asked_version() -> int | None:
    """Return the version that the address asks for; nonsense is no version."""
    number = request.args.get("version", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else None  # noqa: PLR2004


@dataclass(frozen=True)
class Shown:
    """The version of a plan to show, all that were ever published, newest first.

    `discussed` is the one that comments were asked on: addresses of measures mean it unless they
    name another; addresses of the plan and its sections mean the newest.
    """

    version: PlanVersion
    versions: Sequence[PlanVersion]
    discussed: PlanVersion

    @property
    def in_plan(self) -> int | None:
        """The version that addresses of the plan and its sections have to name."""
        return None if self.version.id == self.versions[0].id else self.version.number

    @property
    def in_measures(self) -> int | None:
        """The version that addresses of measures have to name."""
        return None if self.version.id == self.discussed.id else self.version.number

    def takes_comments(self, consultation: Consultation) -> bool:
        """Whether one can comment now: the consultation is open and this is the newest version."""
        return self.version.id == self.versions[0].id and is_open(consultation)


def plan_by_slug(slug: str) -> tuple[Consultation, Shown]:
    """Return a consultation and the version of its plan that is asked for; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, shown_plan(consultation, asked_version())


def shown_plan(consultation: Consultation, number: int | None) -> Shown:
    """Return the version with the number, else the newest; raises NotFound."""
    versions = reading.public_versions(consultation.id)
    version = reading.version_shown(versions, number)
    discussed = reading.discussed_version(versions, consultation.closes_at)
    return Shown(version, versions, discussed or version)


def section_by_number(slug: str, number: str) -> tuple[Consultation, Shown, Section]:
    """Return a section with its plan; raises NotFound."""
    consultation, shown = plan_by_slug(slug)
    return consultation, shown, reading.section(shown.version.id, number)


def wanted() -> queries.Filters:
    """Return the filters that the address carries."""
    return queries.Filters(**{name: typed(name) for name in FILTERS})


@blueprint.get("/c/<string:slug>/plan")
@needs(Permission.READ, find=plan_by_slug)
def plan(consultation: Consultation, shown: Shown) -> str:
    """List the measures of a version by section."""
    filters = wanted()
    parts = [part for part in queries.plan_of(shown.version.id, filters) if part.measures]
    choices = _choices(shown.version)
    return render_template(
        "public/plan.html",
        consultation=consultation,
        versions=shown.versions,
        version=shown.version,
        shown=shown,
        filters=filters,
        parts=parts,
        count=sum(len(part.measures) for part in parts),
        choices=choices,
        chosen=_chosen(consultation, filters, choices),
        query=_query(filters),
        tallies=comments.tallies(consultation.id),
        mine=comments.measures_commented_by(actor().user_id, consultation.id),
        is_open=shown.takes_comments(consultation),
        comment_url=comment_url,
    )


def _choices(version: PlanVersion) -> Choices:
    language = current_language()
    return {
        "section": [
            (section.number, f"{section.number}. {section.title.in_(language)}")
            for section in queries.sections_of(version.id)
        ],
        "body": [(body.code or "", body.name.in_(language)) for body in reading.bodies(version.id)],
        "theme": [(code, theme_name(code, language)) for code in reading.themes(version.id)],
    }


def _query(filters: queries.Filters, **changes: Any) -> dict[str, Any]:
    return {**vars(filters), "version": asked_version(), **changes}


def _chosen(
    consultation: Consultation, filters: queries.Filters, choices: Choices
) -> list[dict[str, str]]:
    """Return the filters in force, each with the address of the list without it."""
    place = {"slug": consultation.slug}
    return [
        {
            "text": dict(choices.get(name, ())).get(value, value),
            "href": with_query("public.plan", place, **_query(filters, **{name: ""})),
        }
        for name, value in vars(filters).items()
        if value
    ]


@blueprint.get("/c/<string:slug>/sections/<string:number>")
@needs(Permission.READ, find=section_by_number)
def section(consultation: Consultation, shown: Shown, section: Section) -> str:
    """Show why a section is there, its measures, and the comments on it as such."""
    found = comments.on_section(consultation.id, section.number, request.args.get("page"))
    tallies = comments.tallies(consultation.id)
    return render_template(
        "public/section.html",
        consultation=consultation,
        version=shown.version,
        shown=shown,
        section=section,
        measures=queries.measures_of(shown.version.id, queries.Filters(section=section.number)),
        tallies=tallies,
        counts=tallies.section(section.number),
        page=public_comments(found, consultation.zone),
        place={"slug": consultation.slug, "number": section.number, "version": asked_version()},
        is_open=shown.takes_comments(consultation),
        comment_url=comment_url,
    )


@blueprint.get("/c/<string:slug>/general")
@needs(Permission.READ, find=plan_by_slug)
def general(consultation: Consultation, shown: Shown) -> str:
    """Show the comments on the plan as a whole."""
    found = comments.on_plan(consultation.id, request.args.get("page"))
    return render_template(
        "public/general.html",
        consultation=consultation,
        version=shown.version,
        counts=comments.tallies(consultation.id).plan,
        page=public_comments(found, consultation.zone),
        place={"slug": consultation.slug},
        is_open=shown.takes_comments(consultation),
        comment_url=comment_url,
    )


@blueprint.get("/c/<string:slug>/plan.csv")
@needs(Permission.READ, find=plan_by_slug)
def plan_as_csv(consultation: Consultation, shown: Shown) -> Response:
    """Give the measures that pass the filters as CSV."""
    data = plan_csv(queries.plan_of(shown.version.id, wanted()))
    return _download(data, "text/csv; charset=utf-8", consultation, shown, "csv")


@blueprint.get("/c/<string:slug>/plan.xlsx")
@needs(Permission.READ, find=plan_by_slug)
def plan_as_xlsx(consultation: Consultation, shown: Shown) -> Response:
    """Give the measures that pass the filters as a workbook."""
    data = plan_xlsx(queries.plan_of(shown.version.id, wanted()))
    return _download(data, XLSX, consultation, shown, "xlsx")


def _download(
    data: bytes,
    media_type: str,
    consultation: Consultation,
    shown: Shown,
    suffix: str,
) -> Response:
    name = f"{consultation.slug}-plan-{shown.version.number}-{current_language()}.{suffix}"
    answer = Response(data, content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
