"""The stand-alone verifier on files that the service gave: right ones hold, touched ones do not."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from consult.domain.submissions import record_trees
from consult.kernel.canonical import canonical
from consult.kernel.clock import now
from consult.machinery import heads, ledger, signing
from tests.factories.record import WORDS, Sent, an_open_consultation, by_sql, send, verifier

VERIFY = verifier()


@pytest.fixture
def sent(app: Flask) -> Iterator[Sent]:
    """One of five submissions under a closed tree."""
    with app.app_context():
        signing.path().unlink(missing_ok=True)
        consultation = an_open_consultation(slug="upr-2027")
        mine, *_others = [send(consultation, name) for name in "abcde"]
        record_trees.close_tree(consultation)
        yield mine


@pytest.fixture
def check(sent: Sent, tmp_path: Path) -> Callable[..., int]:
    """Run the verifier on the receipt, touched or not, with the published keys."""
    keys = tmp_path / "keys.json"
    rows = [{"id": key.id, "public": key.public.hex()} for key in signing.public_keys()]
    keys.write_text(json.dumps({"keys": rows}), encoding="ascii")

    def run(*more: str, touch: Callable[[str], str] = str) -> int:
        path = sent.file(tmp_path)
        before = path.read_text(encoding="utf-8")
        after = touch(before)
        assert (after == before) == (touch is str)
        path.write_text(after, encoding="utf-8")
        return int(VERIFY.main(["receipt", str(path), "--keys", str(keys), *more]))

    return run


def ledger_file(folder: Path) -> Path:
    path = folder / "ledger.csv"
    lines = [",".join(ledger.COLUMNS), *(",".join(line.cells()) for line in ledger.lines())]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path


def root_of_tree(sent: Sent) -> str:
    proof = record_trees.proof_of(sent.receipt)
    assert proof is not None
    return proof.root.hex()


def test_untouched_receipt_holds(
    sent: Sent, check: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "words.txt"
    words.write_text(f"  {WORDS}\r\n", encoding="utf-8")
    book = ledger_file(tmp_path)
    facts = ("--root", root_of_tree(sent), "--ledger", str(book), "--text", f"2:text={words}")
    assert check(*facts) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in told] == ["RIGHT"] * 6


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number": "1.1"', '"number": "1.2"'),
        ('"status": "in_time"', '"status": "late"'),
        ('"received": "20', '"received": "19'),
        ('"level": "named"', '"level": "anonymous"'),
        ('"code": "C-', '"code": "D-'),
        ('"kind": "amendment"', '"kind": "support"'),
    ],
)
def test_receipt_with_another_fact_is_not_valid(
    check: Callable[..., int], old: str, new: str
) -> None:
    assert check(touch=lambda text: text.replace(old, new)) == 1


def test_receipt_with_another_reference_is_not_valid(sent: Sent, check: Callable[..., int]) -> None:
    reference = sent.submission.reference
    assert check(touch=lambda text: text.replace(reference, "00000000")) == 1


def test_forged_receipt_of_another_key_is_not_valid(sent: Sent, check: Callable[..., int]) -> None:
    def forge(text: str) -> str:
        inner = json.loads(text.split(VERIFY.BEGIN)[1].split(VERIFY.END, maxsplit=1)[0])
        signer = signing.rotate()
        inner["payload"]["points"][1]["number"] = "9.9"
        inner["leaf"] = VERIFY.hashlib.sha256(b"\x00" + canonical(inner["payload"])).hexdigest()
        inner |= {"key": signer.id, "proof": None}
        parts = {name: inner[name] for name in ("payload", "leaf", "seq", "head", "key")}
        inner["signature"] = signer.sign(canonical(parts)).hex()
        return json.dumps(inner)

    assert check(touch=forge) == 1


def test_other_words_are_refused(check: Callable[..., int], tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text(WORDS.replace("поздний", "ранний"), encoding="utf-8")
    assert check("--text", f"2:text={words}") == 1


def test_root_copied_from_a_broken_line_of_a_pdf_holds(
    sent: Sent, check: Callable[..., int]
) -> None:
    root = root_of_tree(sent)
    copied = f"{root[:20].upper()}\u200b{root[20:44]}\n {root[44:]}"
    assert check("--root", copied) == 0


def test_root_of_another_tree_is_refused(check: Callable[..., int]) -> None:
    assert check("--root", "00" * 32) == 1


def test_receipt_tells_a_cut_ledger_from_one_of_the_same_day(
    sent: Sent,
    check: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book, seq = ledger_file(tmp_path), sent.receipt.seq
    head = book.read_text(encoding="ascii").splitlines()[0]
    book.write_text(head + "\n", encoding="ascii")
    soon = f"NOTE: The ledger ends at 0. Event {seq} is of "
    cut = f"NOT VALID: The ledger ends at 0 but a head for {seq} was given"
    for days, outcome, told in ((0, 0, soon), (1, 0, soon), (2, 1, cut)):
        read_on = SimpleNamespace(now=partial(later, days))
        monkeypatch.setattr(VERIFY, "datetime", read_on)
        assert check("--ledger", str(book)) == outcome
        assert told in capsys.readouterr().out


def later(days: int, _zone: object) -> datetime:
    return now() + timedelta(days=days)


def test_ledger_holds_and_each_touched_line_is_named(
    sent: Sent, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, last = ledger_file(tmp_path), heads.last_head()
    assert last is not None
    head = f"{last.seq}:{last.hash.hex()}"
    assert VERIFY.main(["ledger", str(book), "--head", head]) == 0
    lines = book.read_text(encoding="ascii").splitlines()
    lines[4] = lines[4].replace("receipt,", "edited,").replace("received,", "edited,")
    book.write_text("\n".join(lines) + "\n", encoding="ascii")
    assert VERIFY.main(["ledger", str(book), "--head", head]) == 1
    assert "breaks at event 4" in capsys.readouterr().out


def test_changed_event_gives_another_head(sent: Sent, tmp_path: Path) -> None:
    last = heads.last_head()
    assert last is not None
    by_sql("update audit_events set hash = :hash where seq = :seq", hash=b"x" * 32, seq=last.seq)
    head = f"{last.seq}:{last.hash.hex()}"
    assert VERIFY.main(["ledger", str(ledger_file(tmp_path)), "--head", head]) == 1


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_verdicts_are_told_in_every_language(
    check: Callable[..., int], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check("--lang", language)
    first = {"en": "RIGHT: ", "ru": "ВЕРНО: ", "kk": "ДҰРЫС: "}[language]
    assert capsys.readouterr().out.startswith(first)


@pytest.mark.parametrize("text", ["", "hello", "{}", '{"payload": {"points": 1}}', "[]"])
def test_file_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.txt"
    path.write_text(text, encoding="utf-8")
    assert VERIFY.main(["receipt", str(path)]) == 2


def test_bytes_that_are_hashed_are_the_same_in_both_programs() -> None:
    value = {"б": ['қ\u2028\u007f\b\f\n\t"\\/', 1, True, None], "a": {"z": "😀", "b": ""}}
    assert VERIFY.canonical(value) == canonical(value)
