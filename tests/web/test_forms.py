"""Fields: limits, normalising, sentences, and what they render."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, g
from werkzeug.datastructures import FileStorage, MultiDict

from consult.kernel.localised import LocalisedText
from consult.web import forms
from consult.web.widgets import plural_texts
from tests.browser.gallery.app import GalleryForm, create_app

FULL = {
    "name": " Айгүл \u200b Сәрсенбаева ",
    "email": "a@b.kz",
    "text": "one\r\ntwo",
    "kind": "objection",
    "agree": "y",
    "written-day": "28",
    "written-month": "4",
    "written-year": "2011",
    "closes": "2026-12-10T18:00",
    "rows": "12",
    "password": " as typed ",
    "title-kk": "Атауы",
    "title-ru": "Название",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(tmp_path_factory.mktemp("static"))


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/en/forms", method="POST"):
        g.language = "en"
        yield


def filled(**changes: Any) -> GalleryForm:
    values = {name: value for name, value in {**FULL, **changes}.items() if value is not None}
    form = GalleryForm(MultiDict(values))
    form.validate()
    return form


@pytest.mark.usefixtures("context")
def test_full_form_is_accepted_with_normalised_values() -> None:
    form = filled()
    assert form.errors == {}
    assert form.name.data == "Айгүл Сәрсенбаева"
    assert form.text.data == "one\ntwo"
    assert form.written.data == date(2011, 4, 28)
    assert form.closes.data == datetime(2026, 12, 10, 18, 0)  # noqa: DTZ001
    assert (form.rows.data, form.password.data) == (12, " as typed ")
    assert form.title.data == LocalisedText(kk="Атауы", ru="Название")


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("name", "value", "place", "sentence"),
    [
        ("name", None, "name", "Enter your name."),
        ("name", "\u200b\u2060 ", "name", "Enter your name."),
        ("name", "x" * 41, "name", "“Name” is 1 character too long: at most 40 are allowed."),
        ("text", "x" * 203, "text", "“Your comment” is 3 characters too long: at most 200 are allowed."),
        ("email", "nobody", "email", "Enter an e-mail address in the form name@example.kz."),
        ("email", "a@b.kz,c@d.kz", "email", "Enter an e-mail address in the form name@example.kz."),
        ("email", "A <a@b.kz>", "email", "Enter an e-mail address in the form name@example.kz."),
        ("kind", None, "kind", "Choose the kind of comment."),
        ("kind", "forged", "kind", "Choose one of the answers offered under “Kind of comment”."),
        ("body", "forged", "body", "Choose one of the answers offered under “Responsible body”."),
        ("groups", "forged", "groups", "Choose one of the answers offered under “Groups concerned”."),
        ("agree", None, "agree", "Tick the box to go on."),
        ("written-day", "31", "written-day", "“Date of the letter” must be a real date, for example 28 4 2011."),
        ("written-year", "99999999999999999999", "written-day", "“Date of the letter” must be a real date, for example 28 4 2011."),
        ("closes", "soon", "closes", "“Closes” must be a real date and time."),
        ("closes", "0001-01-01T00:00", "closes", "“Closes” must be a real date and time."),
        ("closes", "9999-12-31T23:59", "closes", "“Closes” must be a real date and time."),
        ("rows", "many", "rows", "“Number of rows” must be a whole number, for example 12."),
        ("title-ru", " ", "title-ru", "Enter the title in Russian."),
        ("purpose-en", "x" * 101, "purpose-en", "“Purpose” is too long: at most 100 characters in each language."),
    ],
)  # fmt: skip
def test_wrong_value_is_answered_by_one_sentence_at_its_control(
    name: str, value: str | None, place: str, sentence: str
) -> None:
    form = filled(**{name: value})
    assert form.error_items() == [{"text": sentence, "href": f"#{place}"}]
    assert BeautifulSoup("".join(str(f()) for f in form), "html5lib").find(id=place) is not None


@pytest.mark.usefixtures("context")
def test_limit_in_bytes_counts_utf8() -> None:
    class Form(forms.ConsultForm):
        note = forms.TextField("Note", [forms.Limit(10, octets=10)])

    form = Form(MultiDict({"note": "қазақша"}))
    assert not form.validate()
    assert form.error_items() == [
        {"text": "“Note” is too long: shorten the text.", "href": "#note"}
    ]


@pytest.mark.usefixtures("context")
def test_several_files_are_taken_and_empty_ones_left_out() -> None:
    class Form(forms.ConsultForm):
        files = forms.FilesField("Files", required="Choose a file.")

    chosen = [FileStorage(BytesIO(b"x"), "a.pdf"), FileStorage(BytesIO(b""), "")]
    form = Form(MultiDict([("files", file) for file in chosen]))
    assert form.validate()
    assert [file.filename for file in form.files.data] == ["a.pdf"]
    assert Form(MultiDict({"files": chosen[1]})).validate() is False


@pytest.mark.usefixtures("context")
def test_errors_of_the_domain_are_added_to_their_field() -> None:
    form = filled()
    form.fail("name", "This name is taken.")
    assert form.error_items() == [{"text": "This name is taken.", "href": "#name"}]


@pytest.mark.usefixtures("context")
def test_hostile_values_stay_text() -> None:
    hostile = '"><script>alert(1)</script></textarea>{{ 7*7 }}'
    form = filled(name=hostile[:39], text=hostile, **{"title-kk": hostile})
    soup = BeautifulSoup(f"{form.name()}{form.text()}{form.title()}", "html5lib")
    assert soup.find("script") is None
    assert soup.find("textarea").text == hostile
    assert soup.find(id="title-kk")["value"] == hostile


@pytest.mark.usefixtures("context")
def test_textarea_keeps_its_leading_empty_line() -> None:
    form = GalleryForm(data={"text": "\nsecond"})
    soup = BeautifulSoup(str(form.text()), "html5lib")
    assert soup.find("textarea").text == "\nsecond"


@pytest.mark.usefixtures("context")
def test_values_given_by_the_page_are_shown() -> None:
    title = LocalisedText(kk="Атауы", ru="Название", en="Title")
    form = GalleryForm(
        formdata=None, data={"written": date(2011, 4, 28), "title": title, "kind": "support"}
    )
    soup = BeautifulSoup("".join(str(f()) for f in form), "html5lib")
    assert [soup.find(id=f"written-{part}")["value"] for part in ("day", "month", "year")] == [
        "28",
        "4",
        "2011",
    ]
    assert [soup.find(id=f"title-{code}")["value"] for code in ("kk", "ru", "en")] == [
        "Атауы",
        "Название",
        "Title",
    ]
    assert [soup.find(id=f"title-{code}")["lang"] for code in ("kk", "ru", "en")] == [
        "kk",
        "ru",
        "en",
    ]
    assert soup.find("input", {"name": "kind", "checked": True})["value"] == "support"


@pytest.mark.usefixtures("context")
def test_expired_form_keeps_its_values_and_says_so(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = GalleryForm(MultiDict(FULL))
    assert not form.validate()
    assert form.error_items() == [
        {
            "text": "This page was open for too long. Nothing you typed is lost: send it again.",
            "href": "#main",
        }
    ]


@pytest.mark.parametrize(
    ("language", "kinds"),
    [("en", {"one", "other"}), ("kk", {"one", "other"}), ("ru", {"one", "few", "many", "other"})],
)
def test_counter_has_a_sentence_for_each_plural_form(
    app: Flask, language: str, kinds: set[str]
) -> None:
    with app.test_request_context(f"/{language}/forms"):
        g.language = language
        assert set(plural_texts(under=True)) == kinds
        assert {"%{count}" in text for text in plural_texts(under=False).values()} == {True}


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"name": ["not a text"], "text": {"not": "a text"}}},
        {"data": "[" * 20_000, "content_type": "application/json"},
        {"data": {"text": (BytesIO(b"a file"), "a.txt")}},
    ],
)
def test_nothing_but_a_text_reaches_a_field_of_text(app: Flask, sent: dict[str, Any]) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/en/forms", method="POST", **sent):
        g.language = "en"
        form = GalleryForm()
        assert not form.validate()
        assert not form.text.data


@pytest.mark.parametrize(
    ("typed", "version"),
    [(None, 0), ("", 0), ("7", 7), ("-7", -1), ("seven", -1), ("²", -1), ("9" * 5000, -1)],
)
def test_row_version_is_a_number_of_ours_or_none(typed: str | None, version: int) -> None:
    assert forms.row_version(typed) == version
