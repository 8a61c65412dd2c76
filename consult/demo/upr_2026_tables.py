"""The round tables of the open consultation: one today, one in ten days."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from consult.demo import people
from consult.demo.people import DEMO
from consult.demo.setting_up import ORGANISERS, Step
from consult.domain.consultations import queries
from consult.domain.roundtables.operations import Agendum, Holders, plan_table
from consult.domain.roundtables.queries import tables_of
from consult.kernel.clock import now
from consult.kernel.localised import LocalisedText

SLUG = "upr-2026"
ZONE = "Asia/Almaty"
LATER = timedelta(days=10)
LENGTH = timedelta(hours=5)


def steps() -> list[Step]:
    """Return the step that puts both into the calendar."""
    return [Step("Open now: two round tables, one today", _plan)]


def _plan() -> None:
    consultation = queries.consultation_by_slug(SLUG)
    if tables_of(consultation.id):
        return
    bodies = [people.organisation(code).id for code in ORGANISERS]
    for facts, partners in ((_today(), ("O13", "O31")), (_later(), ("O12",))):
        holders = Holders(bodies, [people.organisation(code).id for code in partners])
        plan_table(consultation, facts, by=DEMO, holders=holders, agenda=_agenda(facts))


def _agenda(facts: dict[str, Any]) -> list[Agendum]:
    first = facts["starts_at"].astimezone(ZoneInfo(ZONE))
    later = [(first + timedelta(minutes=minutes)).time() for minutes in (0, 20, 90, 160, 220)]
    return [
        Agendum(title=OPENING, at=later[0], minutes=20),
        Agendum("1", at=later[1], minutes=70),
        Agendum("2", at=later[2], minutes=70),
        Agendum("3", at=later[3], minutes=60),
        Agendum("4", at=later[4], minutes=60),
    ]


def _today() -> dict[str, Any]:
    """A meeting that begins within two hours, so that registration, desk and code can be tried."""
    starts_at = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    return {
        "title": LocalisedText(
            kk="Өңірлік дөңгелек үстел, Алматы",
            ru="Региональный круглый стол, Алматы",
            en="Regional round table, Almaty",
        ),
        "region_code": "KZ-75",
        "city": LocalisedText(kk="Алматы", ru="Алматы", en="Almaty"),
        "venue": LocalisedText(
            kk="«Ашық терезе» залы (ойдан шығарылған орын)",
            ru="Зал «Открытое окно» (вымышленная площадка)",
            en="Hall “Open Window” (invented venue)",
        ),
        "format": "hybrid",
        "link": "https://meet.example.org/almaty",
        "starts_at": starts_at,
        "ends_at": starts_at + LENGTH,
        "languages": ["kk", "ru", "en"],
        "interpretation": ["kk-ru", "en-ru"],
        "capacity": 60,
        "accessibility": STEP_FREE,
        "about": ABOUT,
    }


def _later() -> dict[str, Any]:
    zone = ZoneInfo(ZONE)
    day = now().astimezone(zone).date() + LATER
    starts_at = datetime.combine(day, time(10, 0), zone).astimezone(UTC)
    return {
        "title": LocalisedText(
            kk="Өңірлік дөңгелек үстел, Түркістан",
            ru="Региональный круглый стол, Туркестан",
            en="Regional round table, Turkistan",
        ),
        "region_code": "KZ-61",
        "city": LocalisedText(kk="Түркістан", ru="Туркестан", en="Turkistan"),
        "venue": LocalisedText(
            kk="«Керуен-0» оқу залы (ойдан шығарылған орын)",
            ru="Читальный зал «Караван-0» (вымышленная площадка)",
            en="Reading room “Caravan-0” (invented venue)",
        ),
        "format": "in_person",
        "starts_at": starts_at,
        "ends_at": starts_at + LENGTH,
        "languages": ["kk", "ru"],
        "interpretation": ["kk-ru"],
        "capacity": 40,
        "accessibility": RAMP,
        "about": ABOUT,
    }


OPENING = LocalisedText(
    kk="Ашылуы: жоспар жобасы және ескертпелер қалай қаралады",
    ru="Открытие: проект плана и как рассматриваются замечания",
    en="Opening: the draft plan and how comments are answered",
)
STEP_FREE = LocalisedText(
    kk="Пандус, ымдау тілінің аудармашысы, индукциялық ілмек",
    ru="Пандус, переводчик жестового языка, индукционная петля",
    en="Ramp, sign language interpreter, induction loop",
)
RAMP = LocalisedText(kk="Пандус", ru="Пандус", en="Ramp")
ABOUT = LocalisedText(
    kk="Әр пікір ескертпе ретінде жазылады және жауап алады. Есіміңізді атамауға болады.",
    ru="Каждое высказывание записывается как замечание и получает ответ. Имя можно не называть.",
    en="Each statement is written down as a comment and gets an answer. You need not be named.",
)
