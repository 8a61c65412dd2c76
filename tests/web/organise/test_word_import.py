"""Word files on the organisers' pages: questions, tables, comments in the margin, letters."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from consult.domain.plans import queries
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.web.public.plan_files import DOCX
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor

DATA = Path(__file__).parents[2] / "data"
TRACKED = "traps/tracked_changes.docx"
WORKING = "tracked_changes.docx"


def uploads(*names):
    return {"files": [(BytesIO((DATA / name).read_bytes()), Path(name).name) for name in names]}


@pytest.fixture
def consultation(app):
    with app.app_context():
        return make_consultation("draft", prefix="UPR-2011")


@pytest.fixture
def organiser(app, visitor, consultation):
    """An organiser at the page that takes the files."""
    with app.app_context():
        user = make_user([("organiser", consultation)], name="Organiser Two")
    return sign_in(visitor, user).open(f"/en/organise/{consultation.slug}/plan/import")


def texts(app, consultation):
    with app.app_context():
        draft = queries.draft_of(consultation.id)
        return [row.text.exact("ru") for row in queries.measures_of(draft.id)]


def test_plan_from_two_word_files_is_imported(app, organiser, consultation):
    organiser.press("Read the files", **uploads("plan_v1_ru.docx", "plan_v1_kk.docx"))
    assert "52 measures" in organiser.text
    assert "0 findings stop it" in organiser.text
    organiser.press("Import as a draft")
    assert len(texts(app, consultation)) == 52


@pytest.mark.parametrize(("way", "adds"), [("Accept", True), ("Reject", False)])
def test_tracked_changes_are_answered_on_the_page(app, organiser, consultation, way, adds):
    organiser.press("Read the files", **uploads(TRACKED))
    assert "3 insertions and 2 deletions, by Редактор 0" in organiser.text
    organiser.press(f"{way} all tracked changes: {WORKING}")
    assert f"All tracked changes were {way.lower()}ed" in organiser.text
    organiser.press("Import as a draft")
    assert texts(app, consultation)[0].endswith("со штатом 12 единиц") is adds


def test_answer_about_tracked_changes_can_be_taken_back(app, organiser, consultation):
    organiser.press("Read the files", **uploads(TRACKED))
    organiser.press(f"Accept all tracked changes: {WORKING}")
    organiser.press(f"Reject all tracked changes: {WORKING}").press("Import as a draft")
    assert texts(app, consultation)[0].endswith("без предупреждения")


def test_one_of_several_tables_is_chosen(app, organiser, consultation):
    organiser.press("Read the files", **uploads("traps/two_tables.docx"))
    assert "Several tables hold a plan" in organiser.text
    organiser.follow("Choose the table: two_tables.docx")
    options = organiser.control("Sheet or table").find_all("option")
    assert [option["value"] for option in options] == ["1", "2"]
    assert options[1].text == "2: Таблица 2. Мероприятия прошлого плана (для сведения)"
    organiser.fill("Sheet or table", "2").press("Read again").press("Import as a draft")
    assert len(texts(app, consultation)) == 3


def test_columns_of_a_word_table_are_chosen_by_hand(app, organiser, consultation):
    organiser.press("Read the files", **uploads("traps/merged_vertical.docx"))
    organiser.follow("Correct the columns")
    assert organiser.control("Deadline").find("option", selected=True)["value"] == "6"
    organiser.fill("Deadline", "").press("Read again").press("Import as a draft")
    with app.app_context():
        draft = queries.draft_of(consultation.id)
        assert {row.deadline.exact("ru") for row in queries.measures_of(draft.id)} == {""}


@pytest.fixture
def margin(app, organiser, consultation):
    """The list of comments in the margin of a published version."""
    organiser.press("Read the files", **uploads(TRACKED))
    organiser.press(f"Accept all tracked changes: {WORKING}").press("Import as a draft")
    organiser.follow("Preview").follow("1 comment in the margin of its files")
    assert "They can be taken over when the plan is published." in organiser.text
    organiser.open(f"/en/organise/{consultation.slug}/plan").press("Publish the plan")
    with app.app_context():
        kept = db.session.get(type(consultation), consultation.id)
        kept.state = "open"
        db.session.commit()
    return organiser.open(f"/en/organise/{consultation.slug}/plan/1/margin")


def test_comment_in_the_margin_is_taken_over_by_hand(app, margin, consultation):
    assert "Кто определит штат? Предлагаем МФ." in margin.text
    margin.follow("Take over")
    assert margin.control("Comment").text.strip() == "Кто определит штат? Предлагаем МФ."
    margin.choose("Letter").choose("An individual").choose("Name withheld from the public")
    margin.choose("Question").press("Register")
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        facts = (made.author_name, made.source_ref, made.received_at.isoformat())
        assert facts == ("Редактор 0", f"{WORKING} #1", "2011-04-20T10:00:00+00:00")
        comment = db.session.scalars(select(Comment)).one()
        assert (comment.text, comment.language) == ("Кто определит штат? Предлагаем МФ.", "ru")
    margin.open(f"/en/organise/{consultation.slug}/plan/1/margin")
    assert made.reg_no in margin.text
    assert not [link for link in margin.soup.main.find_all("a") if "Take over" in link.text]


def test_margin_of_a_comment_that_is_not_there(margin, consultation):
    address = f"/en/organise/{consultation.slug}/comments/new?version=1&margin="
    margin.open(f"{address}2", status=404)
    margin.open(f"{address}x")


def test_word_file_with_traces_of_drafting_stays_inside(app, margin, consultation):
    public = Visitor(app).open(f"/en/c/{consultation.slug}")
    assert "Source file" not in public.text
    with app.app_context():
        version = queries.version_of(consultation.id, 1)
        file_id = version.sources[0]["file_id"]
    public.open(f"/en/c/{consultation.slug}/files/{file_id}", status=404)


def test_clean_word_file_is_given_to_the_public(app, organiser, consultation):
    organiser.press("Read the files", **uploads("plan_v1_ru.docx")).press("Import as a draft")
    organiser.press("Publish the plan")
    with app.app_context():
        db.session.get(type(consultation), consultation.id).state = "open"
        db.session.commit()
        file_id = queries.version_of(consultation.id, 1).sources[0]["file_id"]
    answer = app.test_client().get(f"/en/c/{consultation.slug}/files/{file_id}")
    assert (answer.status_code, answer.content_type) == (200, DOCX)
    assert answer.get_data() == (DATA / "plan_v1_ru.docx").read_bytes()


def test_word_letter_is_imported_with_its_facts(app, organiser):
    with app.app_context():
        make_organisation("O05")
        opened = make_consultation("open", prefix="UPR-2012")
        make_plan(opened, sections=8, measures=12)
        user = make_user([("organiser", opened)])
    sign_in(organiser, user).open(f"/en/organise/{opened.slug}/comments/import")
    organiser.fill("How it came", "Letter").fill("When it came", "2011-04-08T11:30")
    organiser.fill("Code of the organisation", "O05")
    data = (DATA / "letters" / "letter_04_third_window_kk.docx").read_bytes()
    organiser.press("Read the file", file=(BytesIO(data), "letter.docx")).press("Import")
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        assert (made.channel, made.language) == ("letter", "kk")
        assert len(db.session.scalars(select(Comment)).all()) == 6
