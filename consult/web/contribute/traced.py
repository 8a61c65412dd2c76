"""What is shown before sending: what in the texts may tell who wrote them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.domain.submissions.levels import treatment
from consult.domain.submissions.points import BODIES, About, Point
from consult.domain.submissions.registering import names_hinted
from consult.domain.submissions.traces import Trace, traces_in
from consult.web.contribute import words

PERSONAL = frozenset({"number", "email", "phone"})


@dataclass(frozen=True)
class Found:
    """Lines of (point, part, what it is, the words) and whether the author must decide on them.

    Who is named may hold personal data of others only; who is withheld may also give themselves
    away, so they say yes to it before it is sent.
    """

    lines: Sequence[tuple[int, str, str, str]] = ()
    ask: bool = False


def traced(points: Sequence[Point], about: About, organisations: Sequence[str]) -> Found:
    """Return what the texts of a draft may tell; one query at levels that are withheld."""
    withheld = treatment("organisation", "public", about.level) != "shown"
    named = [*organisations, *about.cosigners.splitlines()]
    registered = names_hinted([about.level]) if withheld else []
    lines = [
        (place, str(words.BODIES[one.field]), str(words.TRACES[one.kind]), one.words)
        for place, point in enumerate(points, start=1)
        for one in _traces(point, about, [*named, *registered])
        if withheld or one.kind in PERSONAL
    ]
    return Found(lines, ask=withheld and bool(lines))


def _traces(point: Point, about: About, organisations: Sequence[str]) -> Iterator[Trace]:
    fields = {name: str(getattr(point, name)) for name in BODIES}
    yield from traces_in(fields, organisations=organisations, names=[about.author_name])
