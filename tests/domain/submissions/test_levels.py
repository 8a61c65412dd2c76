"""Who sees what of an author: the whole table, and what follows from it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from consult.domain.submissions.levels import POLICY, VIEWERS, view_author
from consult.domain.submissions.rules import LEVELS
from consult.kernel.localised import LocalisedText

AT = datetime(2011, 4, 1, 10, 30, tzinfo=UTC)
ALL = "name organisation kind region time"
EXPECTED = {
    "public": [ALL, "organisation kind region time", "", "", ""],
    "other_ministry": [ALL, "organisation kind region time", "", "", ""],
    "ministry": [ALL, "organisation kind region time", "name organisation kind region", "", ""],
    "staff": [ALL, ALL, ALL, "kind region", "kind region"],
    "author": [ALL] * 5,
}


def a_submission(level: str, **changes: object) -> SimpleNamespace:
    values: dict[str, object] = {
        "level": level,
        "author_name": "Aigerim Example",
        "organisation": SimpleNamespace(kind="ngo", name=LocalisedText(ru="ОО «Пример»")),
        "organisation_id": "id",
        "organisation_name": "",
        "author_kind": "organisation",
        "region_code": "KZ-75",
        "received_at": AT,
        "cosigners": "",
    }
    return SimpleNamespace(**{**values, **changes})


@pytest.mark.parametrize("viewer", VIEWERS)
def test_table_is_as_agreed(viewer: str) -> None:
    shown = [set(POLICY[viewer][level]) for level in LEVELS]
    assert shown == [set(facts.split()) for facts in EXPECTED[viewer]]


def test_withheld_author_leaves_no_trace_for_the_public() -> None:
    view = view_author(a_submission("withheld_public"), "public")
    assert (view.display, view.signature("ru"), view.kind, view.region_code) == (
        "name_withheld",
        "",
        "",
        "",
    )
    assert view.exact_time is False


def test_organisation_only_hides_the_person_but_not_from_organisers() -> None:
    submission = a_submission("org_only")
    assert view_author(submission, "public").signature("ru") == "ОО «Пример»"
    assert view_author(submission, "staff").signature("ru") == "Aigerim Example, ОО «Пример»"


def test_unknown_level_is_treated_as_anonymous() -> None:
    assert view_author(a_submission("typo"), "ministry").name == ""


def test_typed_organisation_is_shown_in_every_language() -> None:
    typed = a_submission("named", organisation=None, organisation_name="Fund", author_name="")
    assert view_author(typed, "public").signature("kk") == "Fund"
    nobody = a_submission("org_only", organisation=None, organisation_id=None, author_name="")
    assert view_author(nobody, "public").display == "not_given"
