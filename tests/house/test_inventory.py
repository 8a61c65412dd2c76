"""The inventory for ASVS names what the program really does: limits, keys, ways out, logs."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from secrets import SystemRandom

import pyotp
import pytest

from consult.domain.people import authenticators, weak_passwords
from consult.domain.people.operations import passwords
from consult.domain.retention import rules as retention
from consult.domain.roundtables import photos
from consult.domain.submissions import file_types, quota, receipts, record, rules
from consult.kernel import references
from consult.machinery import archives, sessions
from consult.web import freshness, hall_screens

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/protection/inventory.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "consult").rglob("*.py"))
CRYPTOGRAPHY = {
    "hashlib", "hmac", "secrets", "nacl", "cryptography", "pyrage", "argon2", "pyotp", "webauthn",
    "authlib", "joserfc", "itsdangerous", "altcha", "ssl",
}  # fmt: skip
GOING_OUT = {"socket", "smtplib", "requests", "psycopg", "urllib.request", "http.client", "httpx"}
WEAK = re.compile(r"\b(?:md5|md4|sha1|sha224|crc32|MODE_ECB|PKCS1v15|blake2s)\b", re.IGNORECASE)


def section(title: str) -> str:
    """One chapter of the inventory."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


@cache
def imports(path: Path) -> set[str]:
    """What a module imports, with every prefix of dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        else:
            continue
        found |= {".".join(name.split(".")[: end + 1]) for name in names for end in range(5)}
    return found


def using(names: set[str]) -> Iterator[str]:
    for path in SOURCES:
        if imports(path) & names:
            yield str(path.relative_to(ROOT))


def limits() -> Iterator[tuple[str, int, int]]:
    """Every limit of use with a name of its own, as the sources define it."""
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if "Limit(" not in text:
            continue
        tree = ast.parse(text)
        numbers = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Limit"):
                continue
            if len(node.args) == 3 and isinstance(node.args[0], ast.Constant):
                name, count, seconds = (
                    one.value if isinstance(one, ast.Constant) else numbers[one.id]  # type: ignore[attr-defined]
                    for one in node.args
                )
                yield str(name), int(count), int(seconds)


def test_every_limit_of_use_stands_in_the_table() -> None:
    rows = re.findall(
        r"^\| ([a-z_-]+) \| (\d+) \| (\d+) \|", section("Limits of use"), re.MULTILINE
    )
    assert {(name, int(count), int(seconds)) for name, count, seconds in rows} == set(limits())


def test_limits_of_input_stand_in_the_table() -> None:
    text = section("What input must be")
    code = sum(letter.isalnum() for letter in receipts.new_secrets().code)
    told = [
        f"{rules.TEXT_LIMIT:,} characters and {rules.TEXT_LIMIT_BYTES:,} bytes",
        f"{rules.POINTS_LIMIT} points",
        f"{rules.NAME_LENGTH} characters",
        f"{rules.EMAIL_LENGTH} characters",
        f"{weak_passwords.LEAST} characters, {weak_passwords.LEAST_STAFF} for staff",
        f"{weak_passwords.MOST_BYTES:,} bytes",
        f"{code} letters",
    ]
    assert [words for words in told if words not in text] == []


def test_kinds_and_sizes_of_files_stand_in_the_table() -> None:
    text = section("Files")
    million = 1024 * 1024
    told = [
        ", ".join(kind.ending for kind in file_types.KINDS),
        f"{rules.FILE_SIZE // million} MB each, {rules.FILES_SIZE // million} MB",
        f"{rules.FILES_LIMIT} files together",
        f"{quota.QUOTA // million} MB for an organisation",
        f"{photos.SIZE // million} MB each",
        f"{file_types.UNPACKED // 10**6} MB unpacked, {file_types.MEMBERS:,} members",
        f"({archives.MAX_MEMBERS} in tables)",
        f"{file_types.MEGAPIXELS // 10**6} million pixels",
    ]
    assert [words for words in told if words not in text] == []


def test_every_way_to_sign_in_stands_in_the_table() -> None:
    entering = re.compile(r"post\(\"(/account/(?:sign-in|second-step)(?:/passkey)?)\"\)")
    doors = (ROOT / "consult/web/account").glob("*.py")
    found = {one for path in doors for one in entering.findall(path.read_text(encoding="utf-8"))}
    assert found == {"/account/sign-in", "/account/second-step", "/account/sign-in/passkey",
                     "/account/second-step/passkey"}  # fmt: skip
    renewing = sorted(path for path in using({"consult.web.account.entering.enter"}))
    assert [Path(path).stem for path in renewing] == ["passkey_sign_in", "provider"]
    text = section("Ways to sign in")
    assert [one for one in found if one.removesuffix("/passkey") not in text] == []
    assert "`/account/sign-in/passkey`" in text
    assert "`/account/sign-in/provider`" in text


def test_words_refused_in_passwords_stand_in_the_list() -> None:
    text = section("Words refused in passwords")
    words = {*weak_passwords._LOCAL, *passwords.PLATFORM}
    assert [word for word in sorted(words) if word not in text] == []


def test_times_of_sessions_stand_in_the_table() -> None:
    text = section("Sessions")
    told = [
        f"{sessions.IDLE_STAFF.total_seconds() / 60:.0f} minutes for staff",
        f"{sessions.IDLE_WRITER.total_seconds() / 3600:.0f} hours for everybody else",
        f"At most {sessions.ABSOLUTE.total_seconds() / 3600:.0f} hours",
        f"A proof anew holds {freshness.SECONDS // 60} minutes",
    ]
    assert [words for words in told if words not in text] == []


def test_lengths_of_secrets_stand_in_the_table() -> None:
    text = section("Keys")
    told = [
        f"session and link tokens, {len(references.new_secret()) * 6 // 8 * 8} bits",
        f"receipt code, {receipts.LETTERS * receipts.BITS} bits",
        f"recovery codes, {authenticators.RECOVERY_LENGTH * 5} bits",
        f"authenticator secret, {len(authenticators.new_secret()) * 5} bits",
    ]
    assert [words for words in told if words not in text] == []


def test_secrets_have_128_bits() -> None:
    bits = {
        "receipt codes": receipts.LETTERS * receipts.BITS,
        "recovery codes": authenticators.RECOVERY_LENGTH * receipts.BITS,
        "authenticator secrets": len(authenticators.new_secret()) * receipts.BITS,
        "keys of screens": hall_screens.KEY * 4,
        "sessions and links": len(references.new_secret()) * 6,
        "salts of receipts": record.SALT * 8,
    }
    assert {name: number for name, number in bits.items() if number < 128} == {}


def test_every_use_of_cryptography_stands_in_the_table() -> None:
    text = section("Where cryptography is used") + section("Connections")
    assert [path for path in using(CRYPTOGRAPHY) if f"`{path}`" not in text] == []


def test_files_that_are_named_exist() -> None:
    named = re.findall(r"`((?:consult|docs|deploy|tests)/[\w/.-]+)`", TEXT)
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == ["deploy/tls"]


def test_no_weak_hash_is_used() -> None:
    found = [path.name for path in SOURCES if WEAK.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_secret_comes_from_a_weak_generator() -> None:
    """`random` chooses a processor for a child, nothing else; apps' secrets are the system's."""
    assert list(using({"random"})) == ["consult/machinery/sandbox.py"]
    assert isinstance(pyotp.random, SystemRandom)


def test_rounds_of_the_desk_are_enough() -> None:
    vault = (ROOT / "consult/static/src/desk/vault.js").read_text(encoding="utf-8")
    found = re.search(r"ROUNDS = (\d+)", vault)
    assert found is not None
    assert int(found.group(1)) >= 600_000
    assert f"PBKDF2-SHA-256, {int(found.group(1)):,} rounds" in TEXT
    assert 'name: "PBKDF2", hash: "SHA-256"' in vault


def test_every_way_out_stands_in_the_table() -> None:
    text = section("Connections")
    assert [path for path in using(GOING_OUT) if f"`{path}`" not in text] == []


def test_every_logger_stands_in_the_table() -> None:
    made = re.compile(r"getLogger\(\"(consult\.[a-z._]+)\"\)")
    found = {name for path in SOURCES for name in made.findall(path.read_text(encoding="utf-8"))}
    assert found == set(re.findall(r"`(consult\.[a-z]+)`", section("Logs")))


@pytest.mark.parametrize("code", sorted(retention.BY_CODE))
def test_every_kind_that_is_kept_stands_in_the_table(code: str) -> None:
    assert f"`{code}`" in section("Data")


def test_times_for_updates_stand_in_the_rules_of_operation() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rule = next(line for line in text.splitlines() if "**Updates**" in line)
    assert [
        one for one in ("each week", "within 72 hours", "within 30 days") if one not in rule
    ] == []


def test_every_library_comes_from_the_index_with_its_sum() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    others = [one for one in locked if one["name"] != "consult"]
    assert len(others) > 100
    assert {str(one["source"]) for one in others} == {"{'registry': 'https://pypi.org/simple'}"}
    files = [file for one in others for file in (one.get("sdist"), *one.get("wheels", ())) if file]
    assert [file["url"] for file in files if not file["hash"].startswith("sha256:")] == []


def test_list_of_what_is_installed_names_every_library_with_its_sum(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    subprocess.run(["make", "-s", "-C", ROOT, "sbom", f"SBOM={target}"], check=True)
    listed = json.loads(target.read_text(encoding="utf-8"))["components"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=\[]", one)[0] for one in project["dependencies"]}
    assert wanted - {one["name"] for one in listed} == set()
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    versions = {(one["name"], one["version"]) for one in locked}
    assert {(one["name"], one["version"]) for one in listed} - versions == set()
    sums = [kept["hashes"][0]["alg"] for one in listed for kept in one["externalReferences"]]
    assert set(sums) == {"SHA-256"}


def test_lock_names_all_that_the_project_asks_for() -> None:
    """A library that is asked for and not locked stops `make check`, and so CI."""
    check = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ncheck:")[1].split("\n\n")[0]
    assert "uv lock --check" in check
    assert "make check" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_shipped_proxy_and_database_log_neither_readers_nor_words() -> None:
    proxy = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    asked = re.findall(r"^\s*((?:access_log|error_log|log_format)\b[^;]*);", proxy, re.MULTILINE)
    assert sorted(asked) == ["access_log off", "error_log /dev/stderr crit"]
    compose = (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
    settings = ("log_error_verbosity=terse", "log_min_error_statement=panic")
    assert [one for one in settings if one not in compose] == []
    assert not re.search(r"log_(?:connections|statement|hostname)=(?:on|all)", compose)
