"""The example's trustees: their keys are made at loading and open the name that is asked for."""

from sqlalchemy import select

from consult.config import ROOT
from consult.demo import people
from consult.demo.trustees import FOLDER
from consult.domain.submissions import trustees, unsealing
from consult.domain.submissions.sealing_models import Unsealing
from consult.domain.submissions.trustee_reading import request_by_id, sealed_counts
from consult.kernel.database import db
from tests.factories.trustees import tool


def test_two_trustees_of_the_example_open_the_name_that_is_asked_for(
    loaded, opened, tmp_path, capsys
) -> None:
    folder = loaded.config["SETTINGS"].instance / FOLDER
    keys = {path.stem: path for path in folder.iterdir()}
    assert {path.stat().st_mode & 0o777 for path in keys.values()} == {0o600}
    asker, second = map(people.acting, people.TRUSTEES)
    identity = db.session.scalars(select(Unsealing.id)).one()
    _consultation, asked = request_by_id(opened.slug, identity)
    (tmp_path / "outer.json").write_bytes(unsealing.outer_box(asked, to=second))
    inner = tmp_path / "inner.json"
    words = ("second", str(tmp_path / "outer.json"), str(keys["trustee.two"]))
    assert tool().main([*words, "--out", str(inner)]) == 0
    unsealing.second(asked, inner.read_bytes(), by=second)
    (tmp_path / "package.json").write_bytes(unsealing.deliver(asked, by=asker))
    capsys.readouterr()
    words = ("open", str(tmp_path / "package.json"), str(keys["trustee"]))
    assert tool().main(list(words)) == 0
    assert "Kind: ngo" in capsys.readouterr().out
    db.session.rollback()


def test_no_private_key_is_in_the_repository(opened) -> None:
    marks = {one.fingerprint for one in trustees.public_list(opened.id)}
    assert len(marks) == 2
    counted = sealed_counts(opened.id)
    assert (counted.sealed > 0, counted.lost) == (True, 0)
    kept = [
        path for folder in ("consult", "docs", "tests") for path in (ROOT / folder).rglob("*.json")
        if b"consult-trustee-private-key" in path.read_bytes()
    ]  # fmt: skip
    assert kept == []
