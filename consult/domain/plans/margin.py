"""Comments in the margins of the files of a version: drafts of comments for the organiser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consult.domain.plans.importer.margin import IN_MARGIN
from consult.domain.plans.models import PlanVersion
from consult.kernel.errors import NotFound

WORKING = frozenset({IN_MARGIN, "I_CHANGES_ACCEPTED", "I_CHANGES_REJECTED", "W_HIDDEN_TEXT"})


@dataclass(frozen=True)
class MarginComment:
    """A comment as Word keeps it; `at` is None where Word wrote no readable time.

    `place` counts from 1 over all files of the version; target is measure:2.1, section:2 or plan.
    """

    place: int
    file: str
    language: str
    author: str
    at: datetime | None
    text: str
    passage: str
    target: str

    @property
    def source_ref(self) -> str:
        """How the comment is named as a source when it is taken over."""
        return f"{self.file} #{self.place}"


def margin_comments(version: PlanVersion) -> Sequence[MarginComment]:
    """Return the comments in the margins of the version's Word files, in their order."""
    languages = {one.get("name", ""): one.get("language", "") for one in version.sources}
    kept = [
        (finding["file"], comment)
        for finding in version.findings
        if finding["code"] == IN_MARGIN
        for comment in finding["facts"]["comments"]
    ]
    return [
        MarginComment(
            place=place,
            file=file,
            language=languages.get(file, ""),
            author=comment["author"],
            at=_moment(comment["at"]),
            text=comment["text"],
            passage=comment["passage"],
            target=comment["target"],
        )
        for place, (file, comment) in enumerate(kept, start=1)
    ]


def margin_comment(version: PlanVersion, place: int) -> MarginComment:
    """Return one of the comments; raises NotFound."""
    found = [one for one in margin_comments(version) if one.place == place]
    if not found:
        raise NotFound
    return found[0]


def open_sources(version: PlanVersion) -> Sequence[dict[str, Any]]:
    """Return the source files of a version that the public may have as they are (B-11).

    Files with tracked changes, comments or hidden text show who wrote what and stay inside.
    """
    working = {finding["file"] for finding in version.findings if finding["code"] in WORKING}
    return [
        source
        for source in version.sources
        if source.get("file_id") and source.get("name") not in working
    ]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
