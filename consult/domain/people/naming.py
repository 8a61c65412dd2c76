"""Finding organisations of the register by the names that people write."""

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import select

from consult.domain.people.models import Organisation
from consult.kernel.database import db
from consult.kernel.text import fold_to_compare, lookalikes_folded

_FORMS: Final = re.compile(
    r"^(?:оо|оф|чф|оюл|ngo|foundation|public foundation)\s+|\s+(?:қб|ққ|жқ|збт)$"
)
"""Legal forms before or after a name, which people leave out."""


def name_key(printed: str) -> str:
    """Return the form in which names are compared: letters and digits, of one script."""
    folded = lookalikes_folded(fold_to_compare(printed))
    return "".join(letter for letter in folded if letter.isalnum())


def organisations_by_name() -> Mapping[str, Organisation]:
    """Return the register by `name_key` of each name, with and without its legal form; one query.

    A name that two organisations share stands for neither; one that was merged away stands for the
    organisation that is left.
    """
    rows = {row.id: row for row in db.session.scalars(select(Organisation))}
    found: dict[str, Organisation | None] = {}
    for row in rows.values():
        left = _left(row, rows)
        for key in set(_keys(row)):
            known = found.setdefault(key, left)
            found[key] = left if known is left else None
    return {key: row for key, row in found.items() if row is not None}


def _left(row: Organisation, rows: Mapping[uuid.UUID, Organisation]) -> Organisation:
    while row.merged_into_id is not None:
        row = rows[row.merged_into_id]
    return row


def _keys(row: Organisation) -> Iterator[str]:
    for text in (*row.name.as_dict().values(), *row.abbreviation.as_dict().values()):
        folded = fold_to_compare(text)
        for printed in (folded, _FORMS.sub("", folded)):
            if key := name_key(printed):
                yield key
