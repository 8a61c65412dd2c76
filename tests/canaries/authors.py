"""Five authors fill every field at their level with planted words, and fail on the way."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pikepdf
from docx import Document
from PIL import ExifTags, Image

from tests.canaries.remote import Remote
from tests.canaries.tokens import LEVELS, Author, author
from tests.canaries.world import World


def send_everything(world: World) -> None:
    """Let the authors write, fail in every way, and send; nothing is moderated yet."""
    for level in LEVELS:
        one = author(level)
        world.authors[level] = one
        remote = Remote(world.service.url, _headers(one))
        _write(world, remote, one)
        _stumble(world, remote, one)
        remote.open(f"/en/c/{world.slug}/comment/check").send("seen", anyway="y")
        assert "/comment/sent" in remote.answer.url, (level, remote.words[:900])
        code = remote.soup.find(class_="app-key")
        assert code is not None
        world.secret[level] = code.get_text(strip=True)
        _look_up(remote, world.secret[level])


def bring_in(world: World) -> None:
    """An organiser imports a file that tells of the same people, at the same levels."""
    rows = [
        {
            "external_id": f"E-{one.level}",
            "submitted_at": f"{datetime.now(UTC) - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S+00:00}",
            "language": "en",
            "target_type": "measure",
            "target_number": "1.2",
            "kind": "support",
            "text": f"Words on paper at {one.level}.",
            "author_kind": "individual",
            "author_name": one["name"],
            "organisation_name": one["organisation"],
            "contact_email": one["email"],
            "confidentiality": one.level,
            "channel": "letter",
        }
        for one in world.authors.values()
    ]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    remote = Remote(world.service.url)
    remote.session.cookies.set("consult_session", world.tokens["organiser"])
    remote.open(f"/en/organise/{world.slug}/comments/import")
    file = {"file": ("people.csv", table.getvalue().encode(), "text/csv")}
    remote.send("file", files=file).send("csrf_token")
    assert "5 comments were imported." in remote.words, remote.words[:900]


def _headers(one: Author) -> dict[str, str]:
    return {
        "User-Agent": f"Mozilla/5.0 (X11; Linux) {one['agent']}/1.0 Firefox/140",
        "Accept-Language": f"en,{one['language']};q=0.5",
        "Referer": f"https://{one['referer']}.example/page",
        "X-Forwarded-For": one["forwarded"],
    }


def _write(world: World, remote: Remote, one: Author) -> None:
    about = f"/en/c/{world.slug}/comment"
    remote.open(f"{about}/point?target=measure:1.1")
    words = {"text": f"Words of the author at {one.level}.", "kind": "objection"}
    remote.send("text", **words, language="en")
    remote.open(f"{about}/points")
    for name, kind, data in files_of(one):
        remote.open(f"{about}/points")
        remote.send("files", files={"files": (name, data, kind)})
    remote.open(f"{about}/about-you").send("level", **{**_about(one), "contact_email": "nobody"})
    remote.send("level", **_about(one))
    assert "/comment/check" in remote.answer.url, (one.level, remote.words[:900])


def _about(one: Author) -> dict[str, str]:
    return {
        "author_kind": "joint",
        "author_name": one["name"],
        "organisation_name": one["organisation"],
        "cosigners": one["cosigner"],
        "contact_email": one["email"],
        "level": one.level,
        "consent": "y",
    }


def files_of(one: Author) -> list[tuple[str, str, bytes]]:
    """A Word file, a photo and a PDF that tell who made them, each under a telling name."""
    paper, word = Document(), io.BytesIO()
    paper.core_properties.author = paper.core_properties.last_modified_by = one["file_author"]
    paper.add_paragraph("Visible")
    paper.save(word)
    exif, photo = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Artist] = one["file_author"]
    Image.new("RGB", (40, 30)).save(photo, "JPEG", exif=exif)
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = one["file_author"]
    pdf.save(out)
    return [
        (f"{one['file_name']}.docx", "application/msword", word.getvalue()),
        (f"{one['file_name']}.jpg", "image/jpeg", photo.getvalue()),
        (f"{one['file_name']}.pdf", "application/pdf", out.getvalue()),
    ]


def _stumble(world: World, remote: Remote, one: Author) -> None:
    """Meet a page that is not there, an error of the program and one of the database."""
    remote.open(f"/en/nothing/{one['name']}?who={one['organisation']}")
    assert remote.answer.status_code == 404
    for trouble in ("program", "database"):
        remote.open(f"/en/c/{world.slug}/comment/check")
        remote.session.headers["X-Trouble"] = trouble
        remote.send("seen", anyway="y")
        del remote.session.headers["X-Trouble"]
        assert remote.answer.status_code >= 500, (trouble, remote.answer.status_code)


def _look_up(remote: Remote, code: str) -> None:
    reference = remote.soup.find("strong")
    remote.open("/en/receipt").send("reference", reference="AAAA1111", code=code)
    assert reference is not None
