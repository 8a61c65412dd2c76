"""The pages of round tables in a real Chromium: they fit, axe finds nothing, the console is quiet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
from playwright.sync_api import Browser

from consult.domain.roundtables.inviting import invite, write_invitations
from consult.domain.roundtables.materials import add_material
from consult.domain.roundtables.operations import Agendum, cancel_table, set_agenda
from consult.domain.roundtables.place_links import secret_of
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.registering import Wish, register
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.browser.chromium import ABSENT, CHROMIUM, listen, sideways, violations
from tests.browser.desk import Meeting, served
from tests.conftest import fresh_database
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_organisation, make_user
from tests.factories.roundtables import BY, make_table, said

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
WIDTHS = (360, 1280)
PUBLIC = "/c/{slug}/round-tables"
STAFF = "/organise/{slug}/round-tables"
PAGES = (
    PUBLIC,
    PUBLIC + "/{ahead}",
    PUBLIC + "/{past}",
    PUBLIC + "/{ahead}/register",
    PUBLIC + "/{ahead}/place/{secret}",
    "/c/{slug}",
    STAFF,
    STAFF + "/new",
    STAFF + "/{ahead}",
    STAFF + "/{past}",
    STAFF + "/{ahead}/edit",
    STAFF + "/{ahead}/agenda",
    STAFF + "/{ahead}/invitations",
    STAFF + "/{ahead}/registrations",
    STAFF + "/{ahead}/materials",
    STAFF + "/{ahead}/cancel",
    "/organise/",
)
LONG = "Региональный круглый стол о праве на справедливое судебное разбирательство в Карагандинской области"


@dataclass
class World:
    """What is served, and what the addresses of its pages hold."""

    meeting: Meeting
    values: dict[str, str]


@pytest.fixture(scope="module")
def world(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("tables")
    with fresh_database(migrated_url) as url, served(url, folder) as meeting:
        with meeting.app.app_context():
            values = furnish(meeting)
        yield World(meeting, values)


def furnish(meeting: Meeting) -> dict[str, str]:
    """A consultation with a meeting ahead, one held and one cancelled."""
    consultation = make_consultation("open", channels=["web", "round_table"])
    make_plan(consultation, sections=3)
    start = (now() + timedelta(days=3)).replace(hour=5, minute=0, second=0, microsecond=0)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=6), "state": "planned"}
    ahead = make_table(
        consultation,
        title=LocalisedText(
            ru=LONG, kk="Қарағандыдағы дөңгелек үстел", en="Round table in Karaganda"
        ),
        format="hybrid",
        link="https://meet.example.kz/karaganda-round-table-with-a-long-name",
        capacity=2,
        interpretation=["kk-ru", "ru-kk"],
        accessibility=in_three("Ramp at the side entrance, sign language on request"),
        about=in_three("What was done, what hinders, what the plan should say."),
        **facts,
    )
    past = make_table(consultation, attended=42, invited=60)
    gone = make_table(consultation, **facts)
    db.session.commit()
    cancel_table(whole_table(gone.id), because=in_three("The hall is closed."), by=BY)
    secret = _people(ahead)
    take_statements(past, [said(), said("1.2", "Second.")], by=BY, origin=Origin("desk"))
    values = {"slug": consultation.slug, "ahead": ahead.reference, "past": past.reference}
    db.session.commit()
    meeting.users = [kept(make_user([("organiser", consultation)]))]
    return values | {"secret": secret}


def _people(table) -> str:
    whole = whole_table(table.id)
    opening = Agendum(title=in_three("Opening"), at=time(10), minutes=15)
    set_agenda(whole, [opening, Agendum("1", at=time(10, 15), minutes=90), Agendum("2")], by=BY)
    add_material(
        whole, b"text", title=in_three("Draft plan"), ending="txt", media_type="text/plain", by=BY
    )
    ngos = [make_organisation(f"NGO-{n}", contact_email=f"n{n}@example.kz") for n in range(4)]
    invite(whole, [one.id for one in ngos[:2]], by=BY)
    write_invitations(whole.id)
    names = ("Сәуле Нұрғалиева", "Константин Константинопольский", "Ivan Waiting")
    rows = [
        register(
            whole, Wish(name, f"person.with.a.long.address{n}@example.kz", needs="Loop"), by=BY
        )
        for n, name in enumerate(names)
    ]
    return secret_of(rows[0].id)


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_and_is_accessible(world: World, browser: Browser, path: str) -> None:
    context = browser.new_context(locale="en")
    context.add_cookies([world.meeting.cookie()])
    page = context.new_page()
    heard = listen(page)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{world.meeting.service.url}/en{path.format(**world.values)}")
        found[width] = (sideways(page), violations(page))
    context.close()
    assert (found, heard) == ({width: (0, []) for width in WIDTHS}, [])
