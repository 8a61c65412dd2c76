"""Who sees what of an author: the whole table, and what follows from it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from consult.domain.submissions.levels import (
    FACTS,
    POLICY,
    VIEWERS,
    WITHHELD,
    sees,
    treatment,
    view_author,
)
from consult.domain.submissions.rules import LEVELS, UNLINKED_LEVELS, levels_offered
from consult.kernel.localised import LocalisedText

AT = datetime(2011, 4, 1, 10, 30, tzinfo=UTC)
# named, org_only, withheld_public, withheld_ministries, anonymous
EXPECTED = """
name          public          shown hidden hidden hidden hidden
name          other_ministry  shown hidden hidden hidden hidden
name          ministry        shown hidden shown hidden hidden
name          staff           shown shown shown hidden hidden
name          trustee         shown hidden hidden unsealed hidden
name          administrator   shown shown shown sealed hidden
name          author          shown shown shown shown shown
organisation  public          shown shown hidden hidden hidden
organisation  other_ministry  shown shown hidden hidden hidden
organisation  ministry        shown shown shown hidden hidden
organisation  staff           shown shown shown hidden hidden
organisation  trustee         shown shown hidden unsealed hidden
organisation  administrator   shown shown shown sealed hidden
organisation  author          shown shown shown shown shown
cosigners     public          shown shown hidden hidden hidden
cosigners     other_ministry  shown shown hidden hidden hidden
cosigners     ministry        shown shown shown hidden hidden
cosigners     staff           shown shown shown hidden hidden
cosigners     trustee         shown shown hidden unsealed hidden
cosigners     administrator   shown shown shown sealed hidden
cosigners     author          shown shown shown shown shown
email         public          hidden hidden hidden hidden hidden
email         other_ministry  hidden hidden hidden hidden hidden
email         ministry        hidden hidden hidden hidden hidden
email         staff           shown shown shown hidden hidden
email         trustee         hidden hidden hidden unsealed hidden
email         administrator   shown shown shown sealed hidden
email         author          shown shown shown shown shown
kind          public          shown shown crowd crowd crowd
kind          other_ministry  shown shown crowd crowd crowd
kind          ministry        shown shown shown crowd crowd
kind          staff           shown shown shown shown crowd
kind          trustee         shown shown crowd unsealed crowd
kind          administrator   shown shown shown shown shown
kind          author          shown shown shown shown shown
region        public          shown shown hidden hidden hidden
region        other_ministry  shown shown hidden hidden hidden
region        ministry        shown shown shown hidden hidden
region        staff           shown shown shown hidden crowd
region        trustee         shown shown hidden unsealed hidden
region        administrator   shown shown shown shown shown
region        author          shown shown shown shown shown
time          public          exact exact day week week
time          other_ministry  exact exact day week week
time          ministry        exact exact day day day
time          staff           exact exact exact day day
time          trustee         exact exact day unsealed week
time          administrator   exact exact exact sealed day
time          author          exact exact exact day day
number        public          shown shown hidden hidden hidden
number        other_ministry  shown shown hidden hidden hidden
number        ministry        shown shown hidden hidden hidden
number        staff           shown shown shown shown shown
number        trustee         shown shown shown shown shown
number        administrator   shown shown shown shown shown
number        author          shown shown hidden hidden hidden
code          public          shown shown shown shown shown
code          other_ministry  shown shown shown shown shown
code          ministry        shown shown shown shown shown
code          staff           shown shown shown shown shown
code          trustee         shown shown shown shown shown
code          administrator   shown shown shown shown shown
code          author          shown shown shown shown shown
attachments   public          hidden hidden hidden hidden hidden
attachments   other_ministry  hidden hidden hidden hidden hidden
attachments   ministry        cleaned cleaned cleaned cleaned cleaned
attachments   staff           original original cleaned cleaned cleaned
attachments   trustee         hidden hidden hidden hidden hidden
attachments   administrator   original original cleaned cleaned cleaned
attachments   author          original original cleaned cleaned cleaned
verification  public          shown shown shown shown shown
verification  other_ministry  shown shown shown shown shown
verification  ministry        shown shown shown shown shown
verification  staff           shown shown shown shown shown
verification  trustee         shown shown shown shown shown
verification  administrator   shown shown shown shown shown
verification  author          shown shown shown shown shown
meeting       public          shown shown hidden hidden hidden
meeting       other_ministry  shown shown hidden hidden hidden
meeting       ministry        shown shown shown hidden hidden
meeting       staff           shown shown shown shown shown
meeting       trustee         shown shown shown shown shown
meeting       administrator   shown shown shown shown shown
meeting       author          shown shown shown shown shown
level         public          shown shown hidden hidden hidden
level         other_ministry  shown shown hidden hidden hidden
level         ministry        shown shown shown hidden hidden
level         staff           shown shown shown shown shown
level         trustee         shown shown shown shown shown
level         administrator   shown shown shown shown shown
level         author          shown shown shown shown shown
"""


def a_submission(level: str, **changes: object) -> SimpleNamespace:
    values: dict[str, object] = {
        "level": level,
        "author_name": "Aigerim Example",
        "organisation": SimpleNamespace(kind="ngo", name=LocalisedText(ru="ОО «Пример»")),
        "organisation_id": "id",
        "organisation_name": "",
        "organisation_kind": "",
        "author_kind": "organisation",
        "region_code": "KZ-75",
        "received_at": AT,
        "cosigners": "",
        "verification": "unverified",
    }
    return SimpleNamespace(**{**values, **changes})


def test_table_is_as_agreed() -> None:
    agreed = {
        (fact, viewer, level): wanted
        for fact, viewer, *row in map(str.split, EXPECTED.strip().splitlines())
        for level, wanted in zip(LEVELS, row, strict=True)
    }
    found = {
        (fact, viewer, level): POLICY[fact][viewer][level]
        for fact in FACTS
        for viewer in VIEWERS
        for level in LEVELS
    }
    assert found == agreed


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("level", LEVELS)
def test_view_gives_each_fact_only_where_the_table_does(level: str, viewer) -> None:
    view = view_author(a_submission(level, cosigners="Fund B"), viewer)
    shown = {
        "name": bool(view.name),
        "organisation": view.organisation != LocalisedText(),
        "cosigners": bool(view.cosigners),
        "kind": bool(view.kind),
        "region": bool(view.region_code),
    }
    assert shown == {fact: treatment(fact, viewer, level) == "shown" for fact in shown}
    assert view.time == treatment("time", viewer, level)


def test_levels_that_keep_no_account_are_those_at_which_staff_see_no_name() -> None:
    seen = {level for level in LEVELS if "name" in sees("staff", level)}
    assert set(LEVELS) - seen == UNLINKED_LEVELS
    assert WITHHELD == ("withheld_public", "withheld_ministries", "anonymous")


def test_withheld_author_leaves_no_trace_for_the_public() -> None:
    view = view_author(a_submission("withheld_public"), "public")
    assert (view.display, view.signature("ru"), view.kind, view.region_code) == (
        "name_withheld",
        "",
        "",
        "",
    )
    assert view.exact_time is False


@pytest.mark.parametrize(
    ("level", "viewer", "found"),
    [
        ("withheld_public", "public", ("ngo", "")),
        ("anonymous", "public", ("ngo", "")),
        ("anonymous", "staff", ("ngo", "KZ-75")),
        ("withheld_ministries", "staff", ("ngo", "")),
        ("withheld_ministries", "ministry", ("ngo", "")),
    ],
)
def test_crowded_facts_are_shown_only_where_the_table_asks_for_a_crowd(level, viewer, found):
    view = view_author(a_submission(level), viewer, {"kind", "region", "name"})
    assert (view.kind, view.region_code) == found
    assert view.name == ""


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


@pytest.mark.parametrize(
    ("policy", "can_seal", "offered"),
    [
        ("by_consent", True, LEVELS),
        ("by_consent", False, ("named", "org_only", "withheld_public", "anonymous")),
        ("full", True, ("named", "withheld_public", "withheld_ministries", "anonymous")),
        ("organisation", False, ("org_only", "withheld_public", "anonymous")),
    ],
)
def test_levels_are_offered_by_policy_and_by_trustees(policy, can_seal, offered) -> None:
    assert levels_offered(policy, can_seal=can_seal) == offered
