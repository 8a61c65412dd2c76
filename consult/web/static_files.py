"""Our own CSS, scripts and font: one hash in the address, compressed once, kept for a year.

The copies with .br and .gz beside them are made at first start under the instance folder, so that
nothing compressed is committed and a read-only installation works.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from consult.web.headers import HEADERS, HSTS

SOURCE = Path(__file__).resolve().parent.parent / "static"
SUFFIXES = frozenset({".css", ".js", ".svg", ".png", ".woff2", ".txt", ".webmanifest"})
NOT_SERVED = ("src", "fonts/report")
STALE = re.compile(r"^/static/[0-9a-f]{12}/")

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def served_files(source: Path = SOURCE) -> list[Path]:
    """Return the files that go out to browsers, relative to the static folder, sorted."""
    names = (path.relative_to(source) for path in source.rglob("*") if path.suffix in SUFFIXES)
    return sorted(name for name in names if not name.as_posix().startswith(NOT_SERVED))


def folder_version(source: Path = SOURCE) -> str:
    """Return 12 hexadecimal digits that change whenever a served file changes."""
    digest = hashlib.sha256()
    for name in served_files(source):
        digest.update(name.as_posix().encode() + b"\0" + (source / name).read_bytes())
    return digest.hexdigest()[:12]


def prepare(target: Path, source: Path = SOURCE) -> Path:
    """Copy and compress the served files into target/<version> unless that is done; return it.

    Several processes may start at once: each works in a folder of its own and the first one to
    finish gives it the name.
    """
    done = target / folder_version(source)
    if done.is_dir():
        return done
    target.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=target))
    for name in served_files(source):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, work / name)
        for _ in Compressor(quiet=True).compress(str(work / name)):
            pass
    with suppress(OSError):
        work.chmod(0o755)
        work.rename(done)
    shutil.rmtree(work, ignore_errors=True)
    return done


class StaticFiles:
    """WSGI layer before the app: /static/<version>/…; another version gets ours, kept briefly."""

    def __init__(self, application: WSGIApp, folder: Path, *, secure: bool = False) -> None:
        self.version = folder.name
        self.headers = {**HEADERS, "Strict-Transport-Security": HSTS} if secure else HEADERS
        self.noise = WhiteNoise(
            application,
            max_age=60,
            add_headers_function=self.dress,
            immutable_file_test=lambda path, url: url.startswith(f"/static/{self.version}/"),  # noqa: ARG005
        )
        self.noise.add_files(str(folder), prefix=f"static/{self.version}/")
        self.noise.add_files(str(folder), prefix="static/")

    def dress(self, headers: Headers, path: str, url: str) -> None:  # noqa: ARG002
        """Put the security headers of every response on a static file."""
        for name, value in self.headers.items():
            headers[name] = value

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a static file, or pass the request on to the app."""
        path = environ.get("PATH_INFO", "")
        if STALE.match(path) and not path.startswith(f"/static/{self.version}/"):
            environ = {**environ, "PATH_INFO": STALE.sub("/static/", path)}
        answer: Iterable[bytes] = self.noise(environ, self._dressing(start_response))
        return answer

    def _dressing(self, start_response: Any) -> Any:
        """Dress a 304 too, which WhiteNoise answers with the fewest headers."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if status.startswith("304"):
                known = {name for name, _value in headers}
                headers = [*headers, *(h for h in self.headers.items() if h[0] not in known)]
            return start_response(status, headers, *error)

        return start


def init_app(app: Flask, *, target: Path, secure: bool = False) -> None:
    """Serve static files before the app; `target` is a folder we may write to (instance/static)."""
    files = StaticFiles(app.wsgi_app, prepare(target), secure=secure)
    app.wsgi_app = files  # type: ignore[method-assign]

    def static_url(name: str) -> str:
        """Return the address of a static file; a name that is not served is a mistake of ours."""
        if f"/static/{files.version}/{name}" not in files.noise.files:
            raise LookupError(name)
        return f"/static/{files.version}/{name}"

    app.jinja_env.globals["static_url"] = static_url
