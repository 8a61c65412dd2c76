"""Handing in from the capture desk: once each, whatever breaks, closes or is revoked in between."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from sqlalchemy import select, text

from consult.domain.people.actors import system
from consult.domain.roundtables.desk_models import Device
from consult.domain.roundtables.devices import readmit_device, revoke_device
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from tests.browser.chromium import ABSENT, CHROMIUM
from tests.browser.desk import Facilitator, Meeting, close_consultation, served, wait
from tests.conftest import fresh_database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
BY = system("command")
WORDS = [f"Statement {n:02d} of the afternoon." for n in range(1, 26)]
FAST = """async (texts) => {
    const form = document.querySelector('[data-form="statement"]');
    const bar = document.querySelector('[data-bar] [data-open="agenda"]');
    for (const words of texts) {
        bar.click();
        document.querySelector('[data-view="agenda"] [data-act="new"]').click();
        form.elements.text.value = words;
        form.requestSubmit();
        const list = '[data-view="statements"]';
        while (document.querySelector(list).hidden) await new Promise((go) => setTimeout(go, 5));
    }
}"""


@pytest.fixture(scope="module")
def house(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    with (
        fresh_database(migrated_url) as url,
        served(url, tmp_path_factory.mktemp("sync")) as meeting,
    ):
        yield meeting


@pytest.fixture
def meeting(house: Meeting) -> Meeting:
    house.begin()
    return house


@pytest.fixture
def tablets(browser: Browser, meeting: Meeting) -> Iterator[list[Facilitator]]:
    """Two facilitators, each with a device of their own."""
    contexts = [browser.new_context(viewport={"width": 800, "height": 900}) for _ in range(2)]
    yield [Facilitator(meeting, context, user) for user, context in enumerate(contexts)]
    for context in contexts:
        context.close()


@pytest.fixture
def tablet(tablets: list[Facilitator]) -> Facilitator:
    """One device, prepared and without a network."""
    tablets[0].prepare().context.set_offline(True)
    return tablets[0]


def fast(desk: Facilitator, texts: list[str]) -> None:
    """Write down many statements through the form without waiting for each stroke."""
    desk.page.evaluate(FAST, texts)


def late_flags(meeting: Meeting) -> list[bool]:
    with meeting.app.app_context():
        table = table_by_reference(meeting.slug, meeting.reference)
        of = select(Submission.late).where(Submission.round_table_id == table.id)
        found = list(db.session.scalars(of))
        db.session.rollback()
    return found


def device_of(meeting: Meeting) -> Any:
    table = table_by_reference(meeting.slug, meeting.reference)
    return table, db.session.scalars(select(Device).where(Device.round_table_id == table.id)).one()


def test_connection_cut_after_the_server_stored_a_batch(tablet: Facilitator) -> None:
    tablet.by_hand()
    fast(tablet, WORDS)
    calls: list[int] = []

    def cut(route: Route) -> None:
        """Let the second batch reach the server and its answer be lost."""
        if "others" in route.request.url:
            route.continue_()
            return
        calls.append(len(calls))
        answer = route.fetch()
        if len(calls) == 2:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    tablet.context.clear_cookies()
    tablet.page.route("**/sync*", cut)
    tablet.context.set_offline(False)
    tablet.go("device").page.click('[data-act="send"]')
    assert "no connection" in tablet.said()
    assert len(tablet.meeting.texts()) == 20
    tablet.go("statements")
    assert tablet.page.locator('[data-statements] [data-state="sent"]').count() == 10
    assert tablet.page.locator('[data-statements] [data-state="waiting"]').count() == 15
    tablet.send()
    assert tablet.meeting.texts() == WORDS


def test_two_devices_at_one_table_keep_both_their_words(tablets: list[Facilitator]) -> None:
    first, second = tablets
    first.prepare("First table")
    second.prepare("Second table")
    for desk, words in ((first, "Heard at the first."), (second, "Heard at the second.")):
        desk.context.set_offline(True)
        desk.write(words, speaker="typed", author_name="Протоколов Р. С.", level="withheld_public")
    for desk in tablets:
        desk.context.set_offline(False)
        desk.send()
    first.send()
    assert first.meeting.texts() == ["Heard at the first.", "Heard at the second."]
    first.go("statements").page.wait_for_selector("[data-others] > li")
    others = str(first.page.text_content("[data-others]"))
    assert "Heard at the second." in others
    assert "Second table" in others
    assert "Протоколов" not in others
    assert first.page.locator("[data-others] [data-part='edit']").count() == 0


def test_own_statement_is_changed_after_it_was_handed_in(tablet: Facilitator) -> None:
    tablet.write("Ten days.")
    tablet.context.set_offline(False)
    tablet.send().go("statements").page.click("[data-statements] [data-part='edit']")
    assert tablet.page.input_value("#desk-text") == "Ten days."
    tablet.page.fill("#desk-text", "Five days.")
    tablet.page.click('[data-form="statement"] button[type="submit"]')
    tablet.send()
    assert tablet.meeting.texts() == ["Five days."]


def test_service_restarted_between_writing_and_handing_in(tablet: Facilitator) -> None:
    tablet.write("Before the restart.")
    tablet.by_hand()
    service = tablet.meeting.service
    service.kill()
    tablet.context.set_offline(False)
    tablet.page.click('[data-act="send"]')
    assert "no connection" in tablet.said()
    service.start_web()
    tablet.send()
    assert tablet.meeting.texts() == ["Before the restart."]


def test_session_over_does_not_stop_handing_in(tablet: Facilitator) -> None:
    tablet.write("Written while the session ended.")
    tablet.meeting.within(lambda: db.session.execute(text("delete from sessions")))
    tablet.context.set_offline(False)
    tablet.send()
    assert tablet.meeting.texts() == ["Written while the session ended."]
    tablet.reopen().unlock()
    assert tablet.kept() == 1


def test_preparing_without_a_session_leads_to_signing_in(tablets: list[Facilitator]) -> None:
    desk = tablets[0].open()
    desk.meeting.within(lambda: db.session.execute(text("delete from sessions")))
    desk.page.fill("#desk-device", "Tablet")
    desk.page.fill("#desk-passphrase", "long enough")
    desk.page.fill("#desk-again", "long enough")
    desk.page.click('[data-form="enrol"] button')
    desk.page.wait_for_selector("[data-session-over]:not([hidden])")
    assert "not signed in" in str(desk.page.text_content("[data-notice]"))
    assert desk.page.input_value("#desk-device") == "Tablet"


def test_consultation_closed_meanwhile_takes_statements_late(tablet: Facilitator) -> None:
    fast(tablet, WORDS[:3])
    close_consultation(tablet.meeting)
    tablet.context.set_offline(False)
    tablet.go("device").page.wait_for_selector("[data-closed]:not([hidden])")
    assert tablet.meeting.texts() == []
    tablet.go("statements")
    assert tablet.page.locator('[data-statements] [data-state="look"]').count() == 3
    tablet.go("device").page.click('[data-act="late"]')
    tablet.wait_sent()
    assert tablet.meeting.texts() == WORDS[:3]
    assert late_flags(tablet.meeting) == [True, True, True]


def test_revoked_device_locks_itself_and_keeps_its_words(tablet: Facilitator) -> None:
    meeting = tablet.meeting
    tablet.write("Still on the tablet.")
    meeting.within(lambda: revoke_device(*_ids(meeting), by=BY))
    tablet.context.set_offline(False)
    tablet.page.wait_for_selector('[data-view="revoked"]:not([hidden])')
    assert "was revoked" in str(tablet.page.text_content("[data-revoked]"))
    assert "Still on the tablet." not in tablet.page.content()
    assert meeting.texts() == []
    meeting.within(lambda: readmit_device(*_ids(meeting), by=BY))
    tablet.page.click('[data-act="reopen"]')
    tablet.unlock().send()
    assert meeting.texts() == ["Still on the tablet."]


def _ids(meeting: Meeting) -> tuple[Any, Any]:
    table, device = device_of(meeting)
    return table, device.id


def test_people_are_taken_down_in_two_taps_and_handed_in(tablet: Facilitator) -> None:
    tablet.go("people")
    tablet.page.fill("#desk-person_name", "Сноскина Т. У.")
    tablet.page.click('label[for="desk-person_may"]')
    tablet.page.click('[data-form="person"] button')
    tablet.page.wait_for_selector("[data-people] > li")
    tablet.page.fill("#desk-person_name", "Не-названный Человек")
    tablet.page.click('[data-form="person"] button')
    tablet.page.wait_for_selector("[data-people] > li:nth-child(2)")
    tablet.context.set_offline(False)
    tablet.send()
    with tablet.meeting.app.app_context():
        table, _device = device_of(tablet.meeting)
        names = list(
            db.session.scalars(
                text("select name from attendees where round_table_id = :id order by name"),
                {"id": table.id},
            )
        )
        db.session.rollback()
    assert names == ["", "Сноскина Т. У."]


def test_wiping_says_what_would_be_lost_and_leaves_nothing(tablet: Facilitator) -> None:
    tablet.write("Not handed in.")
    tablet.go("device").page.click("[data-wipe] summary")
    tablet.page.click('[data-act="wipe"]')
    assert "Not handed in yet: 1" in str(tablet.page.text_content("[data-wipe-lost]"))
    tablet.context.set_offline(False)
    tablet.send()
    with tablet.page.expect_navigation():
        tablet.page.click('[data-act="wipe"]')
    tablet.page.wait_for_selector('[data-view="enrol"]:not([hidden])')
    wait(lambda: tablet.page.evaluate("async () => (await indexedDB.databases()).length") <= 1)
    assert tablet.meeting.texts() == ["Not handed in."]
