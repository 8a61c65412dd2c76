"""Every form of every page is sent as nobody should: more fields than it has, words of templates."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from consult.domain import tables
from consult.kernel.database import Model
from tests.house.access import World, build
from tests.house.sent_forms import Sent, Snapshot, forms_of, writes, written

assert tables.SUBJECTS
pytestmark = pytest.mark.walk
PLANTED = "smuggled"
DAY = "2011-01-01"
NUMBER = "777777"
MARKS = (PLANTED, DAY, NUMBER)
STEPS = {"respond.bulk": frozenset({"confirmed"})}
"""What the next page of the same address sends."""
CODES = {
    "publication": "published", "state": "published", "role": "organiser", "level": "named",
    "verification": "organisation_confirmed", "channel": "letter", "disposition": "accepted",
    "language": "en", "kind": "support", "stance": "agree", "status": "approved",
}  # fmt: skip
HOSTILE = (
    "\"'></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) "
    "{{7*191}}{% raw %}${7*191}#{7*191} %s %(name)s %d {0.__class__} {name!r:>{width}} \\N{BULLET}"
)
SEEN = "ЖасырынСөз"
UNSEEN = f"{SEEN}\u200b a\x0bb\x07c\x7fd\x9fe \u2060\ufeff\u3164\u00ad \U000e0041\U000e007f \ufffe\uffff\ufdd0 z"
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u3164\ufdd0\ufffe\uffff\U000e0000-\U000e007f]"
    r"|\\(x0b|x07|x7f|x9f|xad|u200b|u2060|ufeff|u3164|ufdd0|ufffe|uffff|U000e00)"
)
"""As they stand, and as they are written inside of JSON columns."""
FORMS: list[Sent] = []


ONCE = build


def every_form(world: World) -> list[Sent]:
    """The forms of all pages, gathered once."""
    FORMS.extend(() if FORMS else forms_of(world))
    return FORMS


def send(world: World, sent: Sent, data: Any) -> tuple[int, Snapshot]:
    """Send a form, look at every table that it wrote to, and undo it."""
    before = writes(world.connection)
    with world.connection.begin_nested() as undone:
        answer = world.open(sent.role, sent.action, "POST", data=data)
        answer.get_data()
        found = written(world.connection, before)
        undone.rollback()
    return answer.status_code, found


def smuggled(world: World) -> dict[str, str]:
    """A value for the name of every column there is, and for names that people try."""
    ids = {
        "user_id": world.users["other_organiser"].id,
        "consultation_id": world.values["draft"]["consultation_id"],
        "organisation_id": world.values["open"]["organisation_id"],
        "submission_id": world.values["open"]["attachment_id"],
    }
    found = {"org_id": PLANTED, "author_id": PLANTED, "is_admin": "y", "is_verified": "y"}
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type.python_type.__name__
            usual = {"bool": "y", "int": NUMBER, "datetime": f"{DAY}T00:00:00+00:00", "date": DAY}
            value = ids.get(column.name) or CODES.get(column.name) or usual.get(kind, PLANTED)
            found[column.name] = str(value)
    return found


@dataclass
class Compared:
    """What differs between two sendings by itself: moments, drawn ids, hashes; learnt as met."""

    noisy: set[tuple[str, str]] = field(default_factory=set)

    def different(self, plain: Snapshot, found: Snapshot) -> dict[str, Any]:
        """Return the columns that hold something else, or a planted value."""
        return {
            ".".join(key): sorted(set(found.get(key, [])) ^ set(plain.get(key, [])))[:4]
            for key in {*found, *plain}
            if (key not in self.noisy and found.get(key) != plain.get(key))
            or any(mark in value for value in found.get(key, []) for mark in MARKS)
        }

    def learn(self, plain: Snapshot, again: Snapshot) -> None:
        """Note the columns that differ although the same was sent."""
        self.noisy |= {key for key in plain if plain[key] != again.get(key)}


def live_parts(page: str) -> list[str]:
    """Return what of a page a browser would run although somebody typed it."""
    found = []
    for tag in BeautifulSoup(page, "lxml").find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on")]
        addresses = [str(tag.get(name, "")) for name in ("href", "src", "action", "formaction")]
        found += [one for one in addresses if one.strip().lower().startswith("javascript:")]
        if tag.name == "script" and not tag.get("src") and "json" not in str(tag.get("type")):
            found.append("inline script")
    return found


def reached(world: World, sent: Sent, data: Any) -> list[TestResponse]:
    """Send a form, open the page that it leads to, and undo it; returns both answers."""
    with world.connection.begin_nested() as undone:
        answers = [world.open(sent.role, sent.action, "POST", data=data)]
        if answers[0].status_code in {302, 303}:
            answers.append(world.open(sent.role, str(answers[0].location)))
        for answer in answers:
            answer.get_data()
        undone.rollback()
    return answers


def test_signs_that_cannot_be_seen_are_stored_nowhere(world: World) -> None:
    """REQ 60: whatever form they came by; direction controls may stand in texts of several lines."""
    wrong, stored = {}, 0
    for sent in every_form(world):
        if not sent.free:
            continue
        status, found = send(world, sent, sent.data(**dict.fromkeys(sent.free, UNSEEN)))
        bad = {
            ".".join(key): [value for value in values if HIDDEN.search(value)][-2:]
            for key, values in found.items()
            if any(HIDDEN.search(value) for value in values if not value.startswith(("b'", 'b"')))
        }
        stored += any(SEEN in value for values in found.values() for value in values)
        if bad or status >= 500:
            wrong[sent.role, sent.endpoint] = (status, bad)
    assert wrong == {}
    assert stored > 15


def test_page_that_shows_words_raw_is_caught() -> None:
    found = live_parts(f"<title>x</title><p>{HOSTILE}</p><a href=' JavaScript:alert(1)'>x</a>")
    assert found == ["inline script", "img onerror", " JavaScript:alert(1)"]


def test_words_of_scripts_and_templates_come_back_as_words(world: World) -> None:
    """REQ 63, 66: also on pages that refuse, confirm or compare."""
    wrong, shown = {}, 0
    for sent in every_form(world):
        if not sent.free:
            continue
        answers = reached(world, sent, sent.data(**dict.fromkeys(sent.free, HOSTILE)))
        for answer in answers:
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
            shown += "{{7*191}}" in page
            bad = live_parts(page) + [word for word in ("1337", "__main__") if word in page]
            if bad or answer.status_code >= 500:
                wrong[sent.role, sent.endpoint, answer.status_code] = bad
    assert wrong == {}
    assert shown > 30


def test_fields_that_a_form_does_not_have_change_nothing(world: World) -> None:
    more, compared = smuggled(world), Compared()
    wrong, changed = {}, []
    for sent in every_form(world):
        known = sent.known | STEPS.get(sent.endpoint, frozenset())
        extra = {name: value for name, value in more.items() if name not in known}
        was, plain = send(world, sent, sent.data())
        status, found = send(world, sent, sent.data(**extra))
        if compared.different(plain, found):
            compared.learn(plain, send(world, sent, sent.data())[1])
        if status != was or compared.different(plain, found):
            name = (sent.role, sent.endpoint, sent.fields[-1:])
            wrong[name] = (was, status, compared.different(plain, found))
        changed.append({table for table, _column in plain} - {"sessions"})
    assert wrong == {}
    assert (len(changed) > 150, len([one for one in changed if one]) > 100) == (True, True)
