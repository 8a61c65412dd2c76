"""`consult backup`, `restore` and their keys: encrypted archives, proved by restoring them."""

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli.db_ import give_rights
from consult.domain.people.actors import system
from consult.domain.submissions import erasing
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import ConsultError
from consult.machinery import audit, heads
from consult.machinery.backup import archive, making, restoring
from consult.machinery.backup.models import BackupRun
from consult.machinery.backup.restoring import Restored
from consult.machinery.heads import Head

SYSTEM = system("backup")
IDENTITY = click.Path(exists=True, dir_okay=False, path_type=Path)
STALE = 2


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path))
def key(file: Path) -> None:
    """Make a key for backups: FILE opens archives, the printed recipient only makes them.

    Keep FILE away from this machine; set CONSULT_BACKUP_RECIPIENTS to the recipient.

    Example: consult backup-key backup.key
    """
    try:
        recipient = archive.make_identity(file)
    except FileExistsError as error:
        message = f"{file} exists. Give another name: a key is never written over."
        raise click.ClickException(message) from error
    click.echo(recipient)


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--recipient", "recipients", multiple=True, help="An age recipient (age1…).")
@click.option("--keep-all", is_flag=True, help="Do not delete archives that have run out.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def backup(folder: Path, recipients: Sequence[str], shape: str, *, keep_all: bool) -> None:
    """Write database and files of one moment, encrypted, into FOLDER; the keys apart.

    Archives older than 35 days (keys: 7 days) are deleted. Copy FOLDER to another machine.

    Example: consult backup /mnt/backup --recipient age1…
    """
    wanted = recipients or current_app.config["SETTINGS"].backup_recipients
    if not wanted:
        message = "For whom? Give --recipient age1… or set CONSULT_BACKUP_RECIPIENTS."
        raise click.ClickException(message)
    try:
        made, keys = making.make(folder, list(wanted))
    except (ConsultError, OSError) as error:
        _note_failure("made", error)
        raise
    making.note_made(made, "made")
    making.note_made(keys, "keys")
    audit.record("backup.made", _run(made.path.name), by=SYSTEM, sha256=made.sha256)
    db.session.commit()
    gone = [] if keep_all else making.forget_old(folder, now())
    head = made.manifest["head"]
    facts = {
        "archive": str(made.path),
        "keys": str(keys.path),
        "sha256": made.sha256,
        "bytes": made.path.stat().st_size,
        "files": sum(1 for name in made.manifest["parts"] if name.endswith(".000000")) - 1,
        "files_missing": made.missing,
        "head": head,
        "deleted": gone,
    }
    if shape == "json":
        click.echo(json.dumps(facts))
    else:
        click.echo(f"{made.path}: {facts['bytes']} bytes, {facts['files']} files.")
        click.echo(f"Log at event {head['seq']}, head {head['hash']}. SHA-256 {made.sha256}")
    if made.missing:
        message = f"{len(made.missing)} files of the database were not on the storage."
        raise click.ClickException(message)


def _head(_context: click.Context, _option: click.Parameter, value: str | None) -> Head | None:
    """Read SEQ:HASH before anything is restored."""
    if value is None:
        return None
    seq, _colon, digits = value.partition(":")
    head = heads.read_head(int(seq), digits) if seq.isdecimal() else None
    if head is None:
        message = "--head takes SEQ:HASH: the number of an event and its 64 hexadecimal digits."
        raise click.ClickException(message)
    return head


@click.command("restore")
@click.argument("source", metavar="ARCHIVE", type=IDENTITY)
@click.option("--identity", required=True, type=IDENTITY, help="The file of the key.")
@click.option("--keys", type=IDENTITY, help="The archive of keys, to open sealed names again.")
@click.option("--head", callback=_head, help="Event number and head noted elsewhere: SEQ:HASH.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def restore(source: Path, identity: Path, keys: Path | None, head: Head | None, shape: str) -> None:
    """Put an archive into this installation, whose database and files must be empty.

    A broken archive, or one for another key, changes nothing. Then the log is checked and compared
    with the archive's head and, with --head, with one that was noted elsewhere: exit 2 when the
    restored log ends before it.

    Example: consult restore consult-20270401T030000Z.backup --identity backup.key
    """
    settings = current_app.config["SETTINGS"]
    url = settings.owner_database_url or str(current_app.config["SQLALCHEMY_DATABASE_URI"])
    db.session.remove()
    done = restoring.restore(source, archive.identities_in(identity), settings, url, keys)
    give_rights()
    db.session.add(_restored(source, done, "restored"))
    db.session.flush()
    again = erasing.erase_again(erasing.noted(settings.instance / erasing.LIST), by=SYSTEM)
    audit.record("backup.restored", _run(source.name), by=SYSTEM)
    db.session.commit()
    _report(done, shape)
    if again:
        click.echo(f"{again} names that had been erased were erased again.", err=True)
    if head:
        _compare(done, head)


@click.command("backup-check")
@click.argument("source", metavar="ARCHIVE", type=IDENTITY)
@click.option("--identity", required=True, type=IDENTITY, help="The file of the key.")
@click.option("--keys", type=IDENTITY, help="The archive of keys that belongs to it.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def prove(source: Path, identity: Path, keys: Path | None, shape: str) -> None:
    """Restore ARCHIVE into a database made for it, compare, throw it away, and note the result.

    Example: consult backup-check consult-20270401T030000Z.backup --identity backup.key
    """
    try:
        done = restoring.prove(source, archive.identities_in(identity), keys)
    except (ConsultError, OSError) as error:
        _note_failure("checked", error)
        raise
    db.session.add(_restored(source, done, "checked"))
    audit.record("backup.verified", _run(source.name), by=SYSTEM, ok=done.is_same)
    db.session.commit()
    _report(done, shape)


def _run(name: str) -> BackupRun:
    found = db.session.query(BackupRun).filter_by(archive=name).order_by(BackupRun.at.desc())
    run = found.first()
    assert run is not None  # noqa: S101  it was added just now
    return run


def _restored(source: Path, done: Restored, kind: str) -> BackupRun:
    return BackupRun(
        kind=kind,
        archive=source.name,
        ok=done.is_same,
        reason="" if done.is_same else "differs",
        size=source.stat().st_size,
        head_seq=done.head["seq"],
        head_hash=done.head["hash"],
    )


def _note_failure(kind: str, error: Exception) -> None:
    """Keep that it failed: a run that failed never looks like one that did not."""
    with contextlib.suppress(Exception):
        db.session.rollback()
        making.note_failed(kind, getattr(error, "code", type(error).__name__))
        db.session.commit()


def _report(done: Restored, shape: str) -> None:
    facts = {"same": done.is_same, "head": done.head, "counts": done.counts, "files": done.files}
    if shape == "json":
        click.echo(json.dumps({**facts, "expected": done.manifest["head"]}))
    else:
        counts = ", ".join(f"{name} {count}" for name, count in done.counts.items())
        click.echo(f"Restored: {counts}; {done.files} files.")
        click.echo(f"Log at event {done.head['seq']}, head {done.head['hash']}.")
    if not done.is_same:
        message = "What was restored is not what the archive says it holds."
        raise click.ClickException(message)


def _compare(done: Restored, head: Head) -> None:
    if done.head["seq"] < head.seq:
        lost = head.seq - done.head["seq"]
        click.echo(f"The restored log ends {lost} events before the head you gave.", err=True)
        raise SystemExit(STALE)
    if heads.compare(head):
        message = f"Event {head.seq} has another head than the one you gave. The log was changed."
        raise click.ClickException(message)
    click.echo("The head you gave stands in the restored log.")
