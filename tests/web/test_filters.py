"""Filters of templates, in the page's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask, g
from flask_babel import Babel

from consult.kernel.localised import LocalisedText
from consult.web import filters
from consult.web.language import current_language


@pytest.fixture(params=["en"])
def page(request: pytest.FixtureRequest) -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, locale_selector=current_language)
    with app.test_request_context():
        g.language = request.param
        yield


in_russian = pytest.mark.parametrize("page", ["ru"], indirect=True)


@pytest.mark.usefixtures("page")
def test_dates_are_written_out_and_missing_ones_are_a_dash() -> None:
    moment = datetime(2011, 4, 28, 12, 0, tzinfo=UTC)
    assert filters.long_date(date(2011, 4, 28)) == "28 April 2011"
    assert filters.long_date(datetime(2011, 3, 13, 18, 0, tzinfo=UTC)) == "14 March 2011"
    assert filters.long_datetime(moment) == "28 April 2011, 18:00 (UTC+6)"
    assert filters.deadline(moment) == "28 April 2011, 18:00 (UTC+6, Almaty)"
    assert filters.short_datetime(moment, "UTC") == "28.04.2011, 12:00"
    shown = (filters.long_date, filters.long_datetime, filters.deadline, filters.short_datetime)
    assert [show(None) for show in shown] == ["–"] * 4


@pytest.mark.usefixtures("page")
def test_numbers_in_english() -> None:
    assert [filters.number(12345), filters.number(1.25, 1), filters.number(None)] == [
        "12,345",
        "1.2",
        "–",
    ]
    assert [filters.percent(0.642), filters.percent(0), filters.percent(None)] == [
        "64.2%",
        "0.0%",
        "–",
    ]


@in_russian
@pytest.mark.usefixtures("page")
def test_numbers_in_russian_have_a_comma_and_unbreakable_spaces() -> None:
    assert filters.number(1234567.5, 1) == "1\u00a0234\u00a0567,5"
    assert filters.percent(0.642) == "64,2\u00a0%"
    assert filters.long_date(date(2011, 4, 28)) == "28 апреля 2011 года"


def test_paragraphs_keep_breaks_and_show_markup_as_text() -> None:
    assert filters.paragraphs("one\r\ntwo\n\n\n<b>three</b>") == (
        "<p>one<br>\ntwo</p>\n<p>&lt;b&gt;three&lt;/b&gt;</p>"
    )
    assert filters.paragraphs(None) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "see http://a.kz/x?y=1&z=2.",
            'see {a}http://a.kz/x?y=1&amp;z=2"{b}http://a.kz/x?y=1&amp;z=2</a>.',
        ),
        ("(https://a.kz)", '({a}https://a.kz"{b}https://a.kz</a>)'),
        ("mailto:a@b.kz", '{a}mailto:a@b.kz"{b}mailto:a@b.kz</a>'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("ftp://a.kz data:text/html,x", "ftp://a.kz data:text/html,x"),
        ('https://a.kz/"onclick="x', '{a}https://a.kz/"{b}https://a.kz/</a>&#34;onclick=&#34;x'),
        ("https://", "https://"),
    ],
)
def test_only_web_and_mail_addresses_become_links(text: str, html: str) -> None:
    start, end = '<a class="govuk-link" href="', ' rel="noopener noreferrer nofollow ugc">'
    assert filters.linked(text) == html.replace("{a}", start).replace("{b}", end)


def test_names_are_isolated_from_the_direction_around_them() -> None:
    assert filters.bdi("<منظمة>") == "<bdi>&lt;منظمة&gt;</bdi>"


@in_russian
@pytest.mark.usefixtures("page")
def test_text_falls_back_to_the_nearest_language_and_says_so() -> None:
    shown = filters.in_page_language(LocalisedText(kk="Мәтін"))
    assert (shown.text, shown.language, shown.is_fallback) == ("Мәтін", "kk", True)
    own = filters.in_page_language({"ru": "Текст", "en": "Text"})
    assert (own.text, own.language, own.is_fallback) == ("Текст", "ru", False)
    assert filters.in_page_language(None).text == ""
    assert filters.in_language(LocalisedText(kk="Мәтін"), "en") == ""
    assert [filters.native_name("kk"), filters.native_name("zz")] == ["Қазақша", "zz"]


@pytest.mark.usefixtures("page")
def test_languages_have_names() -> None:
    assert [filters.language_name(code) for code in ("kk", "ru", "en", "de")] == [
        "Kazakh",
        "Russian",
        "English",
        "de",
    ]
