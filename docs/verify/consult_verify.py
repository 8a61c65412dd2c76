#!/usr/bin/env python3
"""Check a receipt, its place in the tree, and the public ledger, without the service.

One file; needs Python 3.9 or newer and the package `cryptography`. Nothing is sent anywhere.

    consult_verify.py receipt receipt.txt --keys keys.json
    consult_verify.py receipt receipt.txt --keys keys.json --root ROOT --ledger ledger.csv
    consult_verify.py receipt receipt.txt --keys keys.json --text 1:text=words.txt --file 1=scan.pdf
    consult_verify.py ledger ledger.csv --head 812:HASH --head 790:HASH

Exit codes: 0 all that was checked holds, 1 something does not, 2 the files cannot be read.
FORMAT.md beside this file describes every byte.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import hmac
import json
import sys
import unicodedata
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterator

BEGIN = "-----BEGIN CONSULT RECEIPT-----"
END = "-----END CONSULT RECEIPT-----"
FORMAT = "consult-receipt/1"
PARTS = ("text", "wording", "rationale")
LANGUAGES = ("en", "ru", "kk")

WORDS: dict[str, tuple[str, str, str]] = {
    "ok": ("RIGHT", "ВЕРНО", "ДҰРЫС"),
    "bad": ("NOT VALID", "НЕДЕЙСТВИТЕЛЬНО", "ЖАРАМСЫЗ"),
    "note": ("NOTE", "ПРИМЕЧАНИЕ", "ЕСКЕРТПЕ"),
    "unreadable": (
        "{name} cannot be read: it is damaged or another kind of file.",
        "{name} не читается: файл повреждён или он другого вида.",
        "{name} оқылмайды: файл бүлінген немесе басқа түрлі.",
    ),
    "leaf_ok": (
        "Reference, measures, time, level and commitments belong to the leaf.",
        "Номер, мероприятия, время, уровень и контрольные значения соответствуют листу.",
        "Нөмір, іс-шаралар, уақыт, деңгей және бақылау мәндері жапыраққа сай.",
    ),
    "leaf_bad": (
        "The facts of the receipt were changed: they do not give its leaf.",
        "Данные квитанции изменены: они не дают её лист.",
        "Түбіртектің деректері өзгертілген: олар оның жапырағын бермейді.",
    ),
    "signed_ok": (
        "The signature is one of the key {key}.",
        "Подпись сделана ключом {key}.",
        "Қолтаңба {key} кілтімен қойылған.",
    ),
    "signed_bad": (
        "The signature does not belong to this receipt and the key {key}.",
        "Подпись не относится к этой квитанции и ключу {key}.",
        "Қолтаңба бұл түбіртекке және {key} кілтіне тиесілі емес.",
    ),
    "unsigned": (
        "The receipt is not signed yet; download it again later.",
        "Квитанция ещё не подписана; скачайте её позже ещё раз.",
        "Түбіртекке әлі қол қойылмаған; оны кейін қайта жүктеп алыңыз.",
    ),
    "key_unknown": (
        "The key {key} is not among the published keys.",
        "Ключа {key} нет среди опубликованных ключей.",
        "{key} кілті жарияланған кілттердің арасында жоқ.",
    ),
    "key_own": (
        "Only the key written in the receipt itself was used. Give --keys with the published keys.",
        "Использован только ключ из самой квитанции. Укажите опубликованные ключи: --keys.",
        "Түбіртектің өзіндегі кілт қана пайдаланылды. Жарияланған кілттерді --keys арқылы беріңіз.",
    ),
    "proof_ok": (
        "The receipt stands in the tree of {size} receipts with the root {root}.",
        "Квитанция входит в дерево из {size} квитанций с корнем {root}.",
        "Түбіртек {size} түбіртектен тұратын, түбірі {root} ағашқа кіреді.",
    ),
    "proof_bad": (
        "The path does not lead from this receipt to the root {root}.",
        "Путь не ведёт от этой квитанции к корню {root}.",
        "Жол бұл түбіртектен {root} түбіріне апармайды.",
    ),
    "proof_none": (
        "The file holds no path: the tree is closed at the deadline; download the receipt then.",
        "В файле нет пути: дерево закрывается в срок; скачайте квитанцию после него.",
        "Файлда жол жоқ: ағаш мерзімде жабылады; түбіртекті содан кейін жүктеп алыңыз.",
    ),
    "root_own": (
        "Compare this root with the one printed in the report or on the page of the record.",
        "Сравните этот корень с напечатанным в отчёте или на странице реестра.",
        "Бұл түбірді есепте немесе тізілім бетінде басылған түбірмен салыстырыңыз.",
    ),
    "root_other": (
        "The root in the file is {root}, not the one given: the receipt stands in another tree.",
        "Корень в файле {root} не совпадает с указанным: квитанция из другого дерева.",
        "Файлдағы {root} түбірі берілген түбірге сай емес: түбіртек басқа ағаштан.",
    ),
    "text_ok": (
        "Point {point}, {part}: the text is the one that was received.",
        "Пункт {point}, {part}: текст совпадает с полученным.",
        "{point}-тармақ, {part}: мәтін қабылданған мәтінге сай.",
    ),
    "text_bad": (
        "Point {point}, {part}: the text is not the one that was received.",
        "Пункт {point}, {part}: текст не совпадает с полученным.",
        "{point}-тармақ, {part}: мәтін қабылданған мәтінге сай емес.",
    ),
    "file_ok": (
        "File {point} is the one that was received.",
        "Файл {point} совпадает с полученным.",
        "{point}-файл қабылданған файлға сай.",
    ),
    "file_bad": (
        "File {point} is not the one that was received.",
        "Файл {point} не совпадает с полученным.",
        "{point}-файл қабылданған файлға сай емес.",
    ),
    "no_salt": (
        "The file holds no salt, so texts and files cannot be compared.",
        "В файле нет соли, поэтому тексты и файлы сравнить нельзя.",
        "Файлда тұз жоқ, сондықтан мәтіндер мен файлдарды салыстыру мүмкін емес.",
    ),
    "head_ok": (
        "The ledger holds event {seq} with this hash.",
        "Журнал содержит событие {seq} с этим хешем.",
        "Журналда {seq}-оқиға осы хешпен бар.",
    ),
    "head_cut": (
        "The ledger ends at {last} but a head for {seq} was given: its end was cut off or an older "
        "copy was restored.",
        "Журнал кончается на {last}, но дана контрольная сумма события {seq}: конец отрезан или восстановлена "
        "старая копия.",
        "Журнал {last}-оқиғада аяқталады, бірақ {seq}-оқиғаның бақылау сомасы берілген: соңы кесілген немесе ескі "
        "көшірме қалпына келтірілген.",
    ),
    "head_soon": (
        "The ledger ends at {last}. Event {seq} is of {day} and stands in the ledger given out after "
        "that day: take it then and check again. If the event is not in it, the end was cut off.",
        "Журнал кончается на {last}. Событие {seq} относится к {day} и войдёт в журнал, выданный "
        "после этого дня: возьмите его тогда и проверьте снова. Если события в нём нет, конец отрезан.",
        "Журнал {last}-оқиғада аяқталады. {seq}-оқиға {day} күнгі, ол сол күннен кейін берілетін "
        "журналда болады: сонда оны алып, қайта тексеріңіз. Оқиға онда болмаса, соңы кесілген.",
    ),
    "head_other": (
        "Event {seq} of the ledger has another hash: the log was changed.",
        "Событие {seq} журнала имеет другой хеш: журнал изменён.",
        "Журналдың {seq}-оқиғасының хеші басқа: журнал өзгертілген.",
    ),
    "ledger_ok": (
        "The ledger is whole: {count} events.",
        "Журнал цел: событий {count}.",
        "Журнал бүтін: {count} оқиға.",
    ),
    "ledger_bad": (
        "The ledger breaks at event {seq}.",
        "Журнал нарушен на событии {seq}.",
        "Журнал {seq}-оқиғада бұзылған.",
    ),
    "counted": (
        "{name}: received {received}, withdrawn {withdrawn}, published {published}, in part "
        "{published_redacted}, not published {withheld}, answered {answered} (events).",
        "{name}: получено {received}, отозвано {withdrawn}, опубликовано {published}, частично "
        "{published_redacted}, не опубликовано {withheld}, отвечено {answered} (события).",
        "{name}: қабылданды {received}, кері алынды {withdrawn}, жарияланды {published}, ішінара "
        "{published_redacted}, жарияланбады {withheld}, жауап берілді {answered} (оқиғалар).",
    ),
}


class Unreadable(Exception):
    """A file that was given is not what it should be."""


class Teller:
    """Prints sentences in one language and remembers whether something does not hold."""

    def __init__(self, language: str) -> None:
        self._place = LANGUAGES.index(language)
        self.failed = False

    def say(self, state: str, code: str, **facts: object) -> None:
        """Print one sentence: state is ok, bad or note."""
        self.failed = self.failed or state == "bad"
        sentence = WORDS[code][self._place].format(**facts)
        print(f"{WORDS[state][self._place]}: {sentence}")

    def word(self, code: str, **facts: object) -> str:
        """Return a sentence."""
        return WORDS[code][self._place].format(**facts)


def canonical(value: Any) -> bytes:
    """Return JSON with sorted keys and without spaces, in UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def normalised(text: str) -> str:
    """Return a text as it is hashed: NFC, every run of spaces and line ends one space, trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def commitment(salt: bytes, label: str, text: str) -> str:
    """Return what a receipt holds in the place of a text or of a file's SHA-256."""
    return hmac.new(salt, label.encode() + b"\x00" + text.encode(), hashlib.sha256).hexdigest()


def root_by_path(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root to which a path leads (RFC 6962, 2.1.1); None when it does not fit."""
    if not 0 <= position < size:
        return None
    found, width, rest = leaf, size, list(path)
    while width > 1:
        if position ^ 1 < width:
            if not rest:
                return None
            beside = rest.pop(0)
            pair = beside + found if position & 1 else found + beside
            found = hashlib.sha256(b"\x01" + pair).digest()
        position, width = position // 2, (width + 1) // 2
    return None if rest else found


def read_receipt(path: str) -> dict[str, Any]:
    """Return the machine part of a receipt file; raises Unreadable."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        inner = text.split(BEGIN, 1)[1].split(END, 1)[0] if BEGIN in text else text
        found = json.loads(inner)
        shape = (found["payload"]["points"], found["leaf"], found["seq"], found["head"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Unreadable(path) from error
    if not isinstance(shape[0], list) or found["payload"].get("format") != FORMAT:
        raise Unreadable(path)
    return dict(found)


def read_keys(path: str) -> dict[str, str]:
    """Return published keys by id from the file of the record page, or from one line of hex."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig").strip()
        if not text.startswith("{"):
            public = bytes.fromhex(text)
            return {hashlib.sha256(public).hexdigest()[:16]: text}
        return {row["id"]: row["public"] for row in json.loads(text)["keys"]}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Unreadable(path) from error


def is_signed(public: str, signature: str, data: bytes) -> bool:
    """Tell whether an Ed25519 signature is right."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_leaf(receipt: dict[str, Any], teller: Teller) -> None:
    """Check that the facts give the leaf."""
    leaf = hashlib.sha256(b"\x00" + canonical(receipt["payload"])).hexdigest()
    same = leaf == receipt["leaf"]
    teller.say("ok" if same else "bad", "leaf_ok" if same else "leaf_bad")


def check_signature(receipt: dict[str, Any], keys: dict[str, str] | None, teller: Teller) -> None:
    """Check the signature against the published keys, else against the receipt's own."""
    key = receipt.get("key", "")
    if not key:
        teller.say("note", "unsigned")
        return
    if keys is not None and key not in keys:
        teller.say("bad", "key_unknown", key=key)
        return
    public = keys[key] if keys is not None else receipt.get("public_key", "")
    signed = {name: receipt[name] for name in ("payload", "leaf", "seq", "head", "key")}
    right = is_signed(public, receipt.get("signature", ""), canonical(signed))
    teller.say("ok" if right else "bad", "signed_ok" if right else "signed_bad", key=key)
    if keys is None:
        teller.say("note", "key_own")


def check_proof(receipt: dict[str, Any], root: str | None, teller: Teller) -> None:
    """Check the path from the leaf to the root, and the root against the one given."""
    proof = receipt.get("proof")
    if not proof:
        teller.say("bad" if root else "note", "proof_none")
        return
    try:
        path = [bytes.fromhex(step) for step in proof["path"]]
        facts = (int(proof["position"]), int(proof["size"]))
        found = root_by_path(bytes.fromhex(receipt["leaf"]), *facts, path)
        told = str(proof["root"]).lower()
    except (ValueError, LookupError, TypeError) as error:
        raise Unreadable("proof") from error
    if found is None or found.hex() != told:
        teller.say("bad", "proof_bad", root=told)
    elif root and root.lower() != told:
        teller.say("bad", "root_other", root=told)
    else:
        teller.say("ok", "proof_ok", size=proof["size"], root=told)
        if not root:
            teller.say("note", "root_own")


def check_words(
    receipt: dict[str, Any], texts: list[str], files: list[str], teller: Teller
) -> None:
    """Compare texts (POINT:PART=FILE) and files (NUMBER=FILE) with the commitments."""
    if not texts and not files:
        return
    salt = bytes.fromhex(receipt.get("salt", ""))
    if not salt:
        teller.say("bad", "no_salt")
        return
    points = {str(point["point"]): point for point in receipt["payload"]["points"]}
    for given in texts:
        where, _, path = given.partition("=")
        point, _, part = where.partition(":")
        part = part or "text"
        text = normalised(_read(path).decode("utf-8-sig", "replace"))
        held = points.get(point, {}).get(part) if part in PARTS else None
        same = held == commitment(salt, f"{point}/{part}", text)
        code = "text_ok" if same else "text_bad"
        teller.say("ok" if same else "bad", code, point=point, part=part)
    for given in files:
        number, _, path = given.partition("=")
        digest = hashlib.sha256(_read(path)).hexdigest()
        held = dict(enumerate(receipt["payload"]["files"], start=1)).get(int(number or 0))
        same = held == commitment(salt, f"file/{number}", digest)
        teller.say("ok" if same else "bad", "file_ok" if same else "file_bad", point=number)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path) from error


class Ledger:
    """A ledger read line by line: where it breaks, the wanted hashes, counts by consultation."""

    def __init__(self, path: str, wanted: set[int]) -> None:
        self.broken: int | None = None
        self.last = 0
        self.hashes: dict[int, str] = {}
        self.counts: dict[str, dict[str, int]] = {}
        link = bytes(32)
        for row in _rows(path):
            seq, told = int(row["seq"]), row["link"]
            cells = [row[n] for n in ("seq", "day", "class", "consultation", "object", "count")]
            link = hashlib.sha256(link + "\n".join([*cells, row["hash"]]).encode()).digest()
            if seq != self.last + 1 or told != link.hex():
                self.broken = self.last + 1
                return
            self.last = seq
            if seq in wanted:
                self.hashes[seq] = row["hash"]
            if row["consultation"]:
                counts = self.counts.setdefault(row["consultation"], {})
                counts[row["class"]] = counts.get(row["class"], 0) + int(row["count"])


def _rows(path: str) -> Iterator[dict[str, str]]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if None in row.values() or not row["seq"].isdigit():
                    raise Unreadable(path)
                yield row
    except (OSError, ValueError, LookupError) as error:
        raise Unreadable(path) from error


def is_of_today(day: str) -> bool:
    """Tell whether a day is so late that the ledger with it may not have been given out yet."""
    try:
        return date.fromisoformat(day) >= datetime.now(timezone.utc).date() - timedelta(days=1)
    except ValueError:
        return False


def check_ledger(path: str, heads: dict[int, str], teller: Teller, day: str = "") -> Ledger:
    """Check the ledger's own chain and the heads against it; `day` is when they were made."""
    ledger = Ledger(path, set(heads))
    if ledger.broken is not None:
        teller.say("bad", "ledger_bad", seq=ledger.broken)
        return ledger
    teller.say("ok", "ledger_ok", count=ledger.last)
    for seq, told in sorted(heads.items()):
        if seq > ledger.last and is_of_today(day):
            teller.say("note", "head_soon", seq=seq, last=ledger.last, day=day)
        elif seq > ledger.last:
            teller.say("bad", "head_cut", seq=seq, last=ledger.last)
        elif ledger.hashes.get(seq) != told.lower():
            teller.say("bad", "head_other", seq=seq)
        else:
            teller.say("ok", "head_ok", seq=seq)
    return ledger


def tell_counts(ledger: Ledger, teller: Teller) -> None:
    """Print what the events of each consultation add up to."""
    names = ("received", "withdrawn", "published", "published_redacted", "withheld", "answered")
    for name, counts in sorted(ledger.counts.items()):
        if counts.get("received"):
            facts = {one: counts.get(one, 0) for one in names}
            teller.say("note", "counted", name=name, **facts)


def copied(text: str) -> str:
    """Return what was copied from paper or a PDF without spaces and the marks of line breaks."""
    return "".join(char for char in text if char.isalnum() or char == ":").lower()


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    kinds = parser.add_subparsers(dest="kind", required=True)
    receipt = kinds.add_parser("receipt", help="check a receipt")
    receipt.add_argument("path")
    receipt.add_argument("--keys", help="published keys: keys.json, or a file with one key in hex")
    receipt.add_argument("--root", type=copied, help="root printed in the report")
    receipt.add_argument("--ledger", help="public ledger (CSV)")
    receipt.add_argument("--text", action="append", default=[], help="POINT:PART=FILE")
    receipt.add_argument("--file", action="append", default=[], help="NUMBER=FILE")
    ledger = kinds.add_parser("ledger", help="check the public ledger")
    ledger.add_argument("path")
    heads = {"action": "append", "default": [], "type": copied}
    ledger.add_argument("--head", **heads, help="SEQ:HASH from outside")
    for one in (receipt, ledger):
        one.add_argument("--lang", choices=LANGUAGES, default="en")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, teller: Teller) -> None:
    """Check what was given."""
    if options.kind == "receipt":
        receipt = read_receipt(options.path)
        check_leaf(receipt, teller)
        check_signature(receipt, read_keys(options.keys) if options.keys else None, teller)
        check_proof(receipt, options.root, teller)
        check_words(receipt, options.text, options.file, teller)
        if options.ledger:
            day = str(receipt["payload"].get("received", ""))[:10]
            check_ledger(options.ledger, {receipt["seq"]: receipt["head"]}, teller, day)
        return
    try:
        heads = {int(seq): told for seq, told in (one.split(":") for one in options.head)}
    except ValueError as error:
        raise Unreadable("--head") from error
    tell_counts(check_ledger(options.path, heads, teller), teller)


def main(arguments: list[str] | None = None) -> int:
    """Run the checks; returns the exit code."""
    options = parse(arguments)
    teller = Teller(options.lang)
    try:
        run(options, teller)
    except Unreadable as error:
        print(teller.word("unreadable", name=error.args[0]), file=sys.stderr)
        return 2
    except (ValueError, LookupError, TypeError, AttributeError):
        print(teller.word("unreadable", name=options.path), file=sys.stderr)
        return 2
    return 1 if teller.failed else 0


if __name__ == "__main__":
    sys.exit(main())
