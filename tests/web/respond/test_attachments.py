"""Files of a comment: who gets which copy, under what name and with what headers."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.submissions.attachments import attach, stage
from consult.domain.submissions.models import Attachment
from consult.kernel.database import db
from consult.machinery import files, scans
from consult.machinery.scans import FileScan
from tests.factories import telling_files
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor

NAME = 'Хат "CANARY"\r\nX: y.jpg'


@dataclass
class Sent:
    """A comment with a photo, the bodies that answer it, and the people who look."""

    comment_id: UUID
    attachment_id: UUID
    file_ids: list[UUID]
    slug: str
    staff: Visitor
    ministry: Visitor
    stranger: Visitor

    @property
    def for_ministry(self) -> str:
        return f"/en/respond/comments/{self.comment_id}/files/{self.attachment_id}"

    @property
    def for_staff(self) -> str:
        return f"/en/organise/{self.slug}/attachments/{self.attachment_id}"


def sent_at(app: Flask, level: str, data: bytes = b"", publication: str = "published") -> Sent:
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation)
        moj, other = make_body("MOJ"), make_body("MH")
        submission = make_submission(consultation, level=level)
        comment = make_comment(consultation, submission=submission, publication=publication)
        attach(submission.id, [stage(data or telling_files.jpeg(), NAME).id])
        attachment = db.session.scalars(db.select(Attachment)).one()
        people = (
            make_user([("moderator", consultation)]),
            make_user([("ministry_contributor", consultation, moj)]),
            make_user([("ministry_contributor", consultation, other)]),
        )
        copies = [attachment.file_id, *filter(None, [attachment.cleaned_id])]
        sent = (comment.id, attachment.id, copies, str(consultation.slug))
        users = [kept(user) for user in people]
    return Sent(*sent, *(sign_in(Visitor(app), user) for user in users))


def get(visitor: Visitor, url: str) -> tuple[int, bytes]:
    answer = visitor.client.get(url)
    return answer.status_code, answer.data


def test_ministry_gets_the_clean_copy_and_staff_the_file_of_a_named_author(app: Flask) -> None:
    sent = sent_at(app, "named")
    status, given = get(sent.ministry, sent.for_ministry)
    assert (status, b"CANARY" in given, given[:2]) == (200, False, b"\xff\xd8")
    assert get(sent.staff, sent.for_staff) == (200, telling_files.jpeg())


@pytest.mark.parametrize("level", ["withheld_public", "withheld_ministries", "anonymous"])
def test_below_open_levels_nobody_gets_more_than_the_clean_copy(app: Flask, level: str) -> None:
    sent = sent_at(app, level)
    for visitor, url in ((sent.ministry, sent.for_ministry), (sent.staff, sent.for_staff)):
        answer = visitor.client.get(url)
        assert (answer.status_code, b"CANARY" in answer.data) == (200, False)
        assert answer.headers["Content-Disposition"] == "attachment; filename=attachment-1.jpg"


def test_organisation_alone_shown_hides_the_maker_from_ministries(app: Flask) -> None:
    sent = sent_at(app, "org_only")
    answer = sent.ministry.client.get(sent.for_ministry)
    assert answer.headers["Content-Disposition"] == "attachment; filename=attachment-1.jpg"
    assert b"CANARY" not in answer.data


def test_file_without_a_clean_copy_is_not_given_to_ministries_beside_a_hidden_name(
    app: Flask,
) -> None:
    sent = sent_at(app, "org_only", b"%PDF-1.4\ntrailer\n%%EOF\n")
    assert get(sent.ministry, sent.for_ministry)[0] == 404
    assert get(sent.staff, sent.for_staff)[0] == 200


def test_download_is_a_file_of_a_kind_we_name_and_never_a_page(app: Flask) -> None:
    sent = sent_at(app, "named")
    answer = sent.ministry.client.get(sent.for_ministry)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers.getlist("X") == []
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="_CANARY_X_ y.jpg"; '
        "filename*=UTF-8''%D0%A5%D0%B0%D1%82%20_CANARY_X_%20y.jpg"
    )


def test_other_bodies_and_other_comments_get_no_file(app: Flask) -> None:
    sent = sent_at(app, "named")
    assert get(sent.stranger, sent.for_ministry)[0] == 404
    assert get(Visitor(app), sent.for_staff)[0] == 302
    with app.app_context():
        there = consultation_by_slug(sent.slug)
        another = str(make_comment(there, publication="published").id)
        url = sent.for_ministry.replace(str(sent.comment_id), another)
    assert get(sent.ministry, url)[0] == 404


def test_ministry_gets_no_file_where_words_were_taken_out(app: Flask) -> None:
    sent = sent_at(app, "named", publication="published_redacted")
    assert get(sent.ministry, sent.for_ministry)[0] == 404
    assert "Files" not in sent.ministry.open(f"/en/respond/comments/{sent.comment_id}").text


def test_file_with_a_virus_is_given_to_nobody(app: Flask) -> None:
    sent = sent_at(app, "named")
    with app.app_context():
        for identity in sent.file_ids:
            db.session.add(FileScan(file_id=identity, state="infected", signature="Eicar"))
        db.session.commit()
    assert get(sent.ministry, sent.for_ministry)[0] == 403
    assert get(sent.staff, sent.for_staff)[0] == 403
    page = sent.ministry.open(f"/en/respond/comments/{sent.comment_id}").text
    assert ("Virus found" in page, "This file cannot be downloaded." in page) == (True, True)


def test_file_that_was_not_scanned_has_a_warning_until_it_is(app: Flask) -> None:
    sent = sent_at(app, "named")
    url = f"/en/respond/comments/{sent.comment_id}"
    assert "Not scanned for viruses. Open it with care." in sent.ministry.open(url).text
    with app.app_context():
        db.session.add(FileScan(file_id=sent.file_ids[1], state="clean"))
        db.session.commit()
    assert "Not scanned" not in sent.ministry.open(url).text


def test_file_whose_bytes_are_gone_is_not_found(app: Flask) -> None:
    sent = sent_at(app, "named")
    with app.app_context():
        path: Path = files.path_of(sent.file_ids[0])
        path.unlink()
    assert get(sent.staff, sent.for_staff)[0] == 404


def test_infected_file_is_refused_by_its_id(app: Flask) -> None:
    with app.app_context():
        stored = files.store(b"x", name="a.txt", media_type="text/plain", purpose="test")
        db.session.flush()
        db.session.add(FileScan(file_id=stored.id, state="infected", signature="Eicar"))
        db.session.flush()
        with pytest.raises(scans.Infected):
            scans.refuse_infected(stored.id)
