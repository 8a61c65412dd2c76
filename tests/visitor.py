"""Somebody with a browser: finds fields by label, presses buttons by name, checks every page."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

REDIRECTS = 5


@dataclass
class Visitor:
    """A test client that reads pages as people do and fails on a page that is not well made."""

    app: Flask
    check: bool = True
    response: TestResponse = field(init=False)
    parsed: tuple[TestResponse, BeautifulSoup] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.typed: dict[str, Any] = {}

    def open(self, path: str, status: int = 200) -> "Visitor":
        """Open a page and follow redirects."""
        return self._took(self.client.get(path, follow_redirects=True), status)

    def post(self, path: str, data: Any = None, status: int = 200, **options: Any) -> "Visitor":
        """Send a form directly, without a page."""
        options.setdefault("follow_redirects", True)
        return self._took(self.client.post(path, data=data, **options), status)

    def _took(self, response: TestResponse, status: int | None) -> "Visitor":
        self.response = response
        self.typed = {}
        assert status is None or response.status_code == status, (
            f"{response.request.path} answered {response.status_code}: {self.text[:600]}"
        )
        if self.check and response.mimetype == "text/html":
            from tests.pages import inspect_page

            inspect_page(self.soup, response.request.path)
        return self

    @property
    def soup(self) -> BeautifulSoup:
        """The page as parsed, once an answer. lxml takes a fourth of html5lib's time."""
        if self.parsed is None or self.parsed[0] is not self.response:
            page = BeautifulSoup(self.response.get_data(as_text=True), "lxml")
            self.parsed = (self.response, page)
        return self.parsed[1]

    @property
    def text(self) -> str:
        """The words of the page's main part."""
        if not self.response.is_sequence:
            return ""
        return (self.soup.main or self.soup).get_text(" ", strip=True)

    @property
    def heading(self) -> str:
        """The page's h1."""
        h1 = self.soup.h1
        return h1.get_text(" ", strip=True) if h1 else ""

    @property
    def path(self) -> str:
        """Where the visitor ended up."""
        return str(self.response.request.path)

    def follow(self, words: str, status: int = 200) -> "Visitor":
        """Follow the first link whose words contain the given ones."""
        for link in self.soup.find_all("a", href=True):
            if words in link.get_text(" ", strip=True):
                return self.open(urljoin(self.path, str(link["href"])), status)
        raise AssertionError(f"no link {words!r} on {self.path}: {self.text[:800]}")

    def fill(self, label: str, value: Any) -> "Visitor":
        """Type into the field (or choose the option) with this label."""
        control = self.control(label)
        name = str(control["name"])
        if control.get("type") in {"radio", "checkbox"}:
            self.typed.setdefault(name, []).append(str(control.get("value", "y")))
        elif control.name == "select":
            self.typed[name] = self._option(control, value)
        else:
            self.typed[name] = value
        return self

    def choose(self, label: str) -> "Visitor":
        """Choose a radio button or tick a checkbox."""
        return self.fill(label, True)

    def control(self, label: str) -> Tag:
        """Return the field with this label."""
        soup = self.soup
        exact = [tag for tag in soup.find_all("label") if tag.get_text(" ", strip=True) == label]
        near = [tag for tag in soup.find_all("label") if label in tag.get_text(" ", strip=True)]
        for tag in exact or near:
            control = soup.find(id=str(tag.get("for")))
            if isinstance(control, Tag):
                return control
        labels = [tag.get_text(" ", strip=True) for tag in soup.find_all("label")]
        raise AssertionError(f"no field {label!r} on {self.path}; there are {labels}")

    @staticmethod
    def _option(control: Tag, words: str) -> str:
        for option in control.find_all("option"):
            if words in {option.get_text(" ", strip=True), option.get("value")}:
                return str(option.get("value", words))
        raise AssertionError(f"no option {words!r}")

    def press(self, button: str, status: int = 200, **more: Any) -> "Visitor":
        """Press the button with these words: sends its form with what was typed."""
        for tag in self.soup.find_all("button"):
            if button in tag.get_text(" ", strip=True):
                return self._send(tag, status, more)
        words = [tag.get_text(" ", strip=True) for tag in self.soup.find_all("button")]
        raise AssertionError(f"no button {button!r} on {self.path}; there are {words}")

    def _send(self, button: Tag, status: int, more: dict[str, Any]) -> "Visitor":
        form = button.find_parent("form")
        if form is None:
            form = self.soup.find("form", id=str(button.get("form")))
        assert isinstance(form, Tag)
        data = self._defaults(form)
        data.update(self.typed)
        if button.get("name"):
            data[str(button["name"])] = str(button.get("value", ""))
        data.update(more)
        url = urljoin(self.path, str(button.get("formaction") or form.get("action") or self.path))
        if str(form.get("method", "get")).lower() == "get":
            answer = self.client.get(urlsplit(url).path, query_string=data, follow_redirects=True)
            return self._took(answer, status)
        return self.post(url, data, status)

    @staticmethod
    def _defaults(form: Tag) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for tag in form.find_all(["input", "textarea", "select"]):
            name, kind = tag.get("name"), tag.get("type", "text")
            if not name or kind in {"submit", "button", "file"} or tag.has_attr("disabled"):
                continue
            if kind in {"radio", "checkbox"}:
                if tag.has_attr("checked"):
                    values.setdefault(str(name), []).append(str(tag.get("value", "on")))
            elif tag.name == "select":
                chosen = tag.find("option", selected=True) or tag.find("option")
                values[str(name)] = str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
            elif tag.name == "textarea":
                values[str(name)] = tag.get_text().removeprefix("\n")
            elif kind == "hidden" and name in values:
                values[str(name)] = [*_listed(values[str(name)]), str(tag.get("value", ""))]
            else:
                values[str(name)] = str(tag.get("value", ""))
        return values


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
