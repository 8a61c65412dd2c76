"""`make bench`: tables of figures; sizes by `python -m tests.benchmarks 1000 10000`."""

import contextlib
import http.cookiejar
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from consult.cli.processes import Web, free_port, wait_ready
from tests.benchmarks import measuring
from tests.benchmarks.people import Writer, all_send
from tests.benchmarks.world import ROOT, World, world

DATA = ROOT / "consult" / "demo" / "data"
SIZES = (1_000, 10_000, 100_000)
FILES = (
    *(("consolidated", form) for form in ("xlsx", "docx", "pdf", "csv", "json")),
    *(("master", form) for form in ("xlsx", "docx", "pdf")),
    *(("dossier", form) for form in ("docx", "pdf")),
    ("open_data", "zip"),
)
"""Variants and formats that are timed."""
PDF_LIMIT = 10_000
PASSWORD = "tulips over the spring steppe"


def main() -> None:
    """Build a world, print the tables."""
    sizes = tuple(int(word) for word in sys.argv[1:]) or SIZES
    print(f"Figures are median (least–greatest) of {measuring.RUNS} runs; {measuring.machine()}")
    with world() as place:
        _consultation(place, "burst", historical=False)
        with serving(place) as base:
            submissions(place, base)
        reading(place, max(sizes))
        for size in sizes:
            reports(place, size)


def _consultation(place: World, slug: str, *, historical: bool = True) -> None:
    place.consult(
        *("consultation", "create", "--slug", slug, "--prefix", slug.upper()),
        *("--title-ru", "План", "--title-kk", "Жоспар", "--title-en", "Plan", "--historical"),
        *("--opens", "2011-03-14", "--closes", "2011-04-15" if historical else "2099-12-31"),
    )
    files = [str(DATA / f"plan_v1_{language}.xlsx") for language in ("ru", "kk", "en")]
    place.consult("plan", "import", *files, "--consultation", slug)
    place.consult("plan", "publish", "--consultation", slug)
    place.run_sql(
        "update consultations set state = :state where slug = :slug",
        state="closed" if historical else "open",
        slug=slug,
    )


@contextlib.contextmanager
def serving(place: World) -> Iterator[str]:
    """Run the web server of this world for a while."""
    web = Web(port=free_port("127.0.0.1", 8300))
    child = subprocess.Popen(web.command(), env=place.environment, cwd=ROOT)
    try:
        wait_ready(web.url)
        yield web.url
    finally:
        child.terminate()
        child.wait()


def submissions(place: World, base: str) -> None:
    """Measure sending: as many at once as the threads of the server."""
    rows = []
    for threads in (1, 8, 16):
        rates, all_taken = [], []
        for _run in range(measuring.RUNS):
            writers = [Writer(base, "burst") for _ in range(48)]
            for writer in writers:
                writer.prepare()
            seconds, taken = all_send(writers, threads)
            rates.append(len(taken) / seconds)
            all_taken += taken
        middle = measuring.percentile(all_taken, 0.5) * 1000
        slowest = measuring.percentile(all_taken, 0.99) * 1000
        rows.append((threads, measuring.Spread(rates), f"{middle:.0f}", f"{slowest:.0f}"))
    heads = ("writers at once", "submissions/s", "p50 ms", "p99 ms")
    measuring.table("Sending a comment: press to receipt page, on disk", heads, rows)


def reading(place: World, size: int) -> None:
    """Measure a measure's page with 1,000 comments and the queue with all of them."""
    _consultation(place, "crowd")
    place.fill("crowd", size, measures=52, crowd=1_000)
    link = place.consult("people", "create-admin", "bench@example.org")
    with serving(place) as base:
        opener = _moderator(place, base, link)
        pages = {
            "measure with 1,000 comments": "/ru/c/crowd/measures/1.1",
            "list of measures": "/ru/c/crowd/plan",
            f"queue at {size:,}": "/ru/organise/crowd/moderation",
            "queue, only objections": "/ru/organise/crowd/moderation?kind=objection",
        }
        rows = []
        for name, path in pages.items():
            taken = [_timed_get(opener, base + path) for _ in range(30)][5:]
            p50, p99 = (measuring.percentile(taken, share) * 1000 for share in (0.5, 0.99))
            rows.append((name, f"{p50:.0f}", f"{p99:.0f}", f"{min(taken) * 1000:.0f}"))
    measuring.table("Reading a page", ("page", "p50 ms", "p99 ms", "least ms"), rows)


def _moderator(place: World, base: str, link: str) -> urllib.request.OpenerDirector:
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    path = re.search(r"(/[a-z]{2}/account/\S+)", link)
    assert path, link
    page = opener.open(base + path[1]).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    words = {"csrf_token": token[1], "password": PASSWORD, "password_again": PASSWORD}
    opener.open(base + path[1], urllib.parse.urlencode(words).encode()).read()
    place.run_sql(
        "insert into role_grants (id, user_id, consultation_id, role) select gen_random_uuid(),"
        " u.id, c.id, 'moderator' from users u, consultations c where c.slug = :slug",
        slug="crowd",
    )
    page = opener.open(f"{base}/ru/account/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    words = {"csrf_token": token[1], "email": "bench@example.org", "password": PASSWORD}
    opener.open(f"{base}/ru/account/sign-in", urllib.parse.urlencode(words).encode()).read()
    return opener


def _timed_get(opener: urllib.request.OpenerDirector, url: str) -> float:
    def get() -> None:
        with opener.open(url, timeout=60) as answer:
            assert answer.geturl() == url, answer.geturl()
            answer.read()

    return measuring.timed(get)


def reports(place: World, size: int) -> None:
    """Measure compiling and each export, with the peak memory of the process."""
    slug = f"report-{size}"
    _consultation(place, slug)
    place.fill(slug, size, measures=52)
    runs = measuring.RUNS if size <= PDF_LIMIT else 1
    heads = ("step", "seconds", "ms a row", "peak MiB")
    title = f"Report of {size:,} comments ({runs} runs)"
    measuring.table(title, heads, _steps(place, slug, size, runs), first=17)


def _steps(place: World, slug: str, size: int, runs: int) -> Iterator[tuple[object, ...]]:
    made = [measuring.command(place, "report", "compile", slug) for _ in range(runs)]
    yield _row("compile", made, size)
    for variant, form in FILES:
        words = (
            *("report", "export", slug, "--number", "latest", "--variant", variant),
            *("--language", "ru", "--audience", "public", "--format", form),
            *("--output", str(Path(place.folder) / f"{slug}-{variant}.{form}")),
        )
        name = f"{variant} {form}"
        yield _row(name, [measuring.command(place, *words) for _ in range(runs)], size)


def _row(name: str, made: list[tuple[float, float]], size: int) -> tuple[object, ...]:
    seconds = measuring.Spread([taken for taken, _peak in made])
    each = sorted(seconds.values)[len(made) // 2] * 1000 / size
    return name, seconds, f"{each:.2f}", measuring.Spread([peak for _taken, peak in made])


if __name__ == "__main__":
    main()
