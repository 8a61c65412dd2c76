"""Files that tell who made them: each hidden place holds a word of its own beginning with CANARY.

What a reader is meant to see is the word Visible.
"""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pikepdf
from docx import Document
from docx.shared import Inches
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from PIL import ExifTags, Image, PngImagePlugin

from tests.factories.packages import packed, repacked

SEEN = "Visible"
WORD = "CANARY"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATION = '<Relationship Id="{id}" Type="{kind}" Target="{target}"{mode}/>'
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:officeooo="http://openoffice.org/2009/office" office:version="1.3"'
)


def jpeg(size: tuple[int, int] = (60, 40), turned: int = 6) -> bytes:
    """A photo with an author, a place, a device, a comment; turned on its side."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "CANARY-photographer"
    exif[ExifTags.Base.Model] = "CANARY-camera"
    exif[ExifTags.Base.Orientation] = turned
    exif[ExifTags.IFD.GPSInfo] = {
        1: "N",
        2: (43.0, 14.0, 18.0),
        3: "E",
        4: (76.0, 54.0, 0.0),
    }
    out = BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.save(out, "JPEG", exif=exif, comment=b"CANARY-jpeg-comment")
    return out.getvalue()


def png() -> bytes:
    """A picture with texts beside it."""
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Author", "CANARY-painter")
    facts.add_itxt("XML:com.adobe.xmp", "<x>CANARY-xmp</x>")
    out = BytesIO()
    Image.linear_gradient("L").resize((50, 30)).save(out, "PNG", pnginfo=facts)
    return out.getvalue()


def docx() -> bytes:
    """A Word file with properties, a comment, tracked changes, a template, a photo, a custom part."""
    paper = Document()
    facts = paper.core_properties
    facts.author, facts.last_modified_by = "CANARY-author", "CANARY-editor"
    facts.title, facts.keywords, facts.comments = "CANARY-title", "CANARY-key", "CANARY-remark"
    paper.add_paragraph(SEEN)
    paper.add_picture(BytesIO(jpeg()), width=Inches(1))
    out = BytesIO()
    paper.save(out)
    return repacked(
        out.getvalue(),
        {
            "word/document.xml": _with_marks,
            "word/_rels/document.xml.rels": _with_relations,
            "word/settings.xml": _with_session,
            "[Content_Types].xml": _with_types,
            "docProps/app.xml": lambda part: part.replace(
                b"</Properties>", b"<Company>CANARY-company</Company></Properties>"
            ),
        },
        {
            "word/comments.xml": f'<w:comments {_W}><w:comment w:id="0" w:author="CANARY-critic" '
            'w:initials="CANARY" w:date="2011-03-01T10:00:00Z"><w:p><w:r><w:t>CANARY-margin</w:t>'
            "</w:r></w:p></w:comment></w:comments>",
            "word/people.xml": f"<w:people {_W}>CANARY-people</w:people>",
            "customXml/item7.xml": "<facts>CANARY-custom</facts>",
        },
    )


def _with_marks(part: bytes) -> bytes:
    marks = (
        '<w:p w:rsidR="00CA4A12" w:rsidRDefault="00CA4A13">'
        '<w:commentRangeStart w:id="0"/><w:r><w:t>Kept</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
        '<w:ins w:id="1" w:author="CANARY-inserter" w:date="2011-03-01T10:00:00Z">'
        "<w:r><w:t>Inserted</w:t></w:r></w:ins>"
        '<w:del w:id="2" w:author="CANARY-deleter"><w:r><w:delText>CANARY-deleted</w:delText></w:r>'
        "</w:del>"
        '<w:fldSimple w:instr=" AUTHOR "><w:r><w:t>CANARY-field</w:t></w:r></w:fldSimple>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> FILENAME \\p </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>CANARY-path</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>After</w:t></w:r></w:p>'
    )
    return part.replace(b"<w:sectPr", marks.encode() + b"<w:sectPr", 1).replace(b'descr=""', b"", 1)


def _with_relations(part: bytes) -> bytes:
    more = "".join(
        (
            _RELATION.format(
                id="rId70", kind=f"{_OFFICE}/relationships/comments", target="comments.xml", mode=""
            ),
            _RELATION.format(
                id="rId71",
                kind="http://schemas.microsoft.com/office/2011/relationships/people",
                target="people.xml",
                mode="",
            ),
            _RELATION.format(
                id="rId72",
                kind=f"{_OFFICE}/relationships/customXml",
                target="../customXml/item7.xml",
                mode="",
            ),
        )
    )
    return part.replace(b"</Relationships>", more.encode() + b"</Relationships>")


def _with_session(part: bytes) -> bytes:
    ids = '<w:rsids><w:rsidRoot w:val="00CA4A11"/><w:rsid w:val="00CA4A12"/></w:rsids>'
    vars_ = '<w:docVars><w:docVar w:name="x" w:val="CANARY-variable"/></w:docVars>'
    return part.replace(b"</w:settings>", f"{ids}{vars_}</w:settings>".encode())


def _with_types(part: bytes) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    more = (
        f'<Override PartName="/word/comments.xml" ContentType="{kind}.comments+xml"/>'
        f'<Override PartName="/word/people.xml" ContentType="{kind}.people+xml"/>'
    )
    return part.replace(b"</Types>", more.encode() + b"</Types>")


def xlsx() -> bytes:
    """A workbook with properties, a comment, a hidden sheet, a photo and the maker's folder."""
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.lastModifiedBy = "CANARY-author", "CANARY-editor"
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = SEEN
    sheet["B1"] = "=A1"
    sheet["A1"].comment = Comment("CANARY-note", "CANARY-critic")
    sheet.add_image(SheetImage(BytesIO(jpeg())), "C3")
    book.create_sheet("Second").sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    path = (
        '<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" '
        'url="C:\\Users\\CANARY-user\\"/>'
    )
    return repacked(
        out.getvalue(),
        {
            "xl/workbook.xml": lambda part: part.replace(
                b"<bookViews>", path.encode() + b"<bookViews>"
            )
        },
    )


def odt() -> bytes:
    """An OpenDocument text with properties, a comment, a deletion, a printer and a preview."""
    content = (
        f"<office:document-content {_ODF}><office:body><office:text>"
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion>"
        "<office:change-info><dc:creator>CANARY-deleter</dc:creator></office:change-info>"
        "<text:p>CANARY-deleted</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
        f"<text:p>{SEEN}<text:change text:change-id='c1'/>"
        "<office:annotation><dc:creator>CANARY-critic</dc:creator><text:p>CANARY-margin</text:p>"
        "</office:annotation> After <text:author-name>CANARY-field</text:author-name></text:p>"
        "<text:p><draw:frame draw:name='CANARY-frame'><draw:image xlink:href='Pictures/1.jpg'/>"
        "</draw:frame></text:p></office:text></office:body></office:document-content>"
    )
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>'
        for path, kind in (
            ("/", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "text/xml"),
            ("meta.xml", "text/xml"),
            ("settings.xml", "text/xml"),
            ("Pictures/1.jpg", "image/jpeg"),
            ("Thumbnails/thumbnail.png", "image/png"),
        )
    )
    manifest = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": f"<office:document-meta {_ODF}><office:meta><meta:initial-creator>CANARY-author"
        "</meta:initial-creator><dc:creator>CANARY-editor</dc:creator><meta:user-defined "
        "meta:name='x'>CANARY-custom</meta:user-defined></office:meta></office:document-meta>",
        "settings.xml": f"<office:document-settings {_ODF}><office:settings><config:config-item "
        "config:name='PrinterName' config:type='string'>CANARY-printer</config:config-item>"
        "</office:settings></office:document-settings>",
        "Pictures/1.jpg": jpeg(),
        "Thumbnails/thumbnail.png": png(),
        "META-INF/manifest.xml": f"<m:manifest {manifest} m:version='1.3'>{entries}</m:manifest>",
    }
    return packed(parts)


def pdf(active: bool = False) -> bytes:
    """A PDF with information, XMP, a sticky note, a photo; with `active` a script and a file."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200))
    page.Contents = made.make_stream(
        b"BT /F1 24 Tf 20 100 Td (Visible) Tj ET q 60 0 0 40 20 20 cm /I1 Do Q"
    )
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = pikepdf.Dictionary({key: pikepdf.Name(value) for key, value in font.items()})
    photo = made.make_stream(jpeg(turned=1))
    photo.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=60,
        Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F1=named), XObject=pikepdf.Dictionary(I1=photo)
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[0, 0, 10, 10],
        T="CANARY-critic",
        Contents="CANARY-note",
    )
    marked = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Square,
        Rect=[0, 0, 10, 10],
        T="CANARY-marker",
        Contents="CANARY-mark",
    )
    page.Annots = made.make_indirect(pikepdf.Array([note, marked]))
    made.docinfo["/Author"] = "CANARY-author"
    made.docinfo["/Odd"] = "CANARY-custom"
    made.Root.Metadata = made.make_stream(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="">'
        b"<dc:creator><rdf:Seq><rdf:li>CANARY-xmp</rdf:li></rdf:Seq></dc:creator>"
        b"</rdf:Description></rdf:RDF>",
        Type=pikepdf.Name.Metadata,
        Subtype=pikepdf.Name.XML,
    )
    if active:
        _make_active(made)
    out = BytesIO()
    made.save(out, compress_streams=False)
    return out.getvalue()


def _make_active(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS="app.alert('CANARY-script')"
    )
    made.attachments["CANARY-inside.txt"] = pikepdf.AttachedFileSpec(made, b"CANARY-attached")


TELLING: dict[str, Callable[[], bytes]] = {
    "docx": docx,
    "xlsx": xlsx,
    "odt": odt,
    "pdf": pdf,
    "jpg": jpeg,
    "png": png,
}
