"""Small Word documents made of the parts a test needs, without a library."""

import zipfile
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def document(body, **parts):
    """A DOCX whose body is the given markup; parts are numbering, styles, comments, footnotes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    return buffer.getvalue()


def run(text):
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content="", properties=""):
    """A paragraph of markup, or of plain text."""
    inner = content if content.startswith("<") else run(content) if content else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(content="", properties=""):
    """A cell of markup, or of plain text."""
    inner = content if content.startswith("<w:p") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells, properties=""):
    """A row of cells, each markup of a cell or plain text."""
    inner = "".join(one if one.startswith("<w:tc") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows):
    """A table of rows, each a tuple of texts or the markup of a row."""
    inner = "".join(one if isinstance(one, str) else row(*one) for one in rows)
    return f"<w:tbl>{inner}</w:tbl>"


def numbered(text, level=0, list_id=1):
    """A paragraph that Word numbers."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, place)


def levels(*patterns, extra=""):
    """The levels of a list: pairs of form and pattern, such as ("decimal", "%1.")."""
    return "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/>{extra}</w:lvl>'
        for place, (form, pattern) in enumerate(patterns)
    )


def lists(*definitions, used=(("1", ""),)):
    """A numbering part: definitions counted from 0; used are (definition, overrides) from 1."""
    defined = "".join(
        f'<w:abstractNum w:abstractNumId="{name}">{content}</w:abstractNum>'
        for name, content in enumerate(definitions, start=1)
    )
    return defined + "".join(
        f'<w:num w:numId="{place}"><w:abstractNumId w:val="{name}"/>{overrides}</w:num>'
        for place, (name, overrides) in enumerate(used, start=1)
    )
