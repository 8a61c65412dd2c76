"""People who write comments all at once, and note only what they saw acknowledged."""

import hashlib
import re
import secrets
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from threading import Event, Lock, Thread

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')
REFERENCE = re.compile(r"Your reference\s*(?:<br>)?\s*<strong>([0-9A-Z]{8})</strong>")
PAUSE = 0.1
TIMEOUT = 10


class NotYet(Exception):
    """The service is away or refused for now: try again; holds the status that was answered."""


@dataclass
class Noted:
    """What one writer saw: the text by its SHA-256, and the reference of the receipt."""

    sha256: str
    reference: str


@dataclass
class Burst:
    """Writers that send one submission after another until they are told to stop."""

    url: str
    slug: str
    writers: int = 8
    noted: list[Noted] = field(default_factory=list)
    stop: Event = field(default_factory=Event)
    patience: float = 10.0
    refused: int = 0
    context: ssl.SSLContext | None = None
    """Whom to trust, when the service is behind a proxy with a certificate of its own."""
    bulk: int = 0
    """Random characters that each text carries besides its words."""
    seconds: list[float] = field(default_factory=list)
    """How long each last step took that ended with a receipt."""
    statuses: Counter[int] = field(default_factory=Counter)
    """How often a try was answered by an error page of this status."""
    _lock: Lock = field(default_factory=Lock)
    _threads: list[Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let everybody write."""
        self._threads = [Thread(target=self._write, daemon=True) for _ in range(self.writers)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let everybody finish the submission at hand."""
        self.stop.set()
        for thread in self._threads:
            thread.join(60)

    def wait_for(self, count: int, patience: float = 60) -> None:
        """Wait until this many more receipts were seen."""
        wanted = len(self.noted) + count
        deadline = time.monotonic() + patience
        while len(self.noted) < wanted and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.noted) >= wanted, f"{len(self.noted)} of {wanted} receipts"

    def _write(self) -> None:
        while not self.stop.is_set():
            self.send_one()

    def send_one(self) -> None:
        """Write one submission and note it when its receipt is seen."""
        words = f"Мәтін {_filler(32)}: срок слишком велик. {_filler(self.bulk)}"
        writer = Writer(self.url, self.slug, words.strip(), self.context)
        reference = self._persist(writer)
        if reference:
            sha256 = hashlib.sha256(writer.text.encode()).hexdigest()
            with self._lock:
                self.noted.append(Noted(sha256, reference))

    def _persist(self, writer: "Writer") -> str:
        """Send until a receipt is seen; after the end only for as long as patience lasts."""
        deadline = None
        while deadline is None or time.monotonic() < deadline:
            began = time.monotonic()
            try:
                reference = writer.send()
            except (NotYet, OSError, HTTPException) as error:
                self._note(error)
                time.sleep(PAUSE)
            else:
                self.seconds.append(time.monotonic() - began)
                return reference
            if deadline is None and self.stop.is_set():
                deadline = time.monotonic() + self.patience
        return ""

    def _note(self, error: Exception) -> None:
        with self._lock:
            self.refused += 1
            if isinstance(error, NotYet) and error.args:
                self.statuses[error.args[0]] += 1


class Writer:
    """Somebody with a browser of their own who sends one point on the whole plan."""

    def __init__(
        self, url: str, slug: str, text: str, context: ssl.SSLContext | None = None
    ) -> None:
        self.base = f"{url}/en/c/{slug}/comment"
        self.text = text
        self.steps = [self._point, self._about]
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        lines = urllib.request.HTTPSHandler(context=context)
        self.opener = urllib.request.build_opener(cookies, lines)

    def send(self) -> str:
        """Go on where it was left; returns the reference of the receipt."""
        while self.steps:
            self.steps[0]()
            del self.steps[0]
        page = self._get("/check")
        if found := REFERENCE.search(page):
            return found.group(1)
        if "csrf_token" not in page:
            page = self._get("/sent")
        else:
            page = self._post("/check", page, seen=_first(SEEN, page))
        return _first(REFERENCE, page)

    def _point(self) -> None:
        page = self._get("/point?target=plan")
        facts = {"kind": "objection", "text": self.text, "language": "ru"}
        self._post("/point?target=plan", page, **facts)

    def _about(self) -> None:
        page = self._get("/about-you")
        facts = {"author_kind": "individual", "level": "withheld_public", "consent": "y"}
        page = self._post(
            "/about-you", page, **facts, region_code="unknown", contact_email="w@writer.example"
        )
        if _first(SEEN, page) == "":
            raise NotYet

    def _get(self, path: str) -> str:
        return self._open(urllib.request.Request(self.base + path))  # noqa: S310

    def _post(self, path: str, page: str, **facts: str) -> str:
        facts["csrf_token"] = _first(TOKEN, page)
        data = urllib.parse.urlencode(facts).encode()
        return self._open(urllib.request.Request(self.base + path, data=data))  # noqa: S310

    def _open(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            raise NotYet(refused.code) from refused


def _first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise NotYet
    return found.group(1)


def _filler(size: int) -> str:
    """Return letters that cannot be made smaller and look like nobody's number."""
    return secrets.token_hex(size // 2).translate(str.maketrans("0123456789", "ghijklmnop"))
