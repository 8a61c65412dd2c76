"""The archive of a backup: a tar of named parts, encrypted with age, its manifest at the end.

Nothing stands in plain text on the disk: parts stream through pipes. An archive that was cut or
changed is noticed by age itself, by the missing manifest, or by a part's SHA-256.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pyrage

from consult.kernel.canonical import canonical
from consult.machinery.backup.refusals import BackupBroken, KeyUnfit

PART = 4 * 1024 * 1024
MANIFEST = "manifest.json"
Chunks = Iterable[bytes]


class Parts:
    """Writes parts into a tar; `facts` ends up in the manifest with each part's SHA-256."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """Add one part that is in memory."""
        self.sums[name] = hashlib.sha256(data).hexdigest()
        self._tar.addfile(_member(name, len(data)), io.BytesIO(data))

    def add_stream(self, name: str, pieces: Chunks) -> None:
        """Add a stream of unknown length as numbered parts of 4 MiB."""
        number, held = 0, bytearray()
        for piece in pieces:
            held += piece
            while len(held) >= PART:
                self.add(f"{name}.{number:06d}", bytes(held[:PART]))
                del held[:PART]
                number += 1
        self.add(f"{name}.{number:06d}", bytes(held))

    def add_file(self, name: str, path: Path) -> None:
        """Add one file from the disk as numbered parts, so that no part is larger than 4 MiB."""
        with path.open("rb") as file:
            self.add_stream(name, iter(lambda: file.read(PART), b""))


def write(
    target: Path,
    recipients: Sequence[str],
    fill: Callable[[Parts], dict[str, Any]],
) -> dict[str, Any]:
    """Write an archive for the age recipients (age1…); `fill` adds the parts and returns facts.

    The file appears under its name only when it is complete and on the disk. Returns the manifest.
    Raises KeyUnfit and whatever `fill` raises.
    """
    partial = target.with_name(f".{target.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            manifest = _encrypt(file, [_recipient(one) for one in recipients], fill)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    _settle(target.parent)
    return manifest


def _encrypt(
    file: io.BufferedIOBase, recipients: Sequence[Any], fill: Callable[[Parts], dict[str, Any]]
) -> dict[str, Any]:
    manifest: dict[str, Any] = {}

    def produce(pipe: io.BufferedIOBase) -> None:
        with tarfile.open(fileobj=pipe, mode="w|") as tar:
            parts = Parts(tar)
            manifest.update(fill(parts), parts=parts.sums)
            data = canonical(manifest)
            tar.addfile(_member(MANIFEST, len(data)), io.BytesIO(data))

    with _fed_by(produce) as pipe:
        pyrage.encrypt_io(pipe, file, recipients)
    return manifest


def read(source: Path, identities: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of an archive, each checked, and last its manifest.

    Raises KeyUnfit when no key opens it and BackupBroken when it is cut, changed or no archive.
    """
    sums: dict[str, str] = {}
    manifest = b""
    with _decrypted(source, identities) as pipe, _opened(pipe) as tar:
        for name, data in _members(tar):
            if name == MANIFEST:
                manifest = data
                break
            sums[name] = hashlib.sha256(data).hexdigest()
            yield name, data
        _drain(pipe)
    if not manifest:
        raise BackupBroken(reason="no_manifest")
    _compare(orjson.loads(manifest)["parts"], sums)
    yield MANIFEST, manifest


def manifest_of(source: Path, identities: Sequence[str]) -> dict[str, Any]:
    """Read the whole archive, check every part and return its manifest; raises as `read` does."""
    manifest: dict[str, Any] = {}
    for name, data in read(source, identities):
        if name == MANIFEST:
            manifest = orjson.loads(data)
    return manifest


def identities_in(path: Path) -> list[str]:
    """Return the age identities of a key file; raises KeyUnfit when it holds none."""
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    found = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if not found:
        raise KeyUnfit(reason="no_key", name=path.name)
    return found


def make_identity(path: Path) -> str:
    """Write a new age identity (mode 0600, never over an old one); returns its recipient."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
    return recipient


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise KeyUnfit(reason="recipient", name=text[:12]) from error


def _identity(text: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(text.strip())
    except pyrage.IdentityError as error:
        raise KeyUnfit(reason="no_key", name="") from error


@contextmanager
def _decrypted(source: Path, identities: Sequence[str]) -> Iterator[io.BufferedIOBase]:
    keys = [_identity(one) for one in identities]

    def produce(pipe: io.BufferedIOBase) -> None:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, pipe, keys)

    try:
        with _fed_by(produce) as pipe:
            yield pipe
    except pyrage.DecryptError as error:
        unfit = "No matching keys" in str(error)
        raise (KeyUnfit(reason="other_key", name="") if unfit else _broken(error)) from error
    except OSError as error:
        raise _broken(error) from error


@contextmanager
def _opened(pipe: io.BufferedIOBase) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=pipe, mode="r|") as tar:
            yield tar
    except tarfile.TarError as error:
        raise _broken(error) from error


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in tar:
        part = tar.extractfile(member)
        if part is None:
            raise BackupBroken(reason="not_a_file")
        yield member.name, part.read()


def _drain(pipe: io.BufferedIOBase) -> None:
    """Read to the end: only there age knows that nothing was cut."""
    while pipe.read(PART):
        pass


def _compare(wanted: dict[str, str], found: dict[str, str]) -> None:
    different = sorted(name for name in wanted | found if wanted.get(name) != found.get(name))
    if different:
        raise BackupBroken(reason="part", part=different[0])


def _broken(error: Exception) -> BackupBroken:
    return BackupBroken(reason="unreadable", detail=type(error).__name__)


@contextmanager
def _fed_by(produce: Callable[[io.BufferedIOBase], None]) -> Iterator[io.BufferedIOBase]:
    """Give the reading end of a pipe that a thread fills; its failure is raised at the end.

    A reader that stops early is no failure of the writer.
    """
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                produce(pipe)
        except BrokenPipeError:
            return
        except BaseException as error:  # noqa: BLE001  raised again in the reader's thread
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield pipe
    except Exception:
        thread.join()
        if failures:
            raise failures[0] from None
        raise
    thread.join()
    if failures:
        raise failures[0]


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
