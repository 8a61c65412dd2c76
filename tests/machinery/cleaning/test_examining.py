"""What files tell is found, and the clean copy holds nothing of it; other programs open it."""

import base64
import shutil
import subprocess
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from PIL import Image

from consult.machinery.cleaning.examining import Examined, examine
from tests.factories import packages, telling_files
from tests.factories.packages import everything_in
from tests.factories.telling_files import TELLING

FOUND = {
    "docx": {
        *("author", "last_editor", "company", "title", "keywords", "description", "comment_author"),
        *("change_author", "custom_property", "revision_ids", "place", "device", "comment"),
    },
    "xlsx": {"author", "last_editor", "comment_author", "hidden_sheet", "path", "place", "device"},
    "odt": {
        *("author", "last_editor", "custom_property", "comment_author", "change_author"),
        *("printer", "preview", "place", "device"),
    },
    "pdf": {"author", "custom_property", "comment_author", "xmp", "place", "device"},
    "jpg": {"author", "device", "place", "comment"},
    "png": {"author", "xmp"},
}


@pytest.fixture(scope="module")
def examined() -> dict[str, Examined]:
    """Every kind of telling file, looked into once."""
    return {ending: examine(make(), ending) for ending, make in TELLING.items()}


@pytest.mark.parametrize("ending", TELLING)
def test_what_a_file_tells_is_found(examined: dict[str, Examined], ending: str) -> None:
    assert FOUND[ending] - {code for code, _value in examined[ending].found} == set()


@pytest.mark.parametrize("ending", TELLING)
def test_clean_copy_holds_none_of_it(examined: dict[str, Examined], ending: str) -> None:
    assert telling_files.WORD.encode() in everything_in(TELLING[ending](), ending)
    cleaned = examined[ending].cleaned
    assert (examined[ending].refusal, cleaned is None) == ("", False)
    assert cleaned is not None
    whole = everything_in(cleaned, ending)
    assert [word for word in (b"CANARY", b"00CA4A1", b"rsid") if word in whole] == []


@pytest.mark.parametrize("ending", TELLING)
def test_clean_copy_is_clean_when_it_is_looked_into_again(
    examined: dict[str, Examined], ending: str
) -> None:
    cleaned = examined[ending].cleaned
    assert cleaned is not None
    again = examine(cleaned, ending)
    assert (again.found, again.refusal) == ((), "")


def test_place_of_a_photo_is_said_in_degrees(examined: dict[str, Examined]) -> None:
    assert ("place", "43.23833, 76.90000") in examined["jpg"].found


def test_photo_is_turned_as_it_was_meant_to_be_seen(examined: dict[str, Examined]) -> None:
    before = Image.open(BytesIO(telling_files.jpeg()))
    after = Image.open(BytesIO(examined["jpg"].cleaned or b""))
    assert (before.size, after.size) == ((60, 40), (40, 60))
    assert (dict(after.getexif()), after.format) == ({}, "JPEG")


def test_times_and_systems_in_a_clean_package_are_always_the_same(
    examined: dict[str, Examined],
) -> None:
    with zipfile.ZipFile(BytesIO(examined["docx"].cleaned or b"")) as archive:
        facts = {(one.date_time, one.create_system, one.extra) for one in archive.infolist()}
    assert facts == {((1980, 1, 1, 0, 0, 0), 0, b"")}


def test_hidden_sheet_becomes_visible_and_cells_stay(examined: dict[str, Examined]) -> None:
    book = openpyxl.load_workbook(BytesIO(examined["xlsx"].cleaned or b""))
    assert [(one.title, one.sheet_state) for one in book.worksheets] == [
        ("Sheet", "visible"),
        ("Second", "visible"),
    ]
    assert (book["Sheet"]["A1"].value, book["Sheet"]["B1"].value) == ("Visible", "=A1")


def test_pdf_with_a_script_and_a_file_inside_is_found_active_and_cleaned() -> None:
    found = examine(telling_files.pdf(active=True), "pdf")
    assert {"script", "embedded_file"} <= {code for code, _value in found.found}
    assert (found.is_active, found.refusal) == (True, "")
    with pikepdf.open(BytesIO(found.cleaned or b"")) as opened:
        assert ("/OpenAction" in opened.Root, len(opened.attachments)) == (False, 0)
    assert b"CANARY" not in everything_in(found.cleaned or b"", "pdf")


@pytest.mark.parametrize("wrapping", ["/FlateDecode", "/ASCII85Decode"])
def test_photo_that_is_wrapped_once_more_in_a_pdf_is_cleaned(wrapping: str) -> None:
    photo = telling_files.jpeg(turned=1)
    pack = {
        "/FlateDecode": zlib.compress,
        "/ASCII85Decode": lambda raw: base64.a85encode(raw) + b"~>",
    }
    with pikepdf.open(BytesIO(telling_files.pdf())) as opened:
        filters = pikepdf.Array([pikepdf.Name(wrapping), pikepdf.Name.DCTDecode])
        opened.pages[0].Resources.XObject.I1.write(pack[wrapping](photo), filter=filters)
        out = BytesIO()
        opened.save(out)
    found = examine(out.getvalue(), "pdf")
    assert ("place", "43.23833, 76.90000") in found.found
    with pikepdf.open(BytesIO(found.cleaned or b"")) as opened:
        raw = bytes(opened.pages[0].Resources.XObject.I1.read_raw_bytes())
    assert (raw[:2], b"CANARY" in raw) == (b"\xff\xd8", False)


def test_layers_of_a_pdf_do_not_tell_who_drew_them() -> None:
    with pikepdf.open(BytesIO(telling_files.pdf())) as opened:
        usage = pikepdf.Dictionary(
            CreatorInfo=pikepdf.Dictionary(Creator=pikepdf.String("CANARY-program")),
            User=pikepdf.Dictionary(Type=pikepdf.Name.Ind, Name=pikepdf.String("CANARY-user")),
        )
        layer = pikepdf.Dictionary(
            Type=pikepdf.Name.OCG, Name=pikepdf.String("Visible layer"), Usage=usage
        )
        opened.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([opened.make_indirect(layer)])
        )
        out = BytesIO()
        opened.save(out)
    found = examine(out.getvalue(), "pdf")
    assert {("program", "CANARY-program"), ("author", "CANARY-user")} <= set(found.found)
    whole = everything_in(found.cleaned or b"", "pdf")
    assert (b"CANARY" in whole, b"Visible layer" in whole) == (False, True)


def test_pdf_nested_without_end_is_not_read_to_its_end() -> None:
    nested = b"[" * 3_000 + b"]" * 3_000
    root = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/X " + nested + b">>\nendobj\n"
    pages = b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    found = examine(b"%PDF-1.4\n" + root + pages + b"trailer\n<</Root 1 0 R>>\n%%EOF\n", "pdf")
    assert (found.refusal, found.cleaned) == ("damaged", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("ending", "part"),
    [("docx", "word/settings.xml"), ("xlsx", "xl/workbook.xml"), ("odt", "content.xml")],
)
def test_document_type_refuses_the_file_however_it_is_written(
    ending: str, part: str, encoding: str
) -> None:
    typed = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
    made = packages.repacked(TELLING[ending](), {part: lambda _part: typed.encode(encoding)})
    found = examine(made, ending)
    assert (found.error, found.cleaned) == ("E_XML_ENTITIES", None)


def test_document_nested_three_thousand_deep_is_not_read_to_its_end() -> None:
    deep = b"<a>" * 3_000 + b"</a>" * 3_000
    made = packages.repacked(telling_files.docx(), {"word/settings.xml": lambda _part: deep})
    assert examine(made, "docx").refusal == "damaged"


def test_part_of_an_unknown_kind_is_not_cleaned_in_the_dark() -> None:
    strange = packages.repacked(
        telling_files.docx(),
        {
            "word/_rels/document.xml.rels": lambda part: part.replace(
                b"</Relationships>",
                b'<Relationship Id="rId99" Type="http://x/relationships/strange" '
                b'Target="strange.xml"/></Relationships>',
            )
        },
        {"word/strange.xml": "<x/>"},
    )
    found = examine(strange, "docx")
    assert (found.refusal, found.cleaned) == ("foreign_part", None)
    assert ("author", "CANARY-author") in found.found


def test_part_that_nothing_leads_to_is_left_behind() -> None:
    more = packages.repacked(telling_files.docx(), {}, {"word/stray.xml": "<x>CANARY</x>"})
    with zipfile.ZipFile(BytesIO(examine(more, "docx").cleaned or b"")) as archive:
        assert "word/stray.xml" not in archive.namelist()


def test_workbook_inside_a_document_is_cleaned_as_well() -> None:
    made = packages.repacked(
        telling_files.docx(),
        {
            "word/_rels/document.xml.rels": lambda part: part.replace(
                b"</Relationships>",
                b'<Relationship Id="rId98" Target="embeddings/a.xlsx" Type="http://schemas.'
                b'openxmlformats.org/officeDocument/2006/relationships/package"/></Relationships>',
            )
        },
    )
    out = BytesIO(made)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/a.xlsx", telling_files.xlsx())
    found = examine(out.getvalue(), "docx")
    with zipfile.ZipFile(BytesIO(found.cleaned or b"")) as archive:
        inside = archive.read("word/embeddings/a.xlsx")
    assert b"CANARY" not in everything_in(inside, "xlsx")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"%PDF-1.4\ntrailer\n%%EOF\n", "pdf"),
        (telling_files.docx()[:3000], "docx"),
        (b"\xff\xd8\xff\xe0 no picture \xff\xd9", "jpg"),
    ],
    ids=["pdf", "docx", "jpg"],
)
def test_damaged_file_has_no_clean_copy(data: bytes, ending: str) -> None:
    found = examine(data, ending)
    assert (found.cleaned, bool(found.refusal or found.error)) == (None, True)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is NOT installed")
def test_office_opens_the_clean_copies(examined: dict[str, Examined], tmp_path: Path) -> None:
    for ending in ("docx", "odt"):
        (tmp_path / f"{ending}.{ending}").write_bytes(examined[ending].cleaned or b"")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    files = [str(tmp_path / name) for name in ("docx.docx", "odt.odt")]
    subprocess.run(
        [*command, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        timeout=90,
    )
    texts = [(tmp_path / f"{name}.txt").read_text("utf-8-sig") for name in ("docx", "odt")]
    assert [
        "KeptInsertedAfter" in texts[0],
        "Visible" in texts[0],
        "Visible After" in texts[1],
    ] == [True] * 3


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler-utils is NOT installed")
def test_pdfinfo_finds_nothing_and_the_words_stay(
    examined: dict[str, Examined], tmp_path: Path
) -> None:
    path = tmp_path / "clean.pdf"
    path.write_bytes(examined["pdf"].cleaned or b"")
    facts = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert [name for name in ("Author", "Creator", "Producer", "Date") if name in facts] == []
    words = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True)
    assert words.stdout.split() == ["Visible"]
