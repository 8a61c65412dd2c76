"""What a device takes along into the room: meeting, agenda, plan, register, who is expected."""

from typing import Any
from zoneinfo import ZoneInfo

from consult.domain.people.queries import organisations
from consult.domain.people.regions import region_names
from consult.domain.plans.models import MeasureVersion
from consult.domain.plans.queries import Part, plan_of, published_of
from consult.domain.roundtables.desk_queries import expected_people
from consult.domain.roundtables.models import RoundTable
from consult.kernel.clock import now
from consult.kernel.localised import LocalisedText

FIELDS = ("completion_form", "executors_text", "deadline", "indicator", "funding")


def package_of(table: RoundTable) -> dict[str, Any]:
    """Return the package of a meeting as plain values; contact data are not in it."""
    version = published_of(table.consultation_id)
    return {
        "made_at": now().isoformat(),
        "table": _meeting(table),
        "agenda": [_agendum(item) for item in table.agenda],
        "sections": [_section(part) for part in plan_of(version.id)] if version else [],
        "organisations": [
            {"id": str(one.id), "code": one.code or "", "kind": one.kind, "name": _texts(one.name)}
            for one in organisations()
        ],
        "expected": [_expected(one) for one in expected_people(table.id)],
    }


def _texts(text: LocalisedText) -> dict[str, str]:
    return text.as_dict()


def _meeting(table: RoundTable) -> dict[str, Any]:
    day = table.starts_at.astimezone(ZoneInfo(table.zone)).date()
    closes_at = table.consultation.closes_at
    return {
        "title": _texts(table.title),
        "consultation": _texts(table.consultation.title),
        "region": region_names(table.region_code, day),
        "city": _texts(table.city),
        "venue": _texts(table.venue),
        "starts_at": table.starts_at.isoformat(),
        "ends_at": table.ends_at.isoformat(),
        "zone": table.zone,
        "closes_at": closes_at.isoformat() if closes_at else "",
        "attendance": table.attendance,
        "photos": table.photos,
    }


def _agendum(item: Any) -> dict[str, Any]:
    return {
        "section": item.section_number,
        "title": _texts(item.title),
        "at": item.at.isoformat("minutes") if item.at else "",
        "minutes": item.minutes,
    }


def _section(part: Part) -> dict[str, Any]:
    return {
        "number": part.section.number,
        "title": _texts(part.section.title),
        "measures": [_measure(measure) for measure in part.measures],
    }


def _measure(measure: MeasureVersion) -> dict[str, Any]:
    fields = {name: _texts(getattr(measure, name)) for name in FIELDS if getattr(measure, name)}
    return {"number": measure.number, "text": _texts(measure.text), "fields": fields}


def _expected(one: Any) -> dict[str, str]:
    known = one.organisation
    return {
        "id": str(one.id),
        "name": one.name,
        "organisation_id": str(known.id) if known else "",
        "organisation": known.name.in_("ru") if known else one.organisation_name,
        "kind": known.kind if known else "",
        "language": one.language,
    }
