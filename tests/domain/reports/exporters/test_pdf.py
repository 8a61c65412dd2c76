"""PDF of many comments, of refused signs, and of an engine that gives up."""

import io
import zipfile

import pypdf
import pytest

from consult.domain.reports.exporters import pdf, pdf_engine
from consult.domain.reports.exporters.export import export_report
from tests.domain.reports import samples


def export(words_of, target, count):
    return export_report(
        samples.head(count),
        lambda: samples.rows(count),
        words=words_of("en"),
        language="en",
        audience="public",
        format="pdf",
        target=target,
    )


def test_many_comments_become_volumes_with_running_pages(words_of, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "VOLUME", 20)
    result = export(words_of, tmp_path / "report.pdf", 50)
    assert (result.media_type, result.suffix, result.rows) == ("application/zip", "zip", 50)
    with zipfile.ZipFile(result.path) as archive:
        names = archive.namelist()
        volumes = [pypdf.PdfReader(io.BytesIO(archive.read(name))) for name in names]
    assert names == ["upr-2011-3-en-01.pdf", "upr-2011-3-en-02.pdf", "upr-2011-3-en-03.pdf"]
    first = len(volumes[0].pages) + 1
    assert f"page {first}, volume 2" in volumes[1].pages[0].extract_text()
    text = ["".join(page.extract_text() for page in volume.pages) for volume in volumes]
    assert [part.count(" · UPR-2011/") for part in text] == [20, 20, 10]
    roots = [volume.trailer["/Root"] for volume in volumes]
    assert [root["/Metadata"].get_data().count(b"pdfuaid:part") > 0 for root in roots] == [True] * 3
    assert "Prepared by" in text[2]


def test_refusal_by_the_standards_is_set_without_them_and_said(words_of, tmp_path, monkeypatch):
    real = pdf_engine._run
    monkeypatch.setattr(
        pdf_engine, "_run", lambda folder, moment, standard: _refuse(real, folder, moment, standard)
    )
    result = export(words_of, tmp_path / "report.pdf", 3)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(result.path).pages)
    assert "does not meet the archive standard" in text


def _refuse(real, folder, moment, standard):
    if standard == "tagged":
        return "PDF/UA-1 error"
    return real(folder, moment, standard)


def test_engine_that_gives_up_is_named(words_of, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_engine, "_run", lambda *_: "timeout")
    with pytest.raises(pdf_engine.PdfFailed) as caught:
        export(words_of, tmp_path / "report.pdf", 3)
    assert caught.value.facts == {"reason": "timeout"}
    assert list(tmp_path.iterdir()) == []


def test_template_can_read_no_file_of_the_machine(words_of, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_engine, "_template", lambda _name: b'#read("/etc/hostname")')
    with pytest.raises(pdf_engine.PdfFailed) as caught:
        export(words_of, tmp_path / "report.pdf", 1)
    assert "not found" in caught.value.facts["reason"]


def test_every_sign_of_unicode_passes_the_standards(words_of, tmp_path, caplog):
    from consult.domain.reports.document import Points
    from consult.domain.reports.exporters.coverage import of_report_fonts

    signs = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    shown = (of_report_fonts().show(sign) for sign in signs)
    kept = [sign for sign in shown if sign not in ("", "\ufffd")]
    lines = ["".join(kept[place : place + 40]) for place in range(0, len(kept), 40)]
    spaced = [" ".join(kept[place : place + 40]) for place in range(0, len(kept), 40)]
    marked = [f"{letter}\u0301\u0327\u20dd{letter}\u064b" for letter in "aяәا中👍"]
    rows = [
        samples.row(index, points=Points("\n".join(text)), publication="published")
        for index, text in enumerate((lines, spaced, marked))
    ]
    export_report(
        samples.head(3),
        lambda: iter(rows),
        words=words_of("en"),
        language="en",
        audience="public",
        format="pdf",
        target=tmp_path / "all.pdf",
    )
    assert len(kept) > 5000
    assert caplog.messages == []
