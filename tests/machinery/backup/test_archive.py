"""An archive of a backup opens with its key alone, and every damage is noticed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consult.machinery.backup import archive
from consult.machinery.backup.archive import MANIFEST, PART, Parts
from consult.machinery.backup.refusals import BackupBroken, KeyUnfit

LONG = bytes(range(256)) * (PART // 256) + b"the end"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """An archive with a short part, a stream of two parts and its key beside it."""
    recipient = archive.make_identity(tmp_path / "key")
    archive.write(tmp_path / "one.backup", [recipient], _fill)
    return tmp_path / "one.backup"


def _fill(parts: Parts) -> dict[str, Any]:
    parts.add("note", b"canary-words-of-the-archive")
    parts.add_stream("long", iter([LONG[:1000], LONG[1000:]]))
    return {"kind": "whole"}


def _keys(path: Path) -> list[str]:
    return archive.identities_in(path.with_name("key"))


def test_parts_come_back_as_they_were_and_nothing_stands_in_plain_text(written: Path) -> None:
    parts = dict(archive.read(written, _keys(written)))
    assert parts["note"] == b"canary-words-of-the-archive"
    assert parts["long.000000"] + parts["long.000001"] == LONG
    assert list(parts)[-1] == MANIFEST
    assert b"canary" not in written.read_bytes()
    assert written.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in written.parent.iterdir() if "partial" in path.name] == []


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.95, 0.999999])
def test_cut_archive_is_refused(written: Path, share: float) -> None:
    whole = written.read_bytes()
    written.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BackupBroken):
        archive.manifest_of(written, _keys(written))


def test_last_byte_missing_is_refused(written: Path) -> None:
    written.write_bytes(written.read_bytes()[:-1])
    with pytest.raises(BackupBroken):
        archive.manifest_of(written, _keys(written))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.9999])
def test_flipped_byte_is_refused(written: Path, share: float) -> None:
    data = bytearray(written.read_bytes())
    data[int(len(data) * share)] ^= 1
    written.write_bytes(bytes(data))
    with pytest.raises(BackupBroken):
        archive.manifest_of(written, _keys(written))


def test_other_key_opens_nothing(written: Path) -> None:
    archive.make_identity(written.with_name("other"))
    with pytest.raises(KeyUnfit) as refused:
        archive.manifest_of(written, archive.identities_in(written.with_name("other")))
    assert refused.value.facts["reason"] == "other_key"


def test_manifest_that_names_another_sum_is_refused(tmp_path: Path) -> None:
    recipient = archive.make_identity(tmp_path / "key")

    def lie(parts: Parts) -> dict[str, Any]:
        parts.add("note", b"one")
        parts.sums["note"] = "0" * 64
        return {}

    archive.write(tmp_path / "lie.backup", [recipient], lie)
    with pytest.raises(BackupBroken) as refused:
        archive.manifest_of(tmp_path / "lie.backup", _keys(tmp_path / "lie.backup"))
    assert refused.value.facts == {"reason": "part", "part": "note"}


def test_failure_while_writing_leaves_no_archive(tmp_path: Path) -> None:
    recipient = archive.make_identity(tmp_path / "key")

    def fail(parts: Parts) -> dict[str, Any]:
        parts.add("note", b"x" * PART)
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        archive.write(tmp_path / "half.backup", [recipient], fail)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key"]


def test_failing_stream_of_a_dump_leaves_no_archive(tmp_path: Path) -> None:
    recipient = archive.make_identity(tmp_path / "key")

    def dump() -> Iterator[bytes]:
        yield b"first"
        raise BackupBroken(reason="dump")

    def fill(parts: Parts) -> dict[str, Any]:
        parts.add_stream("database.dump", dump())
        return {}

    with pytest.raises(BackupBroken):
        archive.write(tmp_path / "half.backup", [recipient], fill)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_malformed_recipient_and_empty_key_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(KeyUnfit) as refused:
        archive.write(tmp_path / "x", ["age1nonsense"], _fill)
    assert refused.value.facts["reason"] == "recipient"
    (tmp_path / "key").write_text("nothing")
    with pytest.raises(KeyUnfit):
        archive.identities_in(tmp_path / "key")


def test_key_is_never_written_over(tmp_path: Path) -> None:
    archive.make_identity(tmp_path / "key")
    with pytest.raises(FileExistsError):
        archive.make_identity(tmp_path / "key")
