"""Static files: hashed, compressed, kept for a year; nothing but what browsers need goes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from consult.web import static_files
from tests.browser.gallery.app import create_app


def test_static_files_are_compressed_and_kept_for_a_year(tmp_path: Path) -> None:
    client = create_app(tmp_path).test_client()
    body = client.get("/en/forms").text
    url = body.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(url, headers={"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.data) < 15_000
    old = client.get("/static/0123456789ab/consult.css")
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "max-age=60, public")


@pytest.mark.parametrize(
    "name", ["src/package.json", "src/consult.js", "../config.py", "fonts/none.woff2"]
)
def test_sources_are_not_served(tmp_path: Path, name: str) -> None:
    client = create_app(tmp_path).test_client()
    assert client.get(f"/static/{name}").status_code == 404


def test_a_changed_file_changes_the_address(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    first = static_files.prepare(tmp_path / "made", source)
    assert static_files.prepare(tmp_path / "made", source) == first
    (source / "a.css").write_text("b{}")
    second = static_files.prepare(tmp_path / "made", source)
    assert first != second
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == sorted(
        [first.name, second.name]
    )


def test_unknown_name_is_a_mistake_found_at_once(tmp_path: Path) -> None:
    app: Flask = create_app(tmp_path)
    with pytest.raises(LookupError):
        app.jinja_env.globals["static_url"]("missing.css")


def test_first_view_is_within_its_budget(tmp_path: Path) -> None:
    folder = static_files.prepare(tmp_path)
    sizes = {name: (folder / f"{name}.br").stat().st_size for name in ("consult.css", "consult.js")}
    assert sizes["consult.css"] <= 15_000
    assert sizes["consult.js"] <= 10_000
    assert (folder / "fonts/consult-sans.woff2").stat().st_size <= 25_000
