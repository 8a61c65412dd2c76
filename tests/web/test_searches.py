"""Every field of search takes what is typed as words: no pattern, no query, no template (REQ 65)."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.people.models import User
from consult.domain.plans.models import MeasureVersion
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.text import fold_for_search
from consult.machinery import outbox
from tests.factories.answering import Office, make_office, published
from tests.factories.kept import kept
from tests.factories.people import make_organisation, make_user, sign_in
from tests.factories.recommendations import make_recommendation
from tests.visitor import Visitor

HIT, OTHER = "Literalhit", "Plainother"
SIGNS = "50%_a\\b'c"
PAGES = (
    ("visitor", "/en/?words={words}"),
    ("visitor", "/en/c/{slug}/plan?words={words}"),
    ("visitor", "/en/recommendations/UPR/1?words={words}"),
    ("organiser", "/en/organise/{slug}/moderation?state=all&words={words}"),
    ("organiser", "/en/organise/{slug}/letters?words={words}"),
    ("organiser", "/en/organise/recommendations/UPR/1?words={words}"),
    ("administrator", "/en/organise/organisations?words={words}"),
    ("administrator", "/en/organise/administration?words={words}"),
    ("writer", "/en/respond/?c={slug}&words={words}"),
)
HOSTILE = (
    "'", '"', "';--", "%' or '1'='1", "') or 1=1--", "\\", "\\'", "{{7*7}}",
    "{% raw %}", "${7*7}", "%s %(name)s", "{0.__class__}", ":name", "$1", "?", "(?i)a*", "[", "*",
    "<script>", "a" * 5000, "%" * 2000,
)  # fmt: skip


@dataclass
class Desk:
    """Two of everything that can be searched: one holds the signs, one does not."""

    app: Flask
    slug: str = ""
    users: dict[str, User] = field(default_factory=dict)

    def search(self, role: str, path: str, words: str) -> Visitor:
        """Search as somebody; the page must be well made whatever was typed."""
        visitor = Visitor(self.app)
        if role != "visitor":
            sign_in(visitor, self.users[role])
        return visitor.open(path.format(slug=self.slug, words=quote(words, safe="")))


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.app_context():
        office = make_office()
        desk = Desk(app, str(office.consultation.slug), dict(office.users))
        desk.users["administrator"] = make_user(is_administrator=True)
        for mark, signs in ((HIT, SIGNS), (OTHER, "50 a b c")):
            _add(office, mark, f"{mark} {signs}")
        db.session.execute(text("set local session_replication_role = replica"))
        for number, mark, signs in (("1.1", HIT, SIGNS), ("1.2", OTHER, "50 a b c")):
            measure = db.session.scalars(select(MeasureVersion).filter_by(number=number)).one()
            measure.text = named(f"{mark} {signs}")
            measure.search_text = fold_for_search(f"{mark} {signs}")
        db.session.flush()
        db.session.execute(text("set local session_replication_role = origin"))
        db.session.commit()
        desk.users = {name: kept(user) for name, user in desk.users.items()}
    return desk


def named(words: str) -> LocalisedText:
    return LocalisedText(kk=words, ru=words, en=words)


def _add(office: Office, mark: str, words: str) -> None:
    published(office, text=words, code=f"{office.consultation.prefix}/{mark}")
    make_organisation(name=named(words))
    make_user(name=words)
    facts: dict[str, Any] = {"text": named(words), "search_text": fold_for_search(words)}
    make_recommendation("95.1" if mark == HIT else "95.2", **facts)
    address = f"{words.replace(' ', '')}@example.kz"
    written = outbox.Written("Subject", "Body")
    about = {"kind": "test", "language": "en", "cause": f"test:{mark}"}
    outbox.post(written, to=address, consultation_id=office.consultation.id, **about)


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_signs_of_patterns_find_themselves_alone(desk: Desk, role: str, path: str) -> None:
    every = desk.search(role, path, "50").text
    assert (HIT in every, OTHER in every) == (True, True)
    for sign in ("%", "_", "\\", "'", SIGNS):
        found = desk.search(role, path, sign).text
        assert (HIT in found, OTHER in found) == (True, False), sign
    nothing = desk.search(role, path, "50%%a").text
    assert (HIT in nothing, OTHER in nothing) == (False, False)


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_words_of_queries_and_templates_are_only_words(desk: Desk, role: str, path: str) -> None:
    for words in HOSTILE:
        shown = desk.search(role, path, words).text
        assert OTHER not in shown, words
        assert "49" not in shown.replace(words, ""), words
