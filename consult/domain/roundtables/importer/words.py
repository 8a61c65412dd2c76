"""Words of meeting sheets in three languages: headings, kinds, languages, consent (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from consult.machinery.records import heading

_ATTENDANCE: Final = {
    "number": "№ | № п/п | р/с № | № р/с | no. | n",
    "name": "участник | участники | фио | ф. и. о. | фио участника | имя | имя участника"
    " | фамилия, имя, отчество | қатысушы | қатысушының аты-жөні | аты-жөні | т. а. ә."
    " | participant | name | name of participant",
    "organisation": "организация | от организации | место работы | ұйым | ұйымы | жұмыс орны"
    " | organisation | organization",
    "kind": "вид организации | тип организации | ұйымның түрі | ұйым түрі"
    " | kind of organisation | type of organisation | kind of organization",
    "region": "регион | область | өңір | өңірі | облыс | region",
    "language": "язык | язык участника | тіл | тілі | language",
    "consent": "согласие на указание имени | согласие | можно назвать"
    " | аты-жөнін көрсетуге келісім | келісім | келісімі"
    " | consent to be named | may be named | consent",
    "category": "категория участников | категория | қатысушылар санаты | санат | санаты"
    " | category | category of participants",
    "count": "число | количество | число участников | количество участников | саны"
    " | қатысушылар саны | number of participants | number of people | count | people",
}
_STATEMENTS: Final = {
    "number": _ATTENDANCE["number"],
    "time": "время | время выступления | уақыты | уақыт | time",
    "speaker": "выступающий | докладчик | фио | кто выступил | имя | сөйлеуші | сөйлеушінің"
    " аты-жөні | аты-жөні | speaker | name of speaker",
    "organisation": _ATTENDANCE["organisation"],
    "about": "№ мероприятия | мероприятие | номер мероприятия | пункт | пункт проекта"
    " | іс-шара № | іс-шара | іс-шараның нөмірі | жобаның тармағы | тармақ"
    " | measure no. | measure | number of measure | item",
    "field": "часть мероприятия | графа | графа мероприятия | іс-шараның бөлігі | баған"
    " | part of the measure | field",
    "kind": "вид | вид замечания | вид выступления | түрі | ескертпенің түрі | kind"
    " | kind of comment | type",
    "text": "выступление | слова | текст | текст выступления | суть выступления | сөзі | сөз"
    " | мәтіні | мәтін | statement | words | text",
    "wording": "предлагаемая редакция | предложенная редакция | ұсынылатын редакция"
    " | proposed wording",
    "language": "язык | язык выступления | тілі | тіл | language",
    "consent": _ATTENDANCE["consent"],
    "read_back": "прочитано выступающему | прочитано вслух | сөйлеушіге оқылды | read back",
}


def _folded(table: Mapping[str, str]) -> dict[str, str]:
    words = ((heading(one), code) for code, row in table.items() for one in row.split(" | "))
    return {word: code for word, code in words if word}


ATTENDANCE_HEADINGS: Final = _folded(_ATTENDANCE)
STATEMENT_HEADINGS: Final = _folded(_STATEMENTS)

KINDS: Final = _folded(
    {
        "support": "поддержка | поддерживаем | қолдау | support",
        "objection": "возражение | против | қарсылық | objection",
        "amendment": "изменение | поправка | өзгерту | өзгеріс | amendment | change",
        "addition": "дополнение | добавление | толықтыру | addition",
        "question": "вопрос | сұрақ | question",
        "information": "сведения | информация | мәлімет | ақпарат | information",
        "editorial": "редакционное | редакционная | редакция | редакциялық | editorial",
    }
)
LANGUAGES: Final = _folded(
    {
        "kk": "каз | казахский | на казахском | қаз | қазақ | қазақша | қазақ тілі | kaz | kazakh",
        "ru": "рус | русский | на русском | орыс | орысша | орыс тілі | rus | russian",
        "en": "англ | английский | на английском | ағыл | ағылшын | ағылшынша | eng | english",
    }
) | {code: code for code in ("kk", "ru", "en")}
CONSENT: Final = _folded(
    {
        "named": "да | согласен | согласна | иә | ия | келісемін | yes | named",
        "anonymous": "нет | не согласен | не согласна | жоқ | келіспеймін | no | anonymous"
        " | withheld",
        "org_only": "только организация | тек ұйым | тек ұйымы | organisation only | org only"
        " | org_only",
        "withheld_public": "только органы | тек органдар | bodies only | withheld_public",
    }
)
YES: Final = _folded({"yes": "да | иә | ия | yes"})
WITHHELD: Final = frozenset(
    heading(one)
    for one in (
        "имя не указывается",
        "не указывается",
        "аты-жөні көрсетілмейді",
        "көрсетілмейді",
        "name withheld",
        "withheld",
    )
)
"""Words that stand in place of a name or an organisation that must not be written down."""
INDIVIDUAL: Final = frozenset(
    heading(one)
    for one in (
        "частное лицо",
        "физическое лицо",
        "гражданин",
        "гражданка",
        "жеке тұлға",
        "азамат",
        "individual",
        "private person",
    )
)
"""Words that stand in place of an organisation where somebody speaks for themselves."""
ORGANISATION_KINDS: Final = _folded(
    {
        "ministry": "министерство | министрлік | ministry",
        "state_body": "государственный орган | госорган | мемлекеттік орган | state body",
        "akimat": "акимат | әкімдік | akimat",
        "ombudsman": "уполномоченный по правам человека | омбудсман"
        " | адам құқықтары жөніндегі уәкіл | ombudsman",
        "ngo": "нпо | общественное объединение | үеұ | қоғамдық бірлестік | ngo",
        "accredited_ngo": "аккредитованная нпо | аккредиттелген үеұ | accredited ngo",
        "coalition": "коалиция нпо | коалиция | үеұ коалициясы | ngo coalition | coalition",
        "public_council": "общественный совет | қоғамдық кеңес | public council",
        "academia": "наука | вуз | ғылым | жоо | academia",
        "bar": "адвокатура | адвокаты | адвокат | bar | advocates",
        "business": "бизнес | предприятие | бизнес өкілі | business",
        "international": "международная организация | халықаралық ұйым"
        " | international organisation",
        "media": "сми | журналисты | бақ | media",
        "individual": "частное лицо | жеке тұлға | individual",
        "other": "другое | иное | басқа | other",
    }
)
FIELDS: Final = _folded(
    {
        "text": "мероприятие | текст | іс-шара | мәтіні | measure | text",
        "completion_form": "форма завершения | аяқтау нысаны | form of completion",
        "executors": "ответственные исполнители | исполнители | орындаушылар"
        " | жауапты орындаушылар | responsible bodies",
        "deadline": "срок | срок исполнения | мерзімі | орындау мерзімі | deadline",
        "indicator": "индикатор | показатель | көрсеткіш | indicator",
        "funding": "финансирование | қаржыландыру | funding",
        "recommendations": "рекомендации | рекомендация | ұсынымдар | ұсыным | recommendations",
    }
)
_ANNOUNCED: Final = {
    "invited": re.compile(r"(?:приглашено|шақырылды|invited)\s*[:–-]?\s*(\d+)", re.IGNORECASE),
    "registered": re.compile(
        r"(?:зарегистрировано|тіркелді|registered)\s*[:–-]?\s*(\d+)", re.IGNORECASE
    ),
    "attended": re.compile(
        r"(?:присутствовало|участвовало|қатысты|attended|present)\s*[:–-]?\s*(\d+)", re.IGNORECASE
    ),
}


def announced_in(lines: Sequence[str]) -> dict[str, int]:
    """Return the numbers that the lines above a table announce: invited, registered, attended."""
    found: dict[str, int] = {}
    for name, pattern in _ANNOUNCED.items():
        match = next((hit for line in lines if (hit := pattern.search(line))), None)
        if match:
            found[name] = int(match[1])
    return found


def allowed(table: Mapping[str, str], code: str) -> str:
    """Return the first word that stands for a code, for messages that say what may be written."""
    return next(word for word, meant in table.items() if meant == code)
