"""The capture desk without a network: nothing typed is lost, nothing is readable to others."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.chromium import ABSENT, CHROMIUM, FLAGS, sideways, violations
from tests.browser.desk import PASSPHRASE, Facilitator, Meeting, served, wait
from tests.conftest import fresh_database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
PICTURE = Path(__file__).parents[1] / "data" / "flip_chart.jpg"
WORDS = [f"Statement {n:02d} of the morning." for n in range(1, 26)]
FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) {
        if (window.isFull) throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, given);
    };
    window.isFull = true;
}"""
STORED = """async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const base = await new Promise((done) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => done(asked.result);
        });
        for (const store of base.objectStoreNames) {
            const rows = await new Promise((done) => {
                const asked = base.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => done(asked.result);
            });
            for (const row of rows) {
                if (!row.data) continue;
                const bytes = new Uint8Array(row.data);
                found.push(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
            }
        }
        base.close();
    }
    return found.join('');
}"""


@pytest.fixture(scope="module")
def player() -> Iterator[Playwright]:
    with sync_playwright() as player:
        yield player


@pytest.fixture(scope="module")
def browser(player: Playwright) -> Iterator[Browser]:
    browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def house(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    with (
        fresh_database(migrated_url) as url,
        served(url, tmp_path_factory.mktemp("desk")) as meeting,
    ):
        yield meeting


@pytest.fixture
def meeting(house: Meeting) -> Meeting:
    house.begin()
    return house


@pytest.fixture
def phone(browser: Browser, meeting: Meeting) -> Iterator[Facilitator]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    yield Facilitator(meeting, context)
    context.close()


def kill(context: BrowserContext, profile: Path) -> None:
    """End the browser of a profile as an empty battery does."""
    pid = int((profile / "SingletonLock").readlink().name.rsplit("-", 1)[1])
    os.kill(pid, signal.SIGKILL)
    wait(lambda: not Path(f"/proc/{pid}").exists() or _is_gone(pid))
    for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
        (profile / name).unlink(missing_ok=True)


def _is_gone(pid: int) -> bool:
    return (
        Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    )


def start(player: Playwright, profile: Path) -> BrowserContext:
    return player.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=list(FLAGS),
        viewport={"width": 360, "height": 740},
        locale="en",
    )


def test_day_without_a_network_arrives_whole(
    player: Playwright, meeting: Meeting, tmp_path: Path
) -> None:
    context = start(player, tmp_path / "profile")
    desk = Facilitator(meeting, context).prepare().by_hand()
    context.set_offline(True)
    for words in WORDS[:10]:
        desk.write(words)
    desk.page.set_input_files("[data-photo]", PICTURE)
    desk.page.wait_for_selector("[data-photo-list] img[src]")
    desk.reopen().unlock()
    assert desk.kept() == 10
    assert meeting.texts() == []
    for words in WORDS[10:24]:
        desk.write(words)
    desk.begin(WORDS[24])
    desk.page.wait_for_function(
        "() => document.querySelector('[data-draft-state]').textContent.startsWith('Kept')"
    )
    kill(context, tmp_path / "profile")

    context = start(player, tmp_path / "profile")
    desk = Facilitator(meeting, context, user=None)
    context.set_offline(True)
    desk.open().unlock()
    assert desk.page.input_value("#desk-text") == WORDS[24]
    desk.page.click('[data-form="statement"] button[type="submit"]')
    assert desk.kept() == 25
    assert meeting.texts() == []
    context.set_offline(False)
    desk.send()
    assert meeting.texts() == WORDS
    assert meeting.photos() == 1
    desk.send()
    assert meeting.texts() == WORDS
    assert [said for said in desk.heard if "INTERNET_DISCONNECTED" not in said] == []
    context.close()


def test_wrong_passphrase_opens_nothing_and_disk_holds_no_words(phone: Facilitator) -> None:
    phone.prepare().context.set_offline(True)
    phone.write("Запись на столе.", speaker="typed", author_name="Вкладышева")
    phone.reopen().unlock("another phrase")
    phone.page.wait_for_selector("#desk-secret-error:not([hidden])")
    assert "does not open" in str(phone.page.text_content("#desk-secret-error"))
    assert "Запись" not in phone.page.content()
    stored = phone.page.evaluate(STORED)
    assert len(stored) > 1000
    for secret in ("Запись", "Вкладышева", PASSPHRASE, "Karaganda"):
        assert secret.encode().decode("latin-1") not in stored
    assert phone.unlock().kept() == 1


def test_words_stay_in_the_field_when_the_disk_is_full(phone: Facilitator) -> None:
    phone.prepare().context.set_offline(True)
    phone.page.evaluate(FULL)
    phone.begin("Said on a full device.")
    phone.page.wait_for_selector("[data-notice]:not([hidden])")
    assert "This device is full" in str(phone.page.text_content("[data-notice]"))
    phone.page.click('[data-form="statement"] button[type="submit"]')
    assert phone.page.input_value("#desk-text") == "Said on a full device."
    phone.page.evaluate("() => { window.isFull = false; }")
    phone.page.click('[data-form="statement"] button[type="submit"]')
    phone.page.wait_for_selector("[data-notice]", state="hidden")
    assert phone.kept() == 1


def test_withheld_speaker_leaves_no_trace(phone: Facilitator) -> None:
    sent: list[str] = []
    phone.page.on("request", lambda asked: sent.append(asked.post_data or ""))
    phone.prepare()
    phone.begin("Somebody said this.", speaker="typed", author_name="Канарейкина-Скрытая")
    phone.page.select_option("#desk-speaker", "withheld")
    phone.page.click('[data-form="statement"] button[type="submit"]')
    phone.send()
    assert phone.meeting.texts() == ["Somebody said this."]
    assert "Канарейкина" not in "".join(sent) + phone.page.content()
    phone.reopen().unlock().go("statements")
    phone.page.click("[data-statements] [data-part='edit']")
    assert phone.page.input_value("#desk-author_name") == ""
    assert "Канарейкина" not in phone.page.content()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_part_is_accessible_and_fits_a_phone(phone: Facilitator, language: str) -> None:
    phone.prepare()
    phone.page.goto(phone.meeting.address(language))
    assert violations(phone.page) == []
    phone.unlock()
    phone.begin("Words of a length that one says.", place="measure:1.2", speaker="typed")
    for width in (320, 360, 1280):
        phone.page.set_viewport_size({"width": width, "height": 740})
        assert sideways(phone.page) == 0
    assert violations(phone.page) == []
    phone.page.click('[data-form="statement"] button[type="submit"]')
    for part in ("agenda", "statements", "people", "speakers", "device"):
        phone.go(part)
        if language == "kk":
            assert violations(phone.page) == [], part
        for width in (320, 360, 1280):
            phone.page.set_viewport_size({"width": width, "height": 740})
            assert sideways(phone.page) == 0, (part, width)
    assert phone.heard == []


def test_shell_opens_without_a_network_in_every_language(phone: Facilitator) -> None:
    phone.prepare().context.set_offline(True)
    for language in ("kk", "ru", "en"):
        phone.open(language)
        phone.page.wait_for_selector('[data-view="unlock"]:not([hidden])')
        assert phone.page.get_attribute("html", "lang") == language
