"""Every edition of a report prints the roots of the record and the head of the log (REQ 123)."""

import re

import pytest

from consult.domain.reports.exporters.export import export_report
from tests.domain.reports import samples
from tests.domain.reports.exporters.read_back import everything

ROOT, HEAD = "c0ffee" * 10 + "1234", f"812: {'5eed' * 16}"


@pytest.mark.parametrize("audience", ["public", "ministry", "organiser"])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "json"])
def test_root_and_head_stand_in_the_report(kind, audience, words_of, tmp_path):
    target = tmp_path / f"report.{kind}"
    export_report(
        samples.head(2, roots=(ROOT,), log_head=HEAD),
        lambda: samples.rows(2),
        words=words_of("en"),
        language="en",
        audience=audience,
        format=kind,
        target=target,
    )
    told = re.sub(r"\s|\u200b|<[^>]*>", "", everything(target))
    assert [word.replace(" ", "") in told for word in (ROOT, HEAD)] == [True, True]
