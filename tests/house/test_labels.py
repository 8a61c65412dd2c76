"""Every code has a name in kk, ru and en; every refusal has its sentence."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.kernel.errors import ConsultError
from consult.kernel.localised import LANGUAGES
from consult.web.labels import LABELS
from consult.web.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = (
    *("people", "recommendations", "plans", "consultations", "roundtables", "submissions"),
    *("moderation", "changes", "responses"),
)
GROUPS = {
    "people.ORGANISATION_KINDS": "organisation_kind",
    "people.STATE_KINDS": "organisation_kind",
    "people.REGISTERING_KINDS": "organisation_kind",
    "people.BODY_KINDS": "organisation_kind",
    "people.ROLES": "role",
    "people.MINISTRY_ROLES": "role",
    "recommendations.MECHANISMS": "mechanism",
    "recommendations.POSITIONS": "position",
    "recommendations.QUOTED": "position",
    "recommendations.AFFECTED_GROUPS": "affected_group",
    "plans.CHANGE_KINDS": "change_kind",
    "plans.PUBLIC_VERSIONS": "version_state",
    "plans.DISCUSSED": "consultation_state",
    "plans.OVER": "consultation_state",
    "plans.EXECUTOR_ROLES": "executor_role",
    "consultations.STATES": "consultation_state",
    "consultations.PUBLIC_STATES": "consultation_state",
    "consultations.AFTER_CLOSING": "consultation_state",
    "consultations.ACT_KINDS": "act_kind",
    "consultations.CHANNELS": "channel",
    "roundtables.TABLE_LEVELS": "table_level",
    "roundtables.FORMATS": "table_format",
    "roundtables.STATES": "table_state",
    "roundtables.BEFORE": "table_state",
    "roundtables.AFTER": "table_state",
    "roundtables.PARTS": "table_part",
    "roundtables.ATTENDANCE_KINDS": "attendance_kind",
    "roundtables.REGISTRATION_STATES": "registration_state",
    "roundtables.MINUTES_STATES": "minutes_state",
    "roundtables.CORRECTION_STATES": "correction_state",
    "roundtables.SOURCES": "statement_source",
    "responses.DECISIONS": "meeting_decision",
    "submissions.KINDS": "kind",
    "submissions.TARGETS": "target",
    "submissions.MEASURE_FIELDS": "measure_field",
    "submissions.LEVELS": "level",
    "submissions.UNLINKED_LEVELS": "level",
    "submissions.AUTHOR_KINDS": "author_kind",
    "submissions.PUBLICATION": "publication",
    "submissions.VERIFICATIONS": "verification",
    "submissions.LIKENESSES": "claimed",
    "submissions.ANSWERS_TO_CLAIM": "claimed",
    "submissions.CLAIMS": "claimed",
    "submissions.HELD": "held",
    "submissions.UNSEALING_GROUNDS": "unsealing_ground",
    "submissions.UNSEALING_STATES": "unsealing_state",
    "moderation.ACTIONS": "moderation_action",
    "moderation.GROUNDS": "ground",
    "moderation.NEEDS_GROUND": "moderation_action",
    "moderation.PUBLIC_RESULTS": "publication",
    "moderation.REPEATABLE": "moderation_action",
    "responses.DISPOSITIONS": "disposition",
    "responses.OFFERED": "disposition",
    "responses.EXCLUDED": "disposition",
    "changes.KINDS": "change_kind",
    "changes.CAUSES": "change_cause",
    "changes.SIDES": "side",
    "changes.TEXTUAL": "change_kind",
    "responses.STANCES": "stance",
    "responses.POSITION_STATES": "position_state",
    "responses.STATES": "response_state",
    "responses.REJECTION_GROUNDS": "rejection_ground",
}
WITHOUT_CONSULTATION = (
    "account.", "login.", "membership.", "organisation.", "password.", "session.", "user.",
)  # fmt: skip
NEVER_SHOWN = {
    "people.CHALLENGES",
    "consultations.POLICIES",
    "consultations.RESERVED_SLUGS",
    "consultations.FIXED_AFTER_ANNOUNCING",
    "consultations.EDITABLE_ALWAYS",
    "responses.GIVES_A_CHANGE",
    "responses.LOCALISED_FACTS",
    "responses.PLAIN_FACTS",
    "roundtables.PLACE_FACTS",
    "roundtables.TOLD_FACTS",
}


def tuples() -> dict[str, list[str]]:
    """Return the lists of codes in the rules of every subject."""
    return {
        f"{subject}.{name}": sorted(value)
        for subject in SUBJECTS
        for name, value in vars(importlib.import_module(f"consult.domain.{subject}.rules")).items()
        if name.isupper() and isinstance(value, tuple | frozenset)
        and value and all(isinstance(code, str) for code in value)
    }  # fmt: skip


def test_every_list_of_codes_is_known_here() -> None:
    assert set(tuples()) == set(GROUPS) | NEVER_SHOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(GROUPS))
def test_every_code_has_a_name(app: Flask, name: str, language: str) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        named = LABELS[GROUPS[name]]
        bad = [code for code in tuples()[name] if str(named.get(code, "")).strip() in {"", code}]
    assert bad == []


def _refusals(kind: type[ConsultError]) -> Iterator[type[ConsultError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _refusals(child)


def test_every_refusal_has_a_sentence(app: Flask) -> None:
    mute = sorted(
        {
            kind.code
            for kind in _refusals(ConsultError)
            if kind.__module__.startswith("consult.") and kind.code not in SENTENCES
        }
    )
    assert mute == []


def _recorded() -> Iterator[str]:
    """Yield every action that is written to the audit log as a literal."""
    for path in (ROOT / "consult" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in {"record", "_note"}:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def _name(function: Any) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def test_every_recorded_action_has_a_name(app: Flask) -> None:
    shown = {code for code in _recorded() if not code.startswith(WITHOUT_CONSULTATION)}
    assert len(shown) > 20
    assert sorted(shown - set(LABELS["audit_action"])) == []
