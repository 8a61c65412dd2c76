"""What the typefaces lack is replaced before the PDF standards can refuse it."""

import pytest

from consult.domain.reports.exporters.coverage import of_report_fonts


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Әділет ғқңөұүһі ₸ №", "Әділет ғқңөұүһі ₸ №"),
        ("中文", "��"),
        ("𝐛𝐨𝐥𝐝 ①", "bold 1"),
        ("\u202eevil\u202c", "evil"),
        ("e\u0301\u0301\u0301\u0301", "e\u0301\u0301"),
        ("\u0301 alone", " alone"),
        ("👍🏽", "👍🏽"),
        ("\x00\r\nб", "\nб"),
        ("العربية", "العربية"),
    ],
)
def test_coverage_shows_what_the_typefaces_have(raw, shown):
    assert of_report_fonts().show(raw) == shown


def test_an_arrow_is_printed_with_signs_every_typeface_has():
    assert of_report_fonts().show("с 0 → 16") == "с 0 -> 16"
