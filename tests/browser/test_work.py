"""A real browser does the work by itself while very many send; nobody has to do anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.app import create_app
from consult.domain.consultations.surges import begin_surge
from consult.domain.people.actors import system
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from tests.browser.chromium import ABSENT, CHROMIUM, chromium, listen
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.live import Service, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]


@pytest.fixture
def real_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on the database that the service uses, to arrange and to look."""
    app = create_app(make_settings(own_database, tmp_path / "instance"))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_browser_works_by_itself_and_sends(
    own_database: str, tmp_path: Path, real_app: Flask
) -> None:
    with real_app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        begin_surge(consultation.id, by=system("test"))
        db.session.commit()
        slug = consultation.slug
    with (
        running(Service(own_database, tmp_path / "instance", workers=1)) as service,
        chromium() as browser,
    ):
        page = browser.new_page(locale="en-GB", viewport={"width": 360, "height": 800})
        heard = listen(page)
        page.goto(f"{service.url}/en/c/{slug}/comment?target=measure:1.1")
        page.get_by_label("Amendment").check()
        page.get_by_label("Your comment", exact=True).fill("Too late.")
        page.get_by_label("Russian").check()
        page.get_by_role("button", name="Save this point").click()
        page.get_by_role("link", name="Go on").or_(
            page.get_by_role("button", name="Go on")
        ).first.click()
        page.get_by_label("For myself").check()
        page.get_by_label("Name withheld from the public").check()
        page.get_by_label("I have read the privacy notice").check()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_selector("[data-work]", state="attached")
        page.get_by_role("button", name="Send", exact=True).click()
        page.wait_for_url("**/comment/sent")
        assert heard == []
    with real_app.app_context():
        assert db.session.scalars(select(Submission.held)).all() == [""]
