"""Attached files are judged by content and structure; names become safe and stay readable."""

import bz2
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from consult.domain.submissions.file_types import KINDS as TAKEN
from consult.domain.submissions.file_types import FileRefused, checked_name, kind_of_file
from tests.factories import telling_files

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
TYPES = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)


def png(width: int = 10, height: int = 10) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)
    return head + b"\x08\x02\x00\x00\x00" + b"\x00" * 40 + b"IEND\xaeB`\x82"


def jpg(width: int = 10, height: int = 10) -> bytes:
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x00" * 9
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 10 + frame + b"\xff\xd9" + b"\x00" * 9


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def odt(*more: tuple[str, bytes]) -> bytes:
    mime = ("mimetype", b"application/vnd.oasis.opendocument.text")
    return packed(mime, ("content.xml", b"<x/>"), *more)


DOCX = packed(("[Content_Types].xml", TYPES), ("word/document.xml", b"<x/>"))
MACRO_TYPES = TYPES.replace(b"document.main", b"document.macroEnabled.main")


def typed(types: bytes) -> bytes:
    """A document that says this of its parts."""
    return packed(("[Content_Types].xml", types), ("word/document.xml", b"<x/>"))


def locked(data: bytes) -> bytes:
    """The package with the mark that its members need a password."""
    marked = bytearray(data)
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(head)
        while place >= 0:
            marked[place + flags] |= 1
            place = marked.find(head, place + 1)
    return bytes(marked)


def with_packing(data: bytes, member: str, method: int, size: int) -> bytes:
    """The package with a directory that tells another packing and size of a member."""
    marked = bytearray(data)
    name = member.encode()
    local, central = marked.find(name) - 30, marked.rfind(name) - 46
    for place, skipped in ((local, 0), (central, 2)):
        struct.pack_into("<H", marked, place + skipped + 8, method)
        struct.pack_into("<I", marked, place + skipped + 22, size)
    return bytes(marked)


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PDF, "pdf"),
        (png(), "png"),
        (jpg(), "jpg"),
        (DOCX, "docx"),
        (odt(), "odt"),
        (telling_files.xlsx(), "xlsx"),
        ("Қазақша мәтін\n".encode(), "txt"),
    ],
    ids=["pdf", "png", "jpg", "docx", "odt", "xlsx", "txt"],
)
def test_kind_is_found_whatever_the_name(data: bytes, ending: str) -> None:
    assert kind_of_file(data, "holiday.exe").ending == ending


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7 cut off", "file_damaged"),
        (b"%PDF-1.7 /Encrypt 5 0 R %%EOF", "file_locked"),
        (png()[:40], "file_damaged"),
        (png(10_000, 5_000), "image_too_big"),
        (jpg(10_000, 5_000), "image_too_big"),
        (b"\xff\xd8\xff\xd9", "file_damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        (b"  <!DOCTYPE html><script>", "file_kind"),
        (b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        (b"<!-- a --> <!-- b --><html><script>1</script>", "file_kind"),
        (b"{\\rtf1{\\info{\\author CANARY}}}", "file_kind"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "file_kind"),
        (b"%!PS-Adobe-3.0\n", "file_kind"),
        (b"MZ\x90\x00\x03", "file_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_kind"),
        ("Слово".encode("cp1251"), "file_kind"),
        (b"\x1b[31m", "file_kind"),
        (packed(("a.txt", b"x")), "file_kind"),
        (packed(("[Content_Types].xml", TYPES), ("word/vbaProject.bin", b"x")), "file_macros"),
        (odt(("Basic/Standard/script.xml", b"x")), "file_macros"),
        (DOCX[:60], "file_damaged"),
        (
            packed(("[Content_Types].xml", MACRO_TYPES), ("word/document.xml", b"<x/>")),
            "file_macros",
        ),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "file_kind"),
        (locked(DOCX), "file_locked"),
        (typed(MACRO_TYPES.decode().encode("utf-16")), "file_macros"),
        (typed(TYPES + b" " * 1_000_000 + MACRO_TYPES), "file_unsafe"),
    ],
    ids=range(27),
)
def test_others_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of_file(data, "paper.docx")
    assert caught.value.facts["reason"] == reason
    assert caught.value.facts["name"] == "paper.docx"


def linked() -> bytes:
    """An ODT whose picture is a symbolic link to a file of the reader's machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.text")
        link = zipfile.ZipInfo("Pictures/1.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, b"/etc/passwd")
    return out.getvalue()


def word(*more: tuple[str, bytes]) -> bytes:
    return packed(("[Content_Types].xml", TYPES), ("word/document.xml", b"<x/>"), *more)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"
INNER = packed(("a.txt", b"x"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (word(("word/embeddings/oleObject1.bin", OLE)), "file_objects"),
        (word(("word/media/image1.png", OLE)), "file_objects"),
        (word(("word/activeX/activeX1.xml", b"<x/>")), "file_objects"),
        (odt(("Object 1", OLE)), "file_objects"),
        (word(("inner.zip", INNER)), "file_unsafe"),
        (word(("word/media/image1.png", INNER)), "file_unsafe"),
        (odt(("Pictures/1.png", INNER)), "file_unsafe"),
        (odt(("a.zip", INNER)), "file_unsafe"),
        (odt(("Pictures/../../x", b"x")), "file_unsafe"),
        (odt(("/etc/x", b"x")), "file_unsafe"),
        (odt(("C:\\x", b"x")), "file_unsafe"),
        (word(("word/../../x", b"x")), "file_unsafe"),
        (linked(), "file_unsafe"),
        (PDF + INNER, "file_unsafe"),
        (jpg() + INNER, "file_unsafe"),
        (b"some words\n" + INNER, "file_unsafe"),
        (word(*((f"a{number}", b"") for number in range(2_000))), "file_unsafe"),
    ],
    ids=range(17),
)
def test_what_hides_inside_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of_file(data, "paper.docx")
    assert caught.value.facts["reason"] == reason


def test_workbook_of_a_chart_may_stand_inside_a_document() -> None:
    inner = telling_files.xlsx()
    assert kind_of_file(word(("word/embeddings/a.xlsx", inner)), "a").ending == "docx"


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (INNER, "file_unsafe"),
        (word(("word/vbaProject.bin", b"x")), "file_macros"),
        (word(("word/media/image1.png", OLE)), "file_objects"),
        (word(("word/embeddings/b.docx", DOCX)), "file_unsafe"),
        (locked(DOCX), "file_locked"),
    ],
    ids=["zip", "macros", "objects", "deeper", "locked"],
)
def test_workbook_inside_a_document_is_judged_as_well(inner: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of_file(word(("word/embeddings/a.docx", inner)), "paper.docx")
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize("make", [word, odt], ids=["docx", "odt"])
@pytest.mark.parametrize("method", [9, 12, 14], ids=["deflate64", "bzip2", "lzma"])
def test_packing_that_no_office_program_uses_is_refused_unread(
    make: Callable[..., bytes], method: int
) -> None:
    bomb = bz2.compress(bytes(50_000_000))
    data = with_packing(make(("media/a.png", bomb)), "media/a.png", method, 100)
    tracemalloc.start()
    with pytest.raises(FileRefused) as caught:
        kind_of_file(data, "paper.docx")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (caught.value.facts["reason"], most < 5_000_000) == ("file_unsafe", True)


def test_size_that_the_directory_hides_is_never_unpacked() -> None:
    bomb = packed(("media/a.png", bytes(100_000_000)), method=zipfile.ZIP_DEFLATED)
    body = bomb[30 + len("media/a.png") : bomb.find(b"PK\x01\x02")]
    hidden = with_packing(word(("media/a.png", body)), "media/a.png", zipfile.ZIP_DEFLATED, 10)
    tracemalloc.start()
    with pytest.raises(FileRefused) as caught:
        kind_of_file(hidden, "a.docx")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (caught.value.facts["reason"], most < 5_000_000) == ("file_damaged", True)


def test_many_comments_before_no_page_take_no_time() -> None:
    data = b"<!--a-->" * 250 + b"words"
    assert kind_of_file(data, "a.txt").ending == "txt"


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    mime = ("mimetype", b"application/vnd.oasis.opendocument.text")
    bomb = packed(mime, ("content.xml", b"\x00" * 60_000_000), method=zipfile.ZIP_DEFLATED)
    with pytest.raises(FileRefused) as caught:
        kind_of_file(bomb, "big.odt")
    assert caught.value.facts["reason"] == "file_unsafe"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\хат.docx", "хат.pdf"),
        ("con.docx", "document.pdf"),
        ("", "document.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_ x.pdf"),
        ('say "hi".pdf', "say _hi_.pdf"),
        ("invoice\u202efdp.exe", "invoice_fdp.pdf"),
        ("Ұсыныстар әділет.pdf", "Ұсыныстар әділет.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("ә" * 300 + ".pdf", "ә" * 120 + ".pdf"),
        ("CON", "document.pdf"),
        ("com1.txt.pdf", "document.pdf"),
        ("\u200efile\u061c.pdf", "file.pdf"),
        ("..", "document.pdf"),
        ("a\x00b.pdf", "a_b.pdf"),
    ],
)
def test_names_become_safe_and_stay_readable(name: str, safe: str) -> None:
    pdf = next(kind for kind in TAKEN if kind.ending == "pdf")
    assert checked_name(name, pdf) == safe
