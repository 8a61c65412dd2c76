"""Somebody with a browser without scripts, far away: real requests to a service that runs."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

PATIENCE = 60


@dataclass
class Remote:
    """Opens pages and sends forms by the names of their fields, with headers of its own."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(self.headers)
        self.answer: Any = None

    def open(self, path: str) -> "Remote":
        """Get a page."""
        self.answer = self.session.get(urljoin(self.url, path), timeout=PATIENCE)
        return self

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.content, "html5lib")

    def form(self, holding: str) -> Tag:
        """Return the form of the page's main part that has a field of this name."""
        for one in (self.soup.main or self.soup).find_all("form"):
            if one.find(attrs={"name": holding}):
                return one
        raise AssertionError(f"no form with {holding} on {self.answer.url}: {self.words[:600]}")

    @property
    def words(self) -> str:
        body = self.soup.main or self.soup
        return str(body.get_text(" ", strip=True))

    def send(self, holding: str, files: Any = None, **values: str) -> "Remote":
        """Fill and send the form that has a field of this name."""
        form = self.form(holding)
        data = {**_defaults(form), **values}
        if files:
            data.pop(holding, None)
        target = urljoin(self.answer.url, str(form.get("action") or self.answer.url))
        self.answer = self.session.post(target, data=data, files=files, timeout=PATIENCE)
        return self


def _defaults(form: Tag) -> dict[str, str]:
    found = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = one.get("name"), one.get("type", "text")
        if not name or kind in {"submit", "file", "button"}:
            continue
        if kind in {"radio", "checkbox"} and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            found[str(name)] = str(chosen["value"]) if chosen else ""
        else:
            found[str(name)] = str(one.get("value", one.get_text()))
    return found
