"""The decisions of the national round table of 2011 on a handful of disputed comments."""

from collections.abc import Iterator

from consult.demo.people import DEMO
from consult.demo.setting_up import Step
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.responses.agenda import AgendaFilter, Disputed, disputed_comments, progress
from consult.domain.responses.deciding import is_open, let_stand
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import tables_of
from consult.kernel.localised import LocalisedText

SLUG = "upr-2011"
WORDS = {
    "rejected": LocalisedText(
        kk="Дөңгелек үстел жауапты органның уәждерін тыңдап, жауапты өзгеріссіз қалдырды.",
        ru="Круглый стол заслушал доводы ответственного органа и оставил ответ без изменений.",
        en="The round table heard the reasons of the body in charge and let the answer stand.",
    ),
    "partly": LocalisedText(
        kk="Ұсыныстың қабылданған бөлігі жеткілікті деп танылды, қалған бөлігі келесі жоспарда "
        "қаралады.",
        ru="Принятая часть предложения признана достаточной; остальное рассмотрят при подготовке "
        "следующего плана.",
        en="The part taken up was found sufficient; the rest is considered for the next plan.",
    ),
    "deferred": LocalisedText(
        kk="Мәселе келесі жоспарды дайындағанда қаралсын.",
        ru="Рассмотреть вопрос при подготовке следующего плана.",
        en="The point is to be considered when the next plan is prepared.",
    ),
}
"""Words of a decision by the result that stands."""
EACH = 2
"""How many comments of each result are decided on."""


def steps() -> list[Step]:
    """Return the step; it comes when the answers are there and before they are reported."""
    return [Step("2011: the national round table lets six answers stand", _decide)]


def _decide() -> None:
    for table in _national():
        if is_open(table) and not progress(table).decided:
            for disposition, words in WORDS.items():
                chosen = {item.id: item.row_version for item in _first(table, disposition)}
                if chosen:
                    let_stand(table, chosen, words, by=DEMO)


def _national() -> Iterator[RoundTable]:
    consultation = consultation_by_slug(SLUG)
    return (one for one in tables_of(consultation.id) if one.level == "national")


def _first(table: RoundTable, disposition: str) -> list[Disputed]:
    wanted = AgendaFilter(disposition=disposition)
    page = disputed_comments(table, wanted, zone=table.zone, size=EACH)
    return list(page.items)
