"""The words that the template of a meeting's sheet prints; the reader knows all of them."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")
_ATTENDANCE: Final = {
    "number": ("Р/с №", "№", "No."),
    "name": ("Қатысушы", "Участник", "Participant"),
    "organisation": ("Ұйым", "Организация", "Organisation"),
    "kind": ("Ұйымның түрі", "Вид организации", "Kind of organisation"),
    "region": ("Өңір", "Регион", "Region"),
    "language": ("Тіл", "Язык", "Language"),
    "consent": (
        "Аты-жөнін көрсетуге келісім",
        "Согласие на указание имени",
        "Consent to be named",
    ),
}
_NUMBERS: Final = {
    "number": _ATTENDANCE["number"],
    "category": ("Қатысушылар санаты", "Категория участников", "Category of participants"),
    "count": ("Саны", "Число", "Number of people"),
}
_STATEMENTS: Final = {
    "number": _ATTENDANCE["number"],
    "time": ("Уақыты", "Время", "Time"),
    "speaker": ("Сөйлеуші", "Выступающий", "Speaker"),
    "organisation": _ATTENDANCE["organisation"],
    "about": ("Іс-шара №", "№ мероприятия", "Measure no."),
    "field": ("Іс-шараның бөлігі", "Часть мероприятия", "Part of the measure"),
    "kind": ("Түрі", "Вид", "Kind"),
    "text": ("Сөзі", "Выступление", "Statement"),
    "wording": ("Ұсынылатын редакция", "Предлагаемая редакция", "Proposed wording"),
    "language": ("Тілі", "Язык", "Language"),
    "consent": _ATTENDANCE["consent"],
    "read_back": ("Сөйлеушіге оқылды", "Прочитано выступающему", "Read back"),
}
_SHEETS: Final = {
    "attendance": ("Қатысушылар", "Участники", "Participants"),
    "statements": ("Сөйленген сөздер", "Выступления", "Statements"),
    "help": ("Қалай толтыру керек", "Как заполнить", "How to fill in"),
}
_KINDS: Final = {
    "support": ("қолдау", "поддержка", "support"),
    "objection": ("қарсылық", "возражение", "objection"),
    "amendment": ("өзгерту", "изменение", "amendment"),
    "addition": ("толықтыру", "дополнение", "addition"),
    "question": ("сұрақ", "вопрос", "question"),
    "information": ("мәлімет", "сведения", "information"),
    "editorial": ("редакциялық", "редакционное", "editorial"),
}
_LANGUAGES: Final = {
    "kk": ("қазақ", "каз.", "Kazakh"),
    "ru": ("орыс", "рус.", "Russian"),
    "en": ("ағылшын", "англ.", "English"),
}
_CONSENT: Final = {
    "named": ("иә", "да", "yes"),
    "org_only": ("тек ұйым", "только организация", "organisation only"),
    "anonymous": ("жоқ", "нет", "no"),
}
_FIELDS: Final = {
    "text": ("іс-шара", "мероприятие", "measure"),
    "completion_form": ("аяқтау нысаны", "форма завершения", "form of completion"),
    "executors": ("жауапты орындаушылар", "ответственные исполнители", "responsible bodies"),
    "deadline": ("мерзімі", "срок", "deadline"),
    "indicator": ("көрсеткіш", "индикатор", "indicator"),
    "funding": ("қаржыландыру", "финансирование", "funding"),
    "recommendations": ("ұсынымдар", "рекомендации", "recommendations"),
}
_ORGANISATIONS: Final = {
    "state_body": ("мемлекеттік орган", "государственный орган", "state body"),
    "akimat": ("әкімдік", "акимат", "akimat"),
    "ombudsman": ("омбудсман", "омбудсман", "ombudsman"),
    "ngo": ("ҮЕҰ", "НПО", "NGO"),
    "accredited_ngo": ("аккредиттелген ҮЕҰ", "аккредитованная НПО", "accredited NGO"),
    "coalition": ("ҮЕҰ коалициясы", "коалиция НПО", "NGO coalition"),
    "public_council": ("қоғамдық кеңес", "общественный совет", "public council"),
    "academia": ("ғылым", "наука", "academia"),
    "bar": ("адвокатура", "адвокатура", "bar"),
    "business": ("бизнес", "бизнес", "business"),
    "international": (
        "халықаралық ұйым",
        "международная организация",
        "international organisation",
    ),
    "media": ("БАҚ", "СМИ", "media"),
    "individual": ("жеке тұлға", "частное лицо", "individual"),
    "other": ("басқа", "другое", "other"),
}
_ANNOUNCED: Final = (
    "Шақырылды: {invited}; тіркелді: {registered}; қатысты: {attended}",
    "Приглашено: {invited}; зарегистрировано: {registered}; присутствовало: {attended}",
    "Invited: {invited}; registered: {registered}; attended: {attended}",
)
_SECTION: Final = ("{number}-бөлім", "Раздел {number}", "Section {number}")
_PLAN: Final = ("Бүкіл жоба", "Весь проект", "Whole draft")
_TABLES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "attendance": _ATTENDANCE,
    "numbers": _NUMBERS,
    "statements": _STATEMENTS,
    "sheets": _SHEETS,
    "kinds": _KINDS,
    "languages": _LANGUAGES,
    "consent": _CONSENT,
    "fields": _FIELDS,
    "organisations": _ORGANISATIONS,
}


def printed(table: str, language: str) -> dict[str, str]:
    """Return the words of a table (attendance, statements, kinds and so on) by code."""
    place = LANGUAGES.index(language)
    return {code: words[place] for code, words in _TABLES[table].items()}


def printed_section(number: str, language: str) -> str:
    """Return how a section is named in the column of measures."""
    return _SECTION[LANGUAGES.index(language)].format(number=number)


def printed_plan(language: str) -> str:
    """Return how the whole plan is named in the column of measures."""
    return _PLAN[LANGUAGES.index(language)]


def printed_numbers(language: str, numbers: Mapping[str, int | None]) -> str:
    """Return the line of announced numbers; a number that is not known stays open."""
    shown = {name: "____" if value is None else str(value) for name, value in numbers.items()}
    return _ANNOUNCED[LANGUAGES.index(language)].format(**shown)
