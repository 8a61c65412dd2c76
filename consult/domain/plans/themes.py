"""Themes of recommendations out of the register's table (pure)."""

from consult.machinery.tables import read_table_file


def read_themes(data: bytes, filename: str) -> dict[str, tuple[str, ...]]:
    """Return theme codes by paragraph from a table with the columns `paragraph` and `themes`.

    A table without themes gives none. Raises Unreadable with the codes of the table reader.
    """
    sheet = next((sheet for sheet in read_table_file(data, filename) if sheet.cells), None)
    heads = {cell.text.strip(): column for column, cell in sheet.row(1).items()} if sheet else {}
    if sheet is None or not {"paragraph", "themes"} <= set(heads):
        return {}
    rows = [cells for number, cells in sheet.by_row.items() if number > 1]
    return {
        cells[heads["paragraph"]].text.strip(): _codes(cells[heads["themes"]].text)
        for cells in rows
        if heads["paragraph"] in cells and heads["themes"] in cells
    }


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.replace(",", ";").split(";") if code.strip())
