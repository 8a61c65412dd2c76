"""What the public reads of changes: the list, the comment behind it, the end of the story."""

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.adoption import Act, adopt
from consult.domain.consultations.models import Consultation
from consult.domain.plans.linking import found_for
from consult.domain.plans.models import PlanVersion
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.paging import encode_cursor
from tests.factories.consultations import in_three
from tests.factories.reports import make_report
from tests.factories.trace import BY, import_list, import_version, make_discussed, second_version
from tests.visitor import Visitor

ONCE = make_discussed


@pytest.fixture
def slug(app: Flask) -> str:
    """A consultation whose second version is public with all causes."""
    with app.app_context():
        made = make_discussed()
        import_list(second_version())
        return made.slug


def test_changes_name_the_comments_and_lead_to_them(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/changes")
    assert "Version 2 compared with version 1. 21 changes." in visitor.text
    assert "In 2 of them only the number changed." in visitor.text
    assert "at least five representatives" in visitor.text
    visitor.follow("UPR-2011/0015-1")
    assert visitor.heading == "Comment UPR-2011/0015-1"
    assert "Changed because of this comment: 1.2 in version 2" in visitor.text
    assert "at least five representatives" in visitor.text
    visitor.follow("1.2 in version 2")
    assert visitor.heading == "What changed and why"


def test_comment_names_the_recommendations_of_its_measure(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    visitor.open(f"/en/c/{slug}/comments/0014-1")
    links = [
        link.text
        for link in visitor.soup.select("main a[href*='/recommendations/']")
        if not link.text[0].isalpha()
    ]
    with app.app_context():
        comment = db.session.scalars(select(Comment).where(Comment.code == "UPR-2011/0014-1")).one()
        measure = comment.measure_version_id
        assert measure is not None
        assert sorted(links) == sorted(found_for(measure))


def test_duplicate_leads_to_the_comment_that_is_kept(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    with app.app_context():
        answer = db.session.scalars(
            select(Response).join(Response.comment).where(Comment.code == "UPR-2011/0015-1")
        ).one()
        kept = db.session.scalars(select(Comment).where(Comment.code == "UPR-2011/0014-1")).one()
        answer.disposition, answer.duplicate_of_id = "duplicate", kept.id
        db.session.commit()
    visitor.open(f"/en/c/{slug}/comments/0015-1")
    visitor.follow("The same point as in UPR-2011/0014-1")
    assert visitor.heading == "Comment UPR-2011/0014-1"


def test_removed_measure_is_said_to_be_left_out(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/comments/0056-6")
    assert "Changed because of this comment: 6.4, left out in version 2" in visitor.text
    assert "→ in version" not in visitor.text


def test_changes_of_a_draft_are_not_public(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        made = make_discussed()
        import_list(import_version(made, 2, publish=False))
        slug = made.slug
    visitor.open(f"/en/c/{slug}/changes")
    assert "Nothing has changed yet" in visitor.text
    visitor.open(f"/en/c/{slug}/comments/0015-1")
    assert "Changed because" not in visitor.text
    visitor.open(f"/en/c/{slug}/changes?version=2", 404)


def test_withheld_comment_is_named_by_its_code_only(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    with app.app_context():
        comment = db.session.scalars(select(Comment).where(Comment.code == "UPR-2011/0015-1")).one()
        comment.publication, comment.ground = "withheld", "insult"
        comment.text = "Words nobody may read"
        db.session.commit()
    visitor.open(f"/en/c/{slug}/changes")
    assert "UPR-2011/0015-1" in visitor.text
    visitor.open(f"/en/c/{slug}/comments/0015-1")
    assert "Words nobody may read" not in visitor.response.text
    assert "Changed because of this comment" in visitor.text


@pytest.mark.parametrize("publication", ["received", "spam"])
def test_unpublished_comment_has_no_page(
    app: Flask, visitor: Visitor, slug: str, publication: str
) -> None:
    with app.app_context():
        comment = db.session.scalars(select(Comment).where(Comment.code == "UPR-2011/0015-1")).one()
        comment.publication = publication
        db.session.commit()
    visitor.open(f"/en/c/{slug}/comments/0015-1", 404)
    visitor.open(f"/en/c/{slug}/changes")
    links = [str(link["href"]) for link in visitor.soup.find_all("a", href=True)]
    assert not [link for link in links if "0015-1" in link]


def test_consultation_tells_the_end_of_the_story(app: Flask, visitor: Visitor, slug: str) -> None:
    with app.app_context():
        held = db.session.scalars(select(Consultation).where(Consultation.slug == slug)).one()
        make_report(held, published=True)
        version = db.session.scalars(
            select(PlanVersion).where(
                PlanVersion.consultation_id == held.id, PlanVersion.number == 2
            )
        ).one()
        act = Act("resolution", "1165", now().date(), in_three("Prime Minister"))
        adopt(held, version, act, by=BY)
        db.session.commit()
    visitor.open(f"/en/c/{slug}")
    assert "19 changes were made to the plan. The reasons name 78 comments." in visitor.text
    assert "Government resolution No. 1165" in visitor.text
    assert "Prime Minister" in visitor.text
    assert "The day is not set yet" not in visitor.text
    assert "Published here" not in visitor.text
    assert "Nothing was changed after the report." in visitor.text
    visitor.open(f"/en/c/{slug}/comments/0015-1")
    assert "The measure as it was adopted" in visitor.text


@pytest.mark.parametrize("forged", [[], [1, 2], ["x"]])
def test_forged_place_in_the_list_is_not_found(
    visitor: Visitor, slug: str, forged: list[object]
) -> None:
    visitor.open(f"/en/c/{slug}/changes?page={encode_cursor(forged)}", 404)
