"""What a file of a report says beside its words: nothing hidden, nobody named (REQ 87)."""

import re
import zipfile

import openpyxl
import pytest

from consult.domain.reports.exporters.export import export_report
from consult.domain.reports.variants import VARIANTS
from tests.domain.reports import paper_samples, samples, variant_samples

PEOPLE = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|Company|Manager|Template)>[^<]+<")
OFFICE = [
    (code, kind)
    for code, variant in VARIANTS.items()
    for kind in ("xlsx", "docx")
    if kind in variant.formats and code != "minutes"
]


@pytest.mark.parametrize(("variant", "kind"), OFFICE)
def test_nothing_is_hidden_and_nobody_is_named_in_the_properties(words_of, tmp_path, variant, kind):
    """Only the experts' workbook has a hidden sheet: that of its codes (REQ 87)."""
    path = tmp_path / f"{variant}.{kind}"
    export_report(
        samples.head(20, process=paper_samples.PROCESS),
        lambda: samples.rows(20),
        words=words_of("ru"),
        others=words_of,
        language="ru",
        audience=VARIANTS[variant].audiences[-1],
        format=kind,
        target=path,
        variant=variant,
        lists=variant_samples.lists,
    )
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        facts = b"".join(archive.read(name) for name in names if name.startswith("docProps/"))
        whole = b"".join(archive.read(name) for name in names if name.endswith(".xml"))
        times = {info.date_time for info in archive.infolist()}
    told = (
        "comments",
        "custom",
        "people",
        "printerSettings",
        "thumbnail",
        "embeddings",
        "external",
    )
    assert [name for name in names for word in told if word in name] == []
    marks = (b"<w:vanish", b"<w:ins ", b"<w:del ", b"<w:comment", b' hidden="1"')
    assert [mark for mark in marks if mark in whole] == []
    assert PEOPLE.findall(facts) == []
    assert kind == "xlsx" or b"<Application>Consult</Application>" in facts
    assert (len(times), {moment[0] for moment in times}) == (1, {1980})
    if kind == "xlsx":
        book = openpyxl.load_workbook(path)
        hidden = [sheet.title for sheet in book if sheet.sheet_state != "visible"]
        assert hidden == (["ids"] if variant == "expert" else [])
        assert set(book.defined_names) == set()
