"""A service whose every free field holds hostile strings, as if every check on the way in failed."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, select, text, update

from consult.domain import tables
from consult.kernel.database import Localised, Model
from consult.kernel.localised import LANGUAGES
from tests.browser.hostile_strings import STRINGS

assert tables.SUBJECTS
AT_ONCE = 12
"""So many strings stand in one cell; the rows of a table hold different ones in turn."""
FREE = {
    "adopting_acts": "number signatory address note recorded_by",
    "agenda_items": "title",
    "attendance_counts": "category",
    "attendees": "name organisation_name",
    "audit_events": "payload",
    "backup_runs": "archive",
    "calendar_overrides": "note",
    "change_causes": "by_name",
    "changes": "explanation decided_by external_id",
    "comment_bodies": "assigned_by",
    "comment_groups": "name made_by",
    "comment_versions": "text proposed_wording rationale",
    "comments": "text proposed_wording rationale external_id",
    "consultation_changes": "reason",
    "consultations": "title summary purpose open_to_change not_open legal_basis deciding_body"
    " complaint_route missing_translations_note contact_name contact_phone contact_address"
    " quiet_override privacy_notice_version",
    "desk_devices": "name",
    "invitations": "name",
    "letters": "recipient subject body last_error attachment_name",
    "measure_executors": "as_written",
    "measure_removals": "reason",
    "measure_versions": "text completion_form deadline funding indicator baseline target"
    " executors_text note recommendations_text",
    "meeting_decision_revisions": "text by_name",
    "meeting_decisions": "text recorded_by departure",
    "memberships": "post",
    "minutes": "chair secretary opening course decisions made_by approved_by",
    "minutes_checkers": "name",
    "minutes_corrections": "text answer decided_by",
    "moderation_decisions": "note by_name",
    "organisations": "name abbreviation bin website contact_email",
    "passkeys": "name",
    "plan_versions": "label title sources findings",
    "quoted_totals": "source",
    "reason_texts": "name reasons made_by",
    "recommendation_positions": "source by_name",
    "recommendations": "document_symbol text states response affected_groups origin",
    "report_parts": "data",
    "report_rows": "data",
    "reports": "error override_reason override_by",
    "response_positions": "text prepared_by approved_by",
    "response_revisions": "by_name",
    "responses": "reasons part_accepted change change_ref target_measure covered_by passed_to"
    " signer_post prepared_by reviewed_by approved_by remark",
    "round_table_materials": "title",
    "round_table_photos": "caption",
    "round_table_registrations": "name organisation_name needs contact_email",
    "round_tables": "title city venue link accessibility about cancelled_because",
    "sections": "title reasons",
    "sessions": "browser",
    "stored_files": "name",
    "submissions": "author_name organisation_name cosigners contact_email entered_by_name",
    "surges": "began_by ended_by",
    "unsealings": "reason refusal",
    "users": "name",
}
"""Every column that holds what somebody typed or a file said, by table."""
_CODED = """
acl action actor address archive attachment attachment_type attendance audience bin browser
bucket by category cause challenge change_kind channel channels checksum claimed code code_hash
comment_code contact_email counts cycle data decision detail disposition dissolved_by
document_symbol edit_token_hash edition event_code external_id facts failed fields findings
fingerprint format form found ground hash head head_hash held hints id interpretation intervals
issuer key key_id kind language languages last_error left_by level likeness media_type mechanism
message_id method name number object_id object_kind organisation_kind original_language
paragraph part password_hash payload prefix publication publication_policy public_key purpose
reason recurrence recommendations redactions refusal reference reg_no region_code result
revoked_by role sdg_targets search_text secret section_number sha256 side signature slug
sort_key source_ref source_sha256 sources stance state source subject target target_field
target_type themes token_hash variant verification what answer position author_kind
privacy_notice_version shingles zone email
"""
CODED = frozenset(_CODED.split())
"""Names of columns that hold codes, hashes, addresses of the service or its own words."""


def unplaced() -> list[str]:
    """Columns of words that stand in neither list: each new one has to be put into one."""
    return [
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if _holds_words(column) and column.name not in FREE.get(table.name, "").split()
        if column.name not in CODED
    ]


def _holds_words(column: Any) -> bool:
    return isinstance(column.type, Localised) or column.type.python_type in {str, dict, list}


def poison(engine: Engine) -> int:
    """Write hostile strings into every free column of every row; returns how many cells."""
    cells = 0
    with engine.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        for name, columns in FREE.items():
            cells += _poison(connection, Model.metadata.tables[name], columns.split())
    return cells


def _poison(connection: Connection, table: Table, columns: Sequence[str]) -> int:
    keys = list(table.primary_key.columns)
    rows = connection.execute(select(*keys, *(table.c[name] for name in columns))).all()
    if not rows:
        return 0
    statement = update(table).where(*(key == bindparam(f"key_{key.name}") for key in keys))
    statement = statement.values({name: bindparam(f"new_{name}") for name in columns})
    connection.execute(statement, list(_values(rows, keys, columns, table)))
    return len(rows) * len(columns)


def _values(
    rows: Sequence[Any], keys: Sequence[Any], columns: Sequence[str], table: Table
) -> Iterator[dict[str, Any]]:
    few = len(rows) * AT_ONCE < len(STRINGS)
    for number, row in enumerate(rows):
        values = {f"key_{key.name}": getattr(row, key.name) for key in keys}
        for place, name in enumerate(columns):
            words = STRINGS if few else _turn(number + place)
            values[f"new_{name}"] = _hostile(
                getattr(row, name), [f"{name} {number}", *words], table.c[name]
            )
        yield values


def _turn(number: int) -> list[str]:
    start = number * AT_ONCE % len(STRINGS)
    return [*STRINGS, *STRINGS][start : start + AT_ONCE]


def _hostile(value: Any, words: Sequence[str], column: Any) -> Any:
    said = " ".join(words).replace("\x00", "")
    if isinstance(column.type, Localised):
        return dict.fromkeys(LANGUAGES, said)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [said]
    if isinstance(value, dict | list):
        return _inside(value, said)
    return said if isinstance(value, str) else value


def _inside(value: Any, said: str) -> Any:
    """Replace what reads like words inside of JSON, and leave codes, ids and moments alone."""
    if isinstance(value, dict):
        return {name: _inside(one, said) for name, one in value.items()}
    if isinstance(value, list):
        return [_inside(one, said) for one in value]
    reads = isinstance(value, str) and (" " in value or any(char > "\x7f" for char in value))
    return said if reads else value
