"""Pages about changes cost the same number of queries with one change and with many."""

from typing import Any

from flask import Flask

from consult.domain.changes.models import Change, ChangeCause, ChangeMeasure
from consult.domain.plans.models import PlanVersion
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation, make_plan, measure_of
from tests.factories.kept import kept
from tests.factories.people import make_user, sign_in
from tests.factories.reading import count
from tests.factories.reports import make_answer
from tests.visitor import Visitor

PAGES = {
    ("organiser", "/en/organise/{slug}/changes"): 13,
    ("organiser", "/en/organise/{slug}/changes/answers"): 14,
    ("visitor", "/en/c/{slug}/changes"): 8,
    ("visitor", "/en/c/{slug}/comments/{code}"): 16,
}


class World:
    """A consultation whose second version gets one change after the other."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.consultation = make_consultation("answering")
            make_plan(self.consultation)
            self.measure = measure_of(self.consultation)
            self.comment = make_comment(self.consultation, publication="published")
            make_answer(self.comment, "accepted")
            self.organiser = make_user([("organiser", self.consultation)])
            version = PlanVersion(
                consultation_id=self.consultation.id, number=2, state="published",
                published_at=self.comment.received_at,
            )  # fmt: skip
            self.version, self.places = kept(version).id, 0

    def grow(self) -> None:
        """Add a change caused by the first comment and by one more."""
        with self.app.app_context():
            other = make_comment(self.consultation, publication="published")
            make_answer(other, "partly")
            self.places += 1
            change = Change(
                consultation_id=self.consultation.id, plan_version_id=self.version,
                number=self.places, kind="removed", cause="comments",
            )  # fmt: skip
            db.session.add(change)
            db.session.flush()
            before: dict[str, Any] = {"side": "before", "position": 1}
            measure = ChangeMeasure(
                change_id=change.id, measure_version_id=self.measure.id, **before
            )
            causes = [
                ChangeCause(change_id=change.id, comment_id=one.id, by_name="Aigul")
                for one in (self.comment, other)
            ]
            db.session.add_all([measure, *causes])
            kept(change)

    def costs(self) -> dict[tuple[str, str], int]:
        """What every page costs now."""
        people = {
            "visitor": Visitor(self.app),
            "organiser": sign_in(Visitor(self.app), self.organiser),
        }
        values = {
            "slug": self.consultation.slug, "code": self.comment.code.rpartition("/")[2],
        }  # fmt: skip
        return {(who, path): count(people[who], path.format(**values)) for who, path in PAGES}


def test_pages_of_changes_cost_the_same_with_one_and_with_three(app: Flask) -> None:
    world = World(app)
    world.grow()
    one = world.costs()
    world.grow()
    world.grow()
    assert world.costs() == one
    assert one == PAGES
