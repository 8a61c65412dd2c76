"""Exports of an invented report, made once for all tests that read them back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from consult.domain.reports.exporters.export import Exported, export_report
from tests.domain.reports import samples
from tests.domain.reports.paper_samples import PROCESS, lists

ROWS = 60


@pytest.fixture(scope="session")
def exported(
    words_of: Callable[[str], dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Exported]:
    """(format, language, audience, rows) -> the finished export, kept for the run."""
    made: dict[tuple[object, ...], Exported] = {}

    def export(
        kind: str, language: str = "ru", audience: str = "public", count: int = ROWS, again: int = 0
    ):
        key = (kind, language, audience, count, again)
        if key not in made:
            target: Path = tmp_path_factory.mktemp("export") / f"report.{kind}"
            made[key] = export_report(
                samples.head(count),
                lambda: samples.rows(count),
                words=words_of(language),
                language=language,
                audience=audience,
                format=kind,
                target=target,
            )
        return made[key]

    return export


@pytest.fixture(scope="session")
def printed_paper(
    words_of: Callable[[str], dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Exported]:
    """(variant, format, language, audience, rows) -> a finished paper, kept for the run."""
    made: dict[tuple[object, ...], Exported] = {}

    def export(
        variant: str,
        kind: str,
        language: str = "ru",
        audience: str = "public",
        count: int = ROWS,
        again: int = 0,
        **head: object,
    ) -> Exported:
        key = (variant, kind, language, audience, count, again, *sorted(head))
        if key not in made:
            target: Path = tmp_path_factory.mktemp("paper") / f"paper.{kind}"
            made[key] = export_report(
                samples.head(count, **{"process": PROCESS} | head),
                lambda: samples.rows(count),
                words=words_of(language),
                language=language,
                audience=audience,
                format=kind,
                target=target,
                variant=variant,
                lists=lists(count),
                others=words_of,
            )
        return made[key]

    return export
