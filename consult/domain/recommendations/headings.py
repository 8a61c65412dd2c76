"""Columns of a list of recommendations and the words in which they and positions are printed."""

from collections.abc import Mapping

from consult.kernel.localised import LANGUAGES
from consult.machinery.records import Columns, heading

TEXTS = tuple(f"text_{language}" for language in LANGUAGES)
RESPONSES = tuple(f"response_{language}" for language in LANGUAGES)

_HEADINGS = {
    "mechanism": ("механизм", "тетік"),
    "cycle": ("цикл", "session", "сессия", "кезең"),
    "document_symbol": (
        *("document", "symbol", "документ", "символ документа", "обозначение документа"),
        *("құжат", "құжаттың белгісі"),
    ),
    "paragraph": (
        *("para", "no", "number", "paragraph no", "recommendation no", "upr rec"),
        *("пункт", "номер", "номер пункта", "№", "№ пункта", "№ рекомендации"),
        *("тармақ", "тармақтың нөмірі", "ұсыным №", "ұсыным нөмірі"),
    ),
    "text_en": ("text", "recommendation", "recommendations", "текст англ", "мәтін ағылш"),
    "text_ru": ("текст", "рекомендация", "рекомендации", "текст рекомендации", "текст рус"),
    "text_kk": ("мәтін", "ұсыным", "ұсынымдар", "ұсынымның мәтіні", "текст каз"),
    "original_language": ("original language", "язык оригинала", "түпнұсқа тілі"),
    "recommending_states": (
        *("states", "state", "recommending state", "recommending states"),
        *("государства", "государство", "рекомендующее государство", "рекомендующие государства"),
        *("мемлекеттер", "мемлекет", "ұсыным берген мемлекет", "ұсыным берген мемлекеттер"),
    ),
    "position": ("позиция", "позиция государства", "ұстаным", "мемлекеттің ұстанымы"),
    "position_source": ("source of position", "источник позиции", "ұстанымның көзі"),
    "position_date": ("date of position", "дата позиции", "ұстанымның күні"),
    "themes": ("theme", "тема", "темы", "тақырып", "тақырыптар"),
    "affected_groups": (
        *("affected persons", "affected groups", "затронутые лица", "затронутые группы"),
        *("қозғалатын адамдар", "қозғалатын топтар"),
    ),
    "sdg_targets": ("sdg", "sdg target", "цур", "задачи цур", "тдм", "тдм міндеттері"),
    "action_category": ("action category", "категория действия", "іс қимыл санаты"),
    "origin": ("source", "источник", "происхождение", "дереккөз", "шығу тегі"),
    "predecessor": ("предыдущая рекомендация", "алдыңғы ұсыным"),
}  # fmt: skip
COLUMNS = Columns(
    required=("paragraph",),
    optional=(
        *("mechanism", "cycle", "document_symbol", *TEXTS, "original_language"),
        *("recommending_states", "position", "position_source", "position_date", *RESPONSES),
        *("themes", "affected_groups", "sdg_targets", "action_category", "origin", "predecessor"),
    ),
    codes=("paragraph", "sdg_targets", "predecessor"),
    headings={
        heading(printed): name
        for name, words in _HEADINGS.items()
        for printed in (name.replace("_", " "), *words)
    },
    numeric={"paragraph": "E_NUMERIC_PARAGRAPH"},
)
POSITION_WORDS: Mapping[str, str] = {
    "accepted": "supported",
    "поддержана": "supported",
    "принята": "supported",
    "поддержана принята": "supported",
    "қолдау тапты": "supported",
    "қабылданды": "supported",
    "қолдау тапты қабылданды": "supported",
    "not supported": "noted",
    "принята к сведению": "noted",
    "не поддержана": "noted",
    "назарға алынды": "noted",
    "partially supported": "partially_supported",
    "partly supported": "partially_supported",
    "поддержана частично": "partially_supported",
    "частично поддержана": "partially_supported",
    "ішінара қолдау тапты": "partially_supported",
    "рассматривается": "pending",
    "на рассмотрении": "pending",
    "қаралуда": "pending",
    "not applicable": "not_applicable",
    "не применимо": "not_applicable",
    "қолданылмайды": "not_applicable",
}
MECHANISM_WORDS: Mapping[str, str] = {
    "упо": "UPR",
    "әмш": "UPR",
    "универсальный периодический обзор": "UPR",
    "universal periodic review": "UPR",
    "кпч": "CCPR",
    "human rights committee": "CCPR",
    "комитет по правам человека": "CCPR",
}
