"""What every page must be: valid, labelled, in one language, without inline script or style."""

import re

from bs4 import BeautifulSoup, Tag

HIDDEN = {"hidden", "submit", "button"}
FOREIGN = re.compile(r"(?i)\s*(?:[a-z][a-z0-9+.-]*:|//)(?!//localhost/)")
"""Addresses with a scheme or a host that is not the one of tests."""


def inspect_page(soup: BeautifulSoup, path: str) -> None:
    """Fail with the reason when a page breaks a rule that holds for every page."""
    assert soup.html is not None
    language = path.split("/")[1] if path.count("/") else ""
    if language in {"kk", "ru", "en"}:
        assert soup.html.get("lang") == language, f"{path}: lang is {soup.html.get('lang')}"
    assert len(soup.find_all("h1")) == 1, f"{path}: {len(soup.find_all('h1'))} h1"
    assert soup.title, f"{path}: no title"
    _no_inline(soup, path)
    _own_files(soup, path)
    _ids(soup, path)
    _labels(soup, path)


def _no_inline(soup: BeautifulSoup, path: str) -> None:
    for tag in soup.find_all(True):
        handlers = [name for name in tag.attrs if name.startswith("on") or name == "style"]
        assert not handlers, f"{path}: inline {handlers} on <{tag.name}>"
    for script in soup.find_all("script"):
        assert script.get("src"), f"{path}: inline script"
    assert not soup.find_all("style"), f"{path}: inline style"


def _own_files(soup: BeautifulSoup, path: str) -> None:
    """Nothing that a browser fetches or sends by itself comes from or goes to another host."""
    fetched = [tag["src"] for tag in soup.find_all(src=True)]
    fetched += [tag["href"] for tag in soup.find_all(["link", "use", "image"], href=True)]
    fetched += [tag["action"] for tag in soup.find_all("form", action=True)]
    fetched += [tag["data"] for tag in soup.find_all("object", data=True)]
    foreign = [str(one) for one in fetched if FOREIGN.match(str(one))]
    assert not foreign, f"{path}: fetches {foreign}"
    assert not soup.find_all(["iframe", "embed", "base"]), f"{path}: frames another page"


def _ids(soup: BeautifulSoup, path: str) -> None:
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"{path}: ids used twice: {twice}"


def _labels(soup: BeautifulSoup, path: str) -> None:
    labelled = {str(tag.get("for")) for tag in soup.find_all("label")}
    for tag in soup.find_all(["input", "textarea", "select"]):
        if tag.get("type") in HIDDEN:
            continue
        named = tag.get("id") in labelled or tag.get("aria-label") or tag.get("aria-labelledby")
        assert named, f"{path}: field {tag.get('name')} has no label"
        assert isinstance(tag, Tag)
