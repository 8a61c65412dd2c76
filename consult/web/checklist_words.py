"""The checklist before opening in sentences: what is missing, where it is mended."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.domain.consultations.conditions import Item
from consult.web.filters import language_name, long_date
from consult.web.labels import label

TITLES: dict[str, Any] = {
    "B-01": _l("Nothing is decided yet"),
    "B-02": _l("What can change and what cannot"),
    "B-03": _l("Facts of each measure"),
    "B-04": _l("Why each section is in the plan"),
    "B-05": _l("Enough working days"),
    "B-06": _l("Public holidays"),
    "B-07": _l("Opening and closing"),
    "B-08": _l("Who is told about the opening"),
    "B-09": _l("All languages are complete"),
    "B-10": _l("Summary in plain language"),
    "B-11": _l("The plan is published"),
    "B-12": _l("Ways to take part besides the web"),
    "B-13": _l("Form to download"),
    "B-14": _l("Who decides, who answers, and when"),
    "B-15": _l("Privacy notice"),
    "B-16": _l("Election or quiet period"),
}
FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "summary": _l("Summary in plain language"),
    "purpose": _l("Purpose"),
    "open_to_change": _l("What can change"),
    "not_open": _l("What cannot change and why"),
    "legal_basis": _l("Legal basis"),
    "deciding_body": _l("Who decides"),
    "complaint_route": _l("How to complain"),
    "missing_translations_note": _l("Public note about missing translations"),
    "contact_name": _l("Contact person"),
    "contact_email": _l("E-mail address"),
    "contact_phone": _l("Telephone"),
    "contact_address": _l("Postal address"),
    "opens_at": _l("Opens on"),
    "closes_at": _l("Closes on"),
    "response_due_on": _l("Answers published by"),
    "decision_on": _l("Planned day of the decision"),
    "organisers": _l("Organisers"),
    "lead_body": _l("Lead body"),
}


def title(code: str) -> str:
    """Return the name of a line."""
    return str(TITLES[code])


def hint(item: Item) -> str:
    """Return what is wrong and what to do; empty for a line that is done."""
    return "" if item.outcome == "done" else HINTS[item.code](**item.facts)


def _named(missing: Sequence[Sequence[str]]) -> str:
    return ", ".join(
        _("%(field)s (%(language)s)", field=FIELDS[name], language=language_name(code))
        for name, code in missing
    )


def _missing(missing: Sequence[Sequence[str]]) -> str:
    return _("Still missing: %(list)s.", list=_named(missing))


def _decided(*, adopted: bool, decision_on: Any) -> str:
    if adopted:
        return _("The plan is adopted already: only a draft can be discussed.")
    return _(
        "The decision is planned for %(day)s, before the closing. Choose a later day.",
        day=long_date(decision_on),
    )


def _instants(*, fault: str) -> str:
    return {
        "missing": _("Choose the day of opening and the day of closing."),
        "past": _("The opening or the closing lies in the past. Choose later days."),
        "uneven": _("The closing must be the end of a day. Choose the closing day again."),
    }[fault]


def _plan(*, fault: str, count: int = 0) -> str:
    return {
        "none": _("Import the plan."),
        "draft": _("The plan is a draft. Look at the preview and publish it."),
        "changed": _(
            "The stored files or the %(count)s measures differ from what was imported. "
            "Import the plan again.",
            count=count,
        ),
    }[fault]


def _languages(*, missing: Sequence[Sequence[str]], measures: Sequence[Any], count: int) -> str:
    if missing:
        return _missing(missing)
    return ngettext(
        "%(num)s measure is not translated: %(list)s. Complete it or write the public note.",
        "%(num)s texts of measures are not translated: %(list)s. "
        "Complete them or write the public note.",
        count,
        list=", ".join(f"{number} ({language_name(code)})" for number, code in measures),
    )


def _summary(*, missing: Sequence[Sequence[str]], long: Sequence[str]) -> str:
    if missing:
        return _missing(missing)
    return _(
        "The summary has more than 500 words: %(list)s. Shorten it.",
        list=", ".join(language_name(code) for code in long),
    )


def _channels(*, channels: Sequence[str], others: int) -> str:
    if not others:
        return _("Offer at least one way to take part without the web.")
    return _(
        "The contact is missing for: %(list)s. Fill it in or do not offer this way.",
        list=", ".join(label("channel", code) for code in channels),
    )


HINTS: dict[str, Callable[..., str]] = {
    "B-01": _decided,
    "B-02": lambda **f: _missing(f["missing"]),
    "B-03": lambda **f: ngettext(
        "%(num)s measure lacks a recommendation, a body, a deadline or an indicator: %(list)s. "
        "It is shown as not set.",
        "%(num)s measures lack a recommendation, a body, a deadline or an indicator: %(list)s. "
        "They are shown as not set.",
        f["count"],
        list=", ".join(f["measures"]),
    ),
    "B-04": lambda **f: _(
        "Sections without reasons: %(list)s. Write them, or open without them.",
        list=", ".join(f["sections"]),
    ),
    "B-05": lambda **f: (
        _(
            "The period has %(days)s working days; at least %(wanted)s are needed. "
            "The earliest closing is %(day)s.",
            days=f["days"],
            wanted=f["wanted"],
            day=long_date(f["earliest"]),
        )
        if f.get("earliest")
        else _("Choose the period first: at least %(wanted)s working days.", wanted=f["wanted"])
    ),
    "B-06": lambda **f: _(
        "Public holidays fall into the period: %(list)s. Consider a longer one.",
        list=", ".join(long_date(day) for day in f["days"]),
    ),
    "B-07": _instants,
    "B-08": lambda **_f: _(
        "No organisation in the register has an e-mail address, so nobody is told by mail."
    ),
    "B-09": _languages,
    "B-10": _summary,
    "B-11": _plan,
    "B-12": _channels,
    "B-13": lambda **_f: _("The form is made from the measures. Import the plan."),
    "B-14": lambda **f: _(
        "Still missing: %(list)s.", list=", ".join(str(FIELDS[name]) for name in f["missing"])
    ),
    "B-15": lambda **_f: _("Name the version of the privacy notice."),
    "B-16": lambda **_f: _(
        "The period falls into a quiet period. Only a named person may override this: "
        "write the name and the reason."
    ),
}
