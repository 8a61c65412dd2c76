"""The trustees' pages in a real Chromium: they fit, axe finds nothing, the console is quiet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from consult.domain.submissions import unsealing
from consult.domain.submissions.models import Submission
from consult.domain.submissions.sealing import seal
from consult.kernel.database import db
from tests.browser.chromium import ABSENT, CHROMIUM, listen, sideways, violations
from tests.browser.desk import Meeting, served
from tests.conftest import fresh_database
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.trustees import make_trustee

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
WIDTHS = (360, 1280)
DESK = "/trustee/{slug}"
ASKER, SECOND, NEW = range(3)
PAGES = (
    (SECOND, "/trustee/"),
    (SECOND, DESK),
    (SECOND, DESK + "/submissions/{ref}"),
    (SECOND, DESK + "/requests"),
    (SECOND, DESK + "/requests/{asked}"),
    (ASKER, DESK + "/requests/{asked}"),
    (SECOND, DESK + "/key"),
    (NEW, DESK + "/key"),
)


@dataclass
class World:
    """What is served, and what the addresses of its pages hold."""

    meeting: Meeting
    values: dict[str, str]


@pytest.fixture(scope="module")
def world(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("trustees")
    with fresh_database(migrated_url) as url, served(url, folder) as meeting:
        with meeting.app.app_context():
            values = furnish(meeting, folder)
        yield World(meeting, values)


def furnish(meeting: Meeting, folder: Path) -> dict[str, str]:
    """A sealed submission for whose identity one of two trustees asks; a third has no key."""
    consultation = make_consultation("open")
    make_plan(consultation)
    names = ("Константин Константинопольский", "Сәуле Нұрғалиева")
    pair = [make_trustee(consultation, folder, name) for name in names]
    new = make_trustee(consultation, folder, "New", key=False)
    sent = make_submission(consultation, level="withheld_ministries")
    make_comment(consultation, submission=sent)
    row = db.session.get_one(Submission, sent.id)
    assert seal(row, "a code")
    reason = "The author was threatened after the meeting. " * 8
    asked = kept(unsealing.ask(row, "protection", reason, by=pair[0].actor))
    meeting.users = [pair[0].user, pair[1].user, new.user]
    return {"slug": consultation.slug, "ref": sent.reference, "asked": str(asked.id)}


@pytest.mark.parametrize(("user", "path"), PAGES)
def test_page_fits_and_is_accessible(world: World, browser: Browser, user: int, path: str) -> None:
    context = browser.new_context(locale="en")
    context.add_cookies([world.meeting.cookie(user)])
    page = context.new_page()
    heard = listen(page)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{world.meeting.service.url}/en{path.format(**world.values)}")
        found[width] = (sideways(page), violations(page))
    context.close()
    assert (found, heard) == ({width: (0, []) for width in WIDTHS}, [])
