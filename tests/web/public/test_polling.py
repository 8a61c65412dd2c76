"""Whoever asks for public pages again and again learns nothing of when withheld authors send."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from consult.domain.consultations.models import Consultation
from consult.domain.people import heads as head_letters
from consult.domain.people.actors import VISITOR
from consult.domain.reports.balance import balances_of, total_of
from consult.domain.reports.regions import figures_of
from consult.domain.submissions import editing
from consult.domain.submissions.levels import WITHHELD
from consult.domain.submissions.models import Comment
from consult.domain.submissions.reading import tallies, totals
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.record import an_open_consultation, by_sql, send
from tests.factories.trustees import make_trustee
from tests.visitor import Visitor

SLUG = "upr-2027"
MEASURE, LEDGER = f"/en/c/{SLUG}/measures/1.1", "/en/record/ledger.csv"
MOST = 80


@pytest.fixture
def consultation(app: Flask, tmp_path) -> Consultation:
    """Open, with trustees, and with a comment of somebody who is named."""
    with app.app_context():
        made = an_open_consultation(slug=SLUG)
        for name in ("First", "Second"):
            make_trustee(made, tmp_path, name)
        send(made, "named before")
        head_letters.send_away()
        db.session.commit()
        yield made


def read_everything(app: Flask) -> dict[str, str]:
    """What every public page and file of the consultation says; address -> words."""
    visitor, found, waiting = Visitor(app, check=False), {}, ["/en/", f"/en/c/{SLUG}"]
    waiting += [f"/en/c/{SLUG}/{one}" for one in ("record", "regions", "regions.csv")]
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if path in found:
            continue
        answer = visitor.open(path, status=None).response
        data = answer.get_data()
        if answer.mimetype != "text/html":
            found[path] = str(plain(data) if data[:2] == b"PK" else data)
        else:
            found[path] = visitor.text
            targets = [urljoin(path, str(a["href"])) for a in visitor.soup.find_all("a", href=True)]
            waiting += [one for one in targets if worth(one)]
    return found


def plain(packed: bytes) -> list[bytes]:
    """The parts of an Office file without those that hold the moment of its making."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = [one for one in sorted(archive.namelist()) if not one.startswith("docProps")]
        return [archive.read(name) for name in names]


def worth(target: str) -> bool:
    path = urlsplit(target).path
    inside = path.startswith((f"/en/c/{SLUG}", "/en/record")) and "/comment" not in path
    return inside and "#" not in target and "/open/" not in path


@pytest.mark.walk
def test_no_public_page_changes_when_a_withheld_author_sends(
    app: Flask, consultation: Consultation
) -> None:
    before = read_everything(app)
    assert {MEASURE, LEDGER, f"/en/c/{SLUG}/record/account.csv"} <= set(before)
    for level in WITHHELD:
        send(consultation, level, level=level)
        db.session.commit()
        after = read_everything(app)
        assert [one for one in before | after if before.get(one) != after.get(one)] == [], level
    send(consultation, "named")
    db.session.commit()
    assert read_everything(app)[MEASURE] != before[MEASURE]


def counted(consultation: Consultation) -> tuple[int, ...]:
    """The number of comments as each public count gives it."""
    line = total_of(balances_of(consultation.id))
    assert line.balances
    return (
        tallies(consultation.id).total.all,
        totals([consultation.id])[consultation.id],
        line.received,
        figures_of(consultation, "public").total.comments,
    )


def test_they_count_from_the_next_day_on(consultation: Consultation) -> None:
    sent = send(consultation, "quiet", level="anonymous")
    assert counted(consultation) == (2, 2, 2, 2)
    assert figures_of(consultation, "organiser").total.comments == 4
    yesterday = sent.submission.received_at - timedelta(seconds=1)
    mine = update(Comment).where(Comment.submission_id == sent.id)
    db.session.execute(mine.values(received_at=yesterday))
    assert counted(consultation) == (4, 4, 4, 4)


def test_they_count_as_soon_as_they_are_on_the_page(consultation: Consultation) -> None:
    sent = send(consultation, "quiet", level="withheld_public")
    mine = update(Comment).where(Comment.submission_id == sent.id)
    db.session.execute(mine.values(publication="published", published_at=now()))
    assert counted(consultation) == (4, 4, 4, 4)


def test_what_is_taken_back_on_the_same_day_is_told_a_day_later_too(
    consultation: Consultation,
) -> None:
    sent = send(consultation, "quiet", level="anonymous")
    editing.withdraw_submission(sent.id, by=VISITOR, token=sent.secrets.token)
    assert tallies(consultation.id).total.withdrawn == 0
    assert counted(consultation) == (2, 2, 2, 2)


def test_comment_that_was_dropped_is_missed_on_the_same_day(consultation: Consultation) -> None:
    """What came today is left out by its rows: a receipt without a row stays in the account."""
    sent = send(consultation, "quiet", level="anonymous")
    by_sql("delete from comment_bodies where comment_id = :id", id=sent.comment.id)
    by_sql("delete from comments where id = :id", id=sent.comment.id)
    assert [line.number for line in balances_of(consultation.id) if not line.balances] == ["1.1"]
