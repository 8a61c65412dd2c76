"""Reading files of the family back with other libraries than those that wrote them."""

import csv
import io
import re
import zipfile

import docx
import openpyxl
import pypdf

CODE = re.compile(r"UPR-2011/\d{4}-\d")


OF_ROWS = ("master", "portal", "summary_of_opinions")


def sheet_of(path, place=1):
    book = openpyxl.load_workbook(path)
    return book[book.sheetnames[place]]


def table_of(path):
    """The cells of the longest table of a Word document, full-width titles left out."""
    table = max(docx.Document(str(path)).tables, key=lambda one: len(one._tbl.tr_lst))
    lines = [
        ["\n".join(part.text or "" for part in cell.iter(TEXT)) for cell in row.tc_lst]
        for row in table._tbl.tr_lst
    ]
    return [line for line in lines if len(line) > 1]


TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def lines(variant, kind, path):
    """The rows of a file as lists of texts, without headings and titles."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))[1:]
    if kind == "docx":
        return table_of(path)[1:]
    sheet = sheet_of(path, 0 if variant == "expert" else 1)
    found = sheet.iter_rows(min_row=2, values_only=True)
    return [[str(cell or "") for cell in line] for line in found if any(line[1:])]


def pdf_text(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def everything(path):
    if path.suffix == ".pdf":
        return pdf_text(path)
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def codes(variant, kind, path):
    if kind == "pdf":
        return CODE.findall(pdf_text(path))
    cells = ("\n".join(line) for line in lines(variant, kind, path))
    return [found.group() for cell in cells if (found := CODE.search(cell))]
