"""The worked example, loaded, and the facts of the files that it was loaded from."""

import json

import pytest

from consult import demo
from consult.domain.consultations.queries import consultation_by_slug
from consult.kernel.database import db
from tests.conftest import copy_of, make_settings
from tests.demo.example_files import DATA, rows_of


@pytest.fixture(scope="module")
def manifest():
    return json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["files"]


@pytest.fixture(scope="module")
def index():
    return rows_of("comment_index.csv")


@pytest.fixture(scope="module")
def loaded(example, tmp_path_factory):
    from consult.app import create_app

    with copy_of(example, tmp_path_factory.mktemp("demo")) as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with app.app_context():
            app.extensions["demo_lines"] = list(copy.lines)
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def old(loaded):
    return consultation_by_slug(demo.OLD)


@pytest.fixture
def opened(loaded):
    return consultation_by_slug(demo.OPEN)
