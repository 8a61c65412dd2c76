"""Rows and heads of reports rebuilt from the JSON in which they are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from consult.domain.reports.document import (
    Answer,
    Author,
    ChangeRef,
    Completeness,
    Decision,
    Group,
    MeasureLine,
    Points,
    Position,
    ReportHead,
    ReportRow,
    Target,
)
from consult.domain.reports.process import process_from_json
from consult.kernel.localised import LocalisedText


def _text(raw: dict[str, str] | None) -> LocalisedText:
    return LocalisedText.of(raw)


def _moment(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None


def _texts(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**raw, **{name: _text(raw.get(name)) for name in names}}


def _answer(raw: dict[str, Any] | None) -> Answer | None:
    if raw is None:
        return None
    names = (
        "reasons",
        "body_name",
        "signer_post",
        "part_accepted",
        "change_text",
        "passed_to",
    )
    values = _texts(raw, *names)
    values["approved_at"] = _moment(raw.get("approved_at"))
    return Answer(**values)


def _decision(raw: dict[str, Any]) -> Decision:
    return Decision(**{**_texts(raw, "text"), "day": date.fromisoformat(raw["day"])})


def row_from_json(raw: dict[str, Any]) -> ReportRow:
    """Rebuild a row from what `orjson.dumps(row)` wrote; unknown names raise TypeError."""
    values = _texts(raw, "meeting")
    values["received_on"] = date.fromisoformat(raw["received_on"])
    values["received_at"] = _moment(raw.get("received_at"))
    values["target"] = Target(**_texts(raw["target"], "section_title", "title", "wording"))
    values["points"] = Points(**raw["points"])
    values["redacted"] = Points(**raw["redacted"]) if raw.get("redacted") else None
    values["author"] = Author(**_texts(raw["author"], "organisation", "region_name"))
    values["answer"] = _answer(raw.get("answer"))
    values["themes"] = tuple(raw.get("themes", ()))
    values["groups"] = tuple(raw.get("groups", ()))
    values["recommendations"] = tuple(raw.get("recommendations", ()))
    values["changes"] = tuple(
        ChangeRef(item["number"], tuple(item["measures"])) for item in raw.get("changes", ())
    )
    values["positions"] = tuple(
        Position(**_texts(item, "body_name", "words")) for item in raw.get("positions", ())
    )
    values["decisions"] = tuple(_decision(item) for item in raw.get("decisions", ()))
    values["group"] = Group(**raw["group"]) if raw.get("group") else None
    return ReportRow(**values)


def head_from_json(raw: dict[str, Any]) -> ReportHead:
    """Rebuild a head from what `orjson.dumps(head)` wrote; unknown names raise TypeError."""
    names = (
        "consultation",
        "plan",
        "version",
        "next_version",
        "complaints",
        "signer_post",
    )
    values = _texts(raw, *names)
    for name in ("as_of", "opens_at", "closes_at"):
        values[name] = datetime.fromisoformat(raw[name])
    due = raw.get("answers_due")
    values["answers_due"] = date.fromisoformat(due) if due else None
    counted = raw.get("completeness")
    values["completeness"] = Completeness(**counted) if counted else None
    values["process"] = process_from_json(raw.get("process"))
    for name in ("promises", "uncaused", "undone", "roots"):
        values[name] = tuple(raw.get(name, ()))
    values["organisers"] = tuple(_text(item) for item in raw.get("organisers", ()))
    values["measures"] = tuple(
        MeasureLine(**_texts(item, "section_title", "title")) for item in raw.get("measures", ())
    )
    return ReportHead(**values)
