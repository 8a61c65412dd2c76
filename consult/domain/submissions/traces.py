"""What in a text may give its author away, shown to the author before sending (pure; 6.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.domain.submissions.hints import hints_in

SELF = re.compile(
    r"\b(?:we,\s+(?:the\s+)?\w+|our\s+(?:organi[sz]ation|foundation|fund|ngo|centre|center|union)"
    r"|мы,\s+\w+|наш(?:а|е|у|ей|его|ему|им|ем|и)?\s+(?:организаци|фонд|объединени|центр|союз|нпо)\w*"
    r"|біз,\s+\w+|біздің\s+(?:ұйым|қор|бірлестік|бірлестiк|орталық|одақ|үеұ)\w*)",
    re.IGNORECASE,
)
SHORTEST_NAME = 4
AROUND = 60


@dataclass(frozen=True)
class Trace:
    """One place: kind (number, email, phone, organisation, name, self), field, the words there."""

    kind: str
    field: str
    words: str


def traces_in(
    fields: Mapping[str, str], *, organisations: Sequence[str] = (), names: Sequence[str] = ()
) -> list[Trace]:
    """Return what may tell who wrote: each kind and wording once a field, in the order of fields.

    organisations: names as registered or typed; names: of persons, each of their words counts.
    """
    hinted = [
        Trace(hint["kind"], hint["field"], fields[hint["field"]][hint["start"] : hint["end"]])
        for hint in hints_in(fields, organisations)
    ]
    own = [trace for field, text in fields.items() for trace in _own(field, text, names)]
    order = {field: place for place, field in enumerate(fields)}
    return sorted(dict.fromkeys([*hinted, *own]), key=lambda trace: order[trace.field])


def _own(field: str, text: str, names: Sequence[str]) -> Iterator[Trace]:
    for match in SELF.finditer(text):
        yield Trace("self", field, match.group()[:AROUND])
    words = {word for name in names for word in re.findall(r"\w+", name)}
    for word in sorted(words):
        found = re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE)
        if found and len(word) >= SHORTEST_NAME:
            yield Trace("name", field, found.group())
