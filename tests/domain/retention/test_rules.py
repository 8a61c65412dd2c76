"""Periods that the program keeps itself are those that the public page names."""

from datetime import timedelta

from consult.domain.retention.rules import KINDS
from consult.domain.submissions import attachments, drafts
from consult.machinery import sessions, waiting
from consult.machinery.backup import making


def test_fixed_periods_are_those_of_the_code() -> None:
    fixed = {kind.code: timedelta(days=kind.days) for kind in KINDS if not kind.can_be_set}
    assert fixed == {
        "drafts": drafts.KEPT,
        "uploads": attachments.KEPT,
        "sessions": sessions.KEPT,
        "counters": timedelta(days=1),
        "backups": making.KEPT,
        "backup_keys": making.KEYS_KEPT,
    }
    assert waiting.KEPT == attachments.KEPT
