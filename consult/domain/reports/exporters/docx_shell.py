"""Makes the frames of Word documents (report, paper, booklet); run this after a change."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from consult.domain.reports.exporters.address_code import BLANK, code_of

FONT = "Times New Roman"
SECOND_FONT = "Noto Serif"
"""Used where the first is missing; Liberation Serif has no Kazakh letters."""

SHELL = Path(__file__).with_name("report.docx")
PAPER = Path(__file__).with_name("paper.docx")
BOOKLET = Path(__file__).with_name("booklet.docx")


def build_shell(target: Path = SHELL) -> None:
    """Write the frame: styles, page, cover, the two places for tables, and the last page."""
    document = Document()
    _drop_extras(document)
    _page(document)
    _styles(document)
    _cover(document)
    statistics = document.add_heading("{{ statistics }}", 1)
    statistics.paragraph_format.page_break_before = True
    document.add_paragraph("@@STATISTICS@@")
    heading = document.add_heading("{{ table }}", 1)
    heading.paragraph_format.page_break_before = True
    document.add_paragraph("@@TABLE@@")
    _closing(document)
    document.save(str(target))


def build_paper(target: Path = PAPER) -> None:
    """Write the frame of documents that are tables: the title, the place for them, signatures."""
    document = Document()
    _drop_extras(document)
    _page(document)
    _styles(document)
    _cover(document)
    document.add_paragraph("@@TABLES@@")
    _closing(document)
    _loop(document, "one", "signatures")
    document.save(str(target))


def build_booklet(target: Path = BOOKLET) -> None:
    """Write the frame of papers with text: the title, the code of the address, the place."""
    document = Document()
    _drop_extras(document)
    _page(document)
    _styles(document)
    _cover(document)
    document.add_paragraph("{%p if address %}")
    picture = io.BytesIO(code_of(BLANK))
    document.add_paragraph().add_run().add_picture(picture, width=Mm(28))
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("@@BODY@@")
    document.save(str(target))


def _drop_extras(document: DocumentType) -> None:
    """Leave out the thumbnail and the custom XML of the library's own template."""
    for rels in (document.part.package.rels, document.part.rels):
        extras = [
            name
            for name, rel in rels.items()
            if rel.reltype.endswith(("thumbnail", "customXml", "stylesWithEffects"))
        ]
        for name in extras:
            del rels[name]


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.top_margin = section.bottom_margin = Mm(15)
    section.footer_distance = section.header_distance = Mm(7)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("@@PAGES@@")


def _styles(document: DocumentType) -> None:
    styles = document.styles
    sizes = {"Normal": 12, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
    sizes |= {"Title": 18, "Subtitle": 14}
    for name, size in sizes.items():
        style = styles[name]
        style.font.size = Pt(size)
        style.font.name = FONT
        style.font.italic = False
        style.font.bold = name not in ("Normal", "Subtitle")
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[key]
        for slot in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(slot), FONT)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, size in (("TableText", 10), ("TableSmall", 8), ("ChartTitle", 10)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.widow_control = True
    styles["ChartTitle"].paragraph_format.space_before = Pt(8)
    _second_font(document)


def _second_font(document: DocumentType) -> None:
    names = nsdecls("w")
    for rel in document.part.rels.values():
        if rel.reltype.endswith("/fontTable"):
            part = rel.target_part
            part._blob = (  # noqa: SLF001  the library offers no way to write a font table
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {names}>'
                f'<w:font w:name="{FONT}"><w:altName w:val="{SECOND_FONT}"/>'
                '<w:charset w:val="CC"/><w:family w:val="roman"/><w:pitch w:val="variable"/>'
                "</w:font></w:fonts>"
            ).encode()


def _cover(document: DocumentType) -> None:
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subtitle }}", style="Subtitle")
    number = document.add_paragraph("{{ number }}")
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=3, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, (80, 187), strict=True):
        column.width = Mm(width)
    texts = (
        ("{%tr for fact in facts %}", ""),
        ("{{ fact.label }}", "{{ fact.value }}"),
        ("{%tr endfor %}", ""),
    )
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text, width in zip(row.cells, cells, (80, 187), strict=True):
            cell.text = text
            cell.width = Mm(width)
    _loop(document, "note", "notes")


def _loop(document: DocumentType, item: str, items: str) -> None:
    for text in (f"{{%p for {item} in {items} %}}", f"{{{{ {item} }}}}", "{%p endfor %}"):
        document.add_paragraph(text)


def _closing(document: DocumentType) -> None:
    document.add_paragraph()
    _loop(document, "line", "closing")
    document.add_paragraph("{%p if signature %}")
    signature = document.add_paragraph("{{ signature }}")
    signature.paragraph_format.space_before = Pt(24)
    document.add_paragraph("{%p endif %}")


if __name__ == "__main__":
    build_shell()
    build_paper()
    build_booklet()
