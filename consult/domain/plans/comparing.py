"""What differs between two versions of a plan: measures, their fields by language, sections."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.plans.chain import predecessors_of
from consult.domain.plans.diff import changed_fields, kind_of
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.plans.queries import sections_of
from consult.domain.plans.wording import worded
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText

Links = Mapping[uuid.UUID, Sequence[MeasureVersion]]
Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class Difference:
    """One difference between two versions.

    `kind` is a kind of change of a measure, removed, or section; `before` and `after` are the
    measures concerned in the order of the plan (a split has several after, a merge several
    before); `fields` names what differs. A section has its old and new title in `titles`.
    """

    kind: str
    before: Sequence[MeasureVersion] = ()
    after: Sequence[MeasureVersion] = ()
    fields: tuple[str, ...] = ()
    section_number: str = ""
    titles: tuple[LocalisedText, LocalisedText] = field(default=(LocalisedText(), LocalisedText()))


def differences(old_version_id: uuid.UUID, new_version_id: uuid.UUID) -> list[Difference]:
    """Return all differences in the order of the plan, the removed where they stood; five queries.

    The versions need not follow each other: measures are matched through all between them.
    """
    before, after = _measures(old_version_id), _measures(new_version_id)
    sections = _Sections(sections_of(old_version_id), sections_of(new_version_id))
    continued = _continued(before, after)
    order = _Order(sections, before, continued)
    placed = [(order.of_section(one.section_number), one) for one in sections.differences()]
    for olds, news in _groups(before, after, continued):
        if found := _difference(olds, news):
            placed.append((order.of(found), found))
    return [difference for _place, difference in sorted(placed, key=lambda pair: pair[0])]


def _measures(version_id: uuid.UUID) -> Sequence[MeasureVersion]:
    statement = (
        select(MeasureVersion)
        .where(MeasureVersion.plan_version_id == version_id)
        .options(joinedload(MeasureVersion.section), joinedload(MeasureVersion.plan_version))
        .order_by(MeasureVersion.position)
    )
    return db.session.scalars(statement).all()


def _continued(before: Sequence[MeasureVersion], after: Sequence[MeasureVersion]) -> Links:
    """Return for each old measure the new ones that continue it."""
    old = {row.id for row in before}
    found: dict[uuid.UUID, list[MeasureVersion]] = defaultdict(list)
    chains = predecessors_of([row.id for row in after], drafts=True)
    for row in after:
        for earlier in chains[row.id]:
            if earlier.id in old:
                found[earlier.id].append(row)
    return found


def _groups(
    before: Sequence[MeasureVersion], after: Sequence[MeasureVersion], continued: Links
) -> Iterator[tuple[list[MeasureVersion], list[MeasureVersion]]]:
    """Yield the old and new measures that hang together, each once."""
    group: dict[uuid.UUID, uuid.UUID] = {row.id: row.id for row in (*before, *after)}

    def root(identity: uuid.UUID) -> uuid.UUID:
        while group[identity] != identity:
            identity = group[identity]
        return identity

    for old_id, news in continued.items():
        for new in news:
            group[root(new.id)] = root(old_id)
    found: dict[uuid.UUID, tuple[list[MeasureVersion], list[MeasureVersion]]] = {}
    for side, rows in enumerate((before, after)):
        for row in rows:
            found.setdefault(root(row.id), ([], []))[side].append(row)
    yield from found.values()


def _difference(
    olds: Sequence[MeasureVersion], news: Sequence[MeasureVersion]
) -> Difference | None:
    section = (news or olds)[0].section.number
    if not news:
        return Difference("removed", tuple(olds), (), (), section)
    earlier = [worded(row) for row in olds]
    kind = kind_of(worded(news[0]), earlier, shared=len(news) > 1)
    if kind == "unchanged":
        return None
    fields = changed_fields(earlier[0], worded(news[0])) if earlier else ()
    return Difference(kind, tuple(olds), tuple(news), fields, section)


class _Sections:
    """The sections of both versions, matched by number."""

    def __init__(self, before: Sequence[Section], after: Sequence[Section]) -> None:
        self.before = {section.number: section for section in before}
        self.after = {section.number: section for section in after}

    def differences(self) -> Iterator[Difference]:
        """Yield the sections whose title is another, that came, or that went."""
        for number in dict.fromkeys((*self.after, *self.before)):
            old, new = _title(self.before.get(number)), _title(self.after.get(number))
            if old != new:
                yield Difference("section", (), (), ("title",), number, (old, new))

    def position(self, number: str) -> int:
        """Return where a section stands in the newer version, else where it stood."""
        return (self.after.get(number) or self.before[number]).position


def _title(section: Section | None) -> LocalisedText:
    return section.title if section else LocalisedText()


class _Order:
    """Where a difference stands: by section, then by measure; a removed one after its neighbour."""

    def __init__(
        self, sections: _Sections, before: Sequence[MeasureVersion], continued: Links
    ) -> None:
        self.sections = sections
        self.follows: dict[uuid.UUID, int] = {}
        last: dict[str, int] = {}
        for row in before:
            section = row.section.number
            self.follows[row.id] = last.get(section, 0)
            if row.id in continued:
                last[section] = continued[row.id][0].position

    def of_section(self, number: str) -> Place:
        """Return the place of a section: before all of its measures."""
        return (self.sections.position(number), 0, 0, 0)

    def of(self, difference: Difference) -> Place:
        """Return the place of measures."""
        section = self.sections.position(difference.section_number)
        if difference.after:
            return (section, 1, difference.after[0].position, 0)
        removed = difference.before[0]
        return (section, 1, self.follows[removed.id], removed.position)
