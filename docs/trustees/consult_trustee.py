#!/usr/bin/env python3
"""The trustee's tool: makes keys, opens boxes, and never goes to the network.

    python consult_trustee.py keygen --for upr-2026/<account>   makes the two key files
    python consult_trustee.py fingerprint FILE                   prints the fingerprint of a key
    python consult_trustee.py public KEY --for ...               signs the public key for another use
    python consult_trustee.py second OUTER-BOX KEY               opens the outer box of a request
    python consult_trustee.py open SEALED-IDENTITY KEY           opens an identity with both boxes

Needs Python 3.9 or newer and `pip install pynacl`. Exit codes: 0 done, 1 refused, 2 wrong usage.
The file with the private key stays on your computer. Nobody else ever needs it.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

try:
    from nacl import pwhash
    from nacl.exceptions import CryptoError
    from nacl.public import SealedBox
    from nacl.secret import SecretBox
    from nacl.signing import SigningKey, VerifyKey
    from nacl.utils import random
except ImportError:
    sys.exit("This tool needs PyNaCl. Install it with: pip install pynacl")

PUBLIC_KEY = "consult-trustee-public-key/1"
PRIVATE_KEY = "consult-trustee-private-key/1"
OUTER_BOX = "consult-outer-box/1"
INNER_BOX = "consult-inner-box/1"
SEALED_IDENTITY = "consult-sealed-identity/1"
SIGNED = "consult trustee key 1\n"
PASSPHRASE = "CONSULT_TRUSTEE_PASSPHRASE"
SEED_BYTES = 32
OPERATIONS = pwhash.argon2id.OPSLIMIT_MODERATE
MEMORY = pwhash.argon2id.MEMLIMIT_MODERATE
SHORTEST = 12
LINES = (
    ("reference", "Submission"),
    ("received_at", "Received"),
    ("author_name", "Name"),
    ("organisation_name", "Organisation as written"),
    ("organisation_code", "Code of the organisation"),
    ("organisation_kind", "Kind"),
    ("organisation_region", "Region of the organisation"),
    ("cosigners", "Signed also by"),
    ("contact_email", "E-mail address"),
    ("account", "Account"),
)


class Refused(Exception):
    """What cannot be done, in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    typed = _parser().parse_args(arguments)
    try:
        typed.run(typed)
    except Refused as refused:
        print(f"Refused: {refused}", file=sys.stderr)
        return 1
    return 0


def keygen(typed: argparse.Namespace) -> None:
    """Make a pair of keys and write both files."""
    private, public = Path(typed.out), Path(typed.out).with_suffix(".public.json")
    if private.exists():
        raise Refused(f"{private} is there already. A key is never overwritten; choose --out.")
    seed = random(SEED_BYTES)
    _write(private, _private(seed, typed), mode=0o600)
    _write(public, _public(seed, typed.owner))
    print(f"Private key: {private} (keep it; nobody can replace it)")
    print(f"Public key:  {public} (hand this file in on the trustees' page)")
    print(f"Fingerprint: {_fingerprint(bytes(SigningKey(seed).verify_key))}")


def public(typed: argparse.Namespace) -> None:
    """Sign the public half of a key for another consultation or account."""
    _write(Path(typed.out), _public(_seed(typed.key), typed.owner))
    print(f"Public key: {typed.out}")


def fingerprint(typed: argparse.Namespace) -> None:
    """Print the fingerprint of a public or a private key."""
    facts = _read(typed.file)
    if facts.get("format") == PUBLIC_KEY:
        print(_fingerprint(_bytes(facts, "key")))
    else:
        print(_fingerprint(bytes(SigningKey(_seed(typed.file)).verify_key)))


def second(typed: argparse.Namespace) -> None:
    """Open the outer box of a request, after which the asker can open the inner one."""
    facts = _read(typed.file, OUTER_BOX)
    print(f"Submission:  {facts.get('submission')}")
    print(f"Asked by:    {facts.get('asker')} (key {facts.get('asker_fingerprint')})")
    print(f"Ground:      {facts.get('ground')}")
    print(f"Reason:      {facts.get('reason')}")
    opened = _unwrap(_bytes(facts, "box"), typed.key, "outer")
    _same(opened, facts)
    _write(
        Path(typed.out),
        {
            "format": INNER_BOX,
            "unsealing": facts.get("unsealing", ""),
            "submission": opened["submission"],
            "box": opened["box"],
        },
    )
    print(f"Inner box:   {typed.out} (hand it in only if you agree with the reason)")


def open_(typed: argparse.Namespace) -> None:
    """Open an identity: the inner box gives its key, the key opens the box."""
    facts = _read(typed.file, SEALED_IDENTITY)
    if not facts.get("identity"):
        raise Refused("this identity was destroyed. Nobody can open it any more.")
    opened = _unwrap(_bytes(facts, "inner"), typed.key, "inner")
    _same(opened, facts)
    try:
        body = SecretBox(_bytes(opened, "key")).decrypt(_bytes(facts, "identity"))
    except (CryptoError, ValueError):
        raise Refused("the box and its key do not belong together.") from None
    identity = json.loads(body)
    if identity.get("reference") != facts.get("submission"):
        raise Refused("the identity belongs to another submission than the file says.")
    _show(identity, as_json=typed.json)


def _show(identity: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(identity, ensure_ascii=False, indent=2, sort_keys=True))
        return
    for language, name in sorted(identity.get("organisation_names", {}).items()):
        print(f"Organisation ({language}): {name}")
    for name, words in LINES:
        if identity.get(name):
            print(f"{words}: {identity[name]}")


def _same(opened: dict[str, Any], facts: dict[str, Any]) -> None:
    if opened.get("submission") != facts.get("submission"):
        raise Refused(
            f"the box belongs to submission {opened.get('submission')}, "
            f"not to {facts.get('submission')}. Tell the other trustee."
        )


def _unwrap(box: bytes, key_file: str, which: str) -> dict[str, Any]:
    private = SigningKey(_seed(key_file)).to_curve25519_private_key()
    try:
        opened = json.loads(SealedBox(private).decrypt(box))
    except (CryptoError, ValueError, TypeError):
        raise Refused(f"this {which} box was not made for your key.") from None
    return dict(opened)


def _private(seed: bytes, typed: argparse.Namespace) -> dict[str, str]:
    phrase = "" if typed.no_passphrase else _new_passphrase()
    if not phrase:
        return {"format": PRIVATE_KEY, "seed": _text(seed)}
    salt = random(pwhash.argon2id.SALTBYTES)
    locked = SecretBox(_stretched(phrase, salt)).encrypt(seed)
    return {"format": PRIVATE_KEY, "salt": _text(salt), "locked": _text(bytes(locked))}


def _public(seed: bytes, owner: str) -> dict[str, str]:
    signing = SigningKey(seed)
    return {
        "format": PUBLIC_KEY,
        "key": _text(bytes(signing.verify_key)),
        "for": owner,
        "signature": _text(signing.sign((SIGNED + owner).encode()).signature),
    }


def _seed(name: str) -> bytes:
    facts = _read(name, PRIVATE_KEY)
    if "seed" in facts:
        return _bytes(facts, "seed")
    phrase = os.environ.get(PASSPHRASE) or getpass.getpass("Passphrase of the key: ")
    try:
        return bytes(
            SecretBox(_stretched(phrase, _bytes(facts, "salt"))).decrypt(_bytes(facts, "locked"))
        )
    except CryptoError:
        raise Refused("the passphrase is wrong.") from None


def _new_passphrase() -> str:
    given = os.environ.get(PASSPHRASE)
    phrase = given or getpass.getpass("New passphrase of the key (a sentence is best): ")
    if len(phrase) < SHORTEST:
        raise Refused(f"the passphrase needs at least {SHORTEST} letters.")
    if not given and getpass.getpass("The same passphrase again: ") != phrase:
        raise Refused("the two passphrases differ.")
    return phrase


def _stretched(phrase: str, salt: bytes) -> bytes:
    return bytes(
        pwhash.argon2id.kdf(
            SecretBox.KEY_SIZE,
            phrase.encode(),
            salt,
            opslimit=OPERATIONS,
            memlimit=MEMORY,
        )
    )


def _fingerprint(key: bytes) -> str:
    VerifyKey(key)
    digits = hashlib.sha256(key).hexdigest()[:40].upper()
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _read(name: str, kind: str = "") -> dict[str, Any]:
    try:
        facts = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{name} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise Refused(f"{name} is not a file of this tool.") from None
    if not isinstance(facts, dict) or (kind and facts.get("format") != kind):
        raise Refused(f"{name} is not of the kind {kind or 'of a key'}.")
    return facts


def _write(path: Path, facts: dict[str, str], mode: int = 0o644) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, mode), "w", encoding="utf-8") as file:
        json.dump(facts, file, ensure_ascii=False, indent=2)
        file.write("\n")


def _bytes(facts: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(str(facts[name]), validate=True)
    except (KeyError, ValueError):
        raise Refused(f"the file has no proper part “{name}”.") from None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = _command(commands, "keygen", keygen)
    make.add_argument("--for", dest="owner", required=True, help="as the trustees' page says")
    make.add_argument("--out", default="trustee-key.json", help="file of the private key")
    make.add_argument("--no-passphrase", action="store_true", help="only for trying it out")
    sign = _command(commands, "public", public)
    sign.add_argument("key")
    sign.add_argument("--for", dest="owner", required=True)
    sign.add_argument("--out", default="trustee-key.public.json")
    _command(commands, "fingerprint", fingerprint).add_argument("file")
    seconding = _command(commands, "second", second)
    seconding.add_argument("file")
    seconding.add_argument("key")
    seconding.add_argument("--out", default="inner-box.json")
    opening = _command(commands, "open", open_)
    opening.add_argument("file")
    opening.add_argument("key")
    opening.add_argument("--json", action="store_true", help="print all facts as JSON")
    return parser


def _command(commands: Any, name: str, run: Any) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=run.__doc__)
    made.set_defaults(run=run)
    return made


if __name__ == "__main__":
    sys.exit(main())
