"""The minutes of the round tables of 2011: six published, those of the national one in draft."""

from consult.demo.people import DEMO, ORGANISER, acting
from consult.demo.setting_up import Step
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.reports.minutes_release import publish_minutes_of
from consult.domain.roundtables.minutes import draft_minutes, write_minutes
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import tables_of
from consult.kernel.localised import LocalisedText

SLUG = "upr-2011"
CHAIR = "Папкина Б. Б."
SECRETARY = "Трибунина З. З."
OPENING = LocalisedText(
    kk="Дөңгелек үстелді төраға ашты. Әр ұсыныстың жазып алынатыны, дауыстап оқылатыны және "
    "нөмір алатыны, ал жауаптың сол нөмірмен жарияланатыны айтылды.",
    ru="Круглый стол открыл председатель. Участникам сообщено: каждое предложение записывается, "
    "зачитывается вслух и получает номер, под которым будет опубликован ответ.",
    en="The chair opened the round table. Those present were told that every proposal is written "
    "down, read aloud and given a number, under which its answer will be published.",
)
DECISIONS = LocalisedText(
    kk="1. Барлық ұсыныстар консультацияға ескертулер ретінде тіркелсін.\n"
    "2. Ұсыныстар жауапты органдарға жіберілсін.",
    ru="1. Зарегистрировать все предложения как замечания в рамках консультации.\n"
    "2. Направить предложения ответственным исполнителям.",
    en="1. All proposals are to be registered as comments of the consultation.\n"
    "2. The proposals are to be sent to the responsible bodies.",
)
WORDS = {"opening": OPENING, "decisions": DECISIONS}


def steps() -> list[Step]:
    """Return the steps; they come after moderation, for nothing unchecked is approved."""
    return [
        Step("2011: minutes of six round tables are published", _publish),
        Step("2011: minutes of the national round table are a draft", _draft),
    ]


def _tables(level: str) -> list[RoundTable]:
    consultation = consultation_by_slug(SLUG)
    return [row for row in tables_of(consultation.id) if row.level == level and row.source_ref]


def _publish() -> None:
    second = acting(ORGANISER)
    for table in _tables("regional"):
        if table.state == "held":
            draft_minutes(table, by=DEMO)
            write_minutes(table, WORDS, by=DEMO)
            publish_minutes_of(table, chair=CHAIR, secretary=SECRETARY, by=DEMO, second=second)


def _draft() -> None:
    for table in _tables("national"):
        if table.state == "held":
            draft_minutes(table, by=DEMO)
            write_minutes(table, {"chair": CHAIR, "secretary": SECRETARY}, by=DEMO)
