"""Many people at once over HTTP: they prepare their comments, then all send."""

import http.cookiejar
import re
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
POINT = {"kind": "addition", "text": "Добавить срок и ответственного.", "language": "ru"}
ABOUT = {"author_kind": "individual", "level": "named", "author_name": "Айгуль", "consent": "y"}


@dataclass
class Writer:
    """One person with a browser without scripts."""

    base: str
    slug: str
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)
    page: str = ""

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        """Open a page."""
        with self.opener.open(self.base + path, timeout=60) as answer:
            self.page = answer.read().decode()
        return self.page

    def post(self, path: str, data: dict[str, str]) -> str:
        """Send the form of the present page with its hidden fields."""
        body = urllib.parse.urlencode({**self._hidden(), **data}).encode()
        with self.opener.open(self.base + path, body, timeout=60) as answer:
            self.page = answer.read().decode()
            self.url = answer.geturl()
        return self.page

    def _hidden(self) -> dict[str, str]:
        pairs = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(self.page))
        return {pair["name"]: pair.get("value", "") for pair in pairs if "name" in pair}

    def prepare(self) -> None:
        """Write one point and say who one is."""
        start = f"/ru/c/{self.slug}/comment"
        self.get(f"{start}/point?target=measure:1.1")
        self.post(f"{start}/point?target=measure:1.1", POINT)
        self.get(f"{start}/about-you")
        self.post(f"{start}/about-you", ABOUT)
        self.get(f"{start}/check")

    def send(self) -> float:
        """Send; returns the seconds until the receipt stands on the page."""
        begun = time.perf_counter()
        self.post(f"/ru/c/{self.slug}/comment/check", {})
        if not self.url.endswith("/sent"):
            raise SystemExit(f"not sent: {self.url}")
        return time.perf_counter() - begun


def all_send(writers: list[Writer], threads: int) -> tuple[float, list[float]]:
    """Let the writers send from several threads; returns (seconds in all, seconds of each)."""
    waiting, taken, lock = list(writers), [], threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                writer = waiting.pop()
            seconds = writer.send()
            with lock:
                taken.append(seconds)

    crew = [threading.Thread(target=work) for _ in range(threads)]
    begun = time.perf_counter()
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return time.perf_counter() - begun, taken
