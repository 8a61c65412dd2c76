"""Jinja filters: dates, numbers, texts of people, texts in several languages."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.kernel import dates
from consult.kernel.localised import LocalisedText
from consult.web.language import NAMES, current_language

ZONE = "Asia/Almaty"
LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'«»“”]+")
LINK_END = ".,;:!?)]}…"
LINK_HTML = Markup('<a class="govuk-link" href="{}" rel="noopener noreferrer nofollow ugc">{}</a>')
NOTHING = "–"
NARROW = "\u00a0"


def long_date(day: date | datetime | None, zone: str = ZONE) -> str:
    """Return the day in words, of an instant the day in the zone; a dash when there is none."""
    if day is None:
        return NOTHING
    if isinstance(day, datetime):
        day = dates.in_zone(day, zone)
    return dates.long_date(day, current_language())


def long_datetime(moment: datetime | None, zone: str = ZONE) -> str:
    """Return day in words, time and offset on the clocks of the zone; a dash for none."""
    if moment is None:
        return NOTHING
    return dates.long_datetime(moment, current_language(), zone)


def deadline(moment: datetime | None, zone: str = ZONE) -> str:
    """Return long_datetime with the name of the zone, for what opens or closes; a dash for none."""
    if moment is None:
        return NOTHING
    return dates.deadline(moment, current_language(), zone)


def short_datetime(moment: datetime | None, zone: str = ZONE) -> str:
    """Return 28.04.2011, 18:00 on the clocks of the zone, for narrow columns of staff tables."""
    if moment is None:
        return NOTHING
    return f"{dates.in_zone(moment, zone):%d.%m.%Y, %H:%M}"


def number(value: float | None, digits: int = 0) -> str:
    """Return the number as the page's language writes it: 12 345, 12,345; a dash for None."""
    if value is None:
        return NOTHING
    text = f"{value:,.{digits}f}"
    if current_language() == "en":
        return text
    return text.replace(",", NARROW).replace(".", ",")


def percent(share: float | None) -> str:
    """Return a share of 0..1 as a percentage with one decimal; a dash for None."""
    if share is None:
        return NOTHING
    sign = "%" if current_language() == "en" else NARROW + "%"
    return number(share * 100, 1) + sign


def _link(match: re.Match[str]) -> Markup:
    whole = match.group()
    address = whole.rstrip(LINK_END)
    if address.endswith(":") or address in {"http://", "https://"}:
        return escape(whole)
    return LINK_HTML.format(address, address) + whole[len(address) :]


def linked(text: str) -> Markup:
    """Return the text escaped, with http, https and mailto addresses as links, nothing else."""
    parts: list[Markup] = []
    end = 0
    for match in LINK.finditer(text):
        parts += [escape(text[end : match.start()]), _link(match)]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def paragraphs(text: str | None) -> Markup:
    """Return a plain text as paragraphs with breaks and safe links; markup in it stays text."""
    blocks = re.split(r"\n[ \t]*\n+", (text or "").replace("\r\n", "\n").strip("\n"))
    break_ = Markup("<br>\n")
    return Markup("\n").join(
        Markup("<p>{}</p>").format(break_.join(linked(line) for line in block.split("\n")))
        for block in blocks
        if block.strip()
    )


def bdi(text: object) -> Markup:
    """Return a name isolated from the direction of the words around it."""
    return Markup("<bdi>{}</bdi>").format(text)


class Shown:
    """A text as shown: the words, their language, and whether that is not the page's."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.is_fallback = bool(text) and language != current_language()


def _localised(text: Any) -> LocalisedText | None:
    if isinstance(text, Mapping):
        return LocalisedText.of(text)
    return text if isinstance(text, LocalisedText) else None


def in_page_language(text: Any) -> Shown:
    """Return a LocalisedText (or mapping) in the page's language or the nearest one."""
    localised = _localised(text)
    if localised is None:
        return Shown("" if text is None else str(text), current_language())
    return Shown(*localised.shown(current_language()))


def in_language(text: Any, code: str) -> str:
    """Return a LocalisedText in exactly this language, empty when it is missing."""
    localised = _localised(text)
    return localised.exact(code) if localised else ""


def language_name(code: str) -> str:
    """Return the name of a language in the page's language; an unknown code stays as it is."""
    return {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}.get(code, code)


def native_name(code: str) -> str:
    """Return the name of a language in itself."""
    return dict(NAMES).get(code, code)


FILTERS = (
    long_date,
    long_datetime,
    deadline,
    short_datetime,
    number,
    percent,
    linked,
    paragraphs,
    bdi,
    in_page_language,
    in_language,
    language_name,
    native_name,
)


def init_app(app: Flask) -> None:
    """Give the filters to templates under their own names."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["page_language"] = current_language
