"""Giving stored files: always a download of a kind we name, never a page (REQ 77, 83)."""

from urllib.parse import quote

from flask import Response, stream_with_context

from consult.kernel.errors import NotFound
from consult.machinery import files, scans
from consult.machinery.files import StoredFile


def give(stored: StoredFile, name: str = "") -> Response:
    """Answer with a file under this name, else its own; raises NotFound and Infected.

    The name goes as `filename*` (RFC 6266), so that it can hold any letter and split no header.
    """
    scans.refuse_infected(stored.id)
    if not stored.path.is_file():
        raise NotFound
    response = Response(stream_with_context(files.chunks(stored)), content_type=stored.media_type)
    response.headers.set("Content-Disposition", "attachment", **_names(name or stored.name))
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = stored.size
    return response


def _names(name: str) -> dict[str, str]:
    """Return a name as a header may carry it: in ASCII, and whole in UTF-8 when it differs."""
    plain = name.encode("ascii", "ignore").decode().strip()
    if plain == name:
        return {"filename": name}
    stem, _, ending = plain.rpartition(".")
    fallback = plain if stem.strip(" ._-") else f"document.{ending}"
    return {"filename": fallback, "filename*": f"UTF-8''{quote(name, safe='')}"}
