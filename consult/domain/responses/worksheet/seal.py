"""The seal of a row: whether its locked cells, code and version are those that were written out."""

import hmac
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from consult.domain.responses.worksheet.sheet import About, canonical
from consult.kernel.text import clean_line

PURPOSE = b"work sheet of a responding body"
_SEAL, _PRINT = 32, 16


def key_from(secret: str) -> bytes:
    """Return the key of the seals, derived from the secret of the installation."""
    return hmac.digest(secret.encode(), PURPOSE, sha256)


def fingerprint(answer: Mapping[str, str]) -> str:
    """Return a short digest of the answer cells, the same however white space was saved."""
    cells = sorted(canonical(answer).items())
    return sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()[:_PRINT]


def seal(
    key: bytes, about: About, code: str, row_version: str, locked: Sequence[str], written: str
) -> str:
    """Return the checksum of a row; nobody without the key can make one.

    It covers whose sheet it is, the code, the version, the locked cells (white space apart) and
    the fingerprint `written` of the answer as it was written out.
    """
    facts = [about.consultation, about.body, about.language, code, row_version, written]
    body = json.dumps([*facts, *(clean_line(text) for text in locked)], ensure_ascii=False)
    return f"{hmac.digest(key, body.encode(), sha256).hex()[:_SEAL]}-{written}"


def is_sealed(
    key: bytes, about: About, code: str, row_version: str, locked: Sequence[str], checksum: str
) -> bool:
    """Return whether the checksum belongs to these cells."""
    made = seal(key, about, code, row_version, locked, written_in(checksum))
    return hmac.compare_digest(made.encode(), checksum.encode())


def written_in(checksum: str) -> str:
    """Return the fingerprint of the answer that stands in a checksum."""
    return checksum.rpartition("-")[2]
