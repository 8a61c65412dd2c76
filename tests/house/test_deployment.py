"""The shipped deployment: who knows which secret, and what starts with which account."""

import re
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
OWNER = "CONSULT_OWNER_DATABASE_URL"


def services() -> dict[str, str]:
    """The text of each service of the composed set, by name."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    block = text.split("\nservices:\n")[1].split("\nvolumes:")[0]
    parts = re.split(r"^  (\w+):$", block, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_migrations_alone_know_the_owner_of_the_tables() -> None:
    found = services()
    assert list(found) == ["database", "migrate", "web", "worker", "proxy"]
    assert [name for name, text in found.items() if OWNER in text] == ["migrate"]
    shared = (DEPLOY / "compose.yaml").read_text(encoding="utf-8").split("\nservices:\n")[0]
    assert OWNER not in shared
    assert "env_file: consult.env" in shared
    assert "DATABASE_URL: postgresql://consult_service:" in shared


def test_passwords_of_the_database_have_no_default() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    used = [part.split("}")[0] for part in text.split("${")[1:]]
    assert len(used) == 5
    assert [name for name in used if not name.endswith("_PASSWORD:?")] == []


def test_one_unit_reads_the_password_of_the_owner() -> None:
    reading = [path.name for path in DEPLOY.glob("*.service") if "/owner" in path.read_text()]
    assert reading == ["consult-upgrade.service"]
    assert "DynamicUser=yes" in (DEPLOY / "consult-upgrade.service").read_text(encoding="utf-8")


def test_service_is_made_without_rights_of_its_own() -> None:
    text = (DEPLOY / "accounts.sql").read_text(encoding="utf-8")
    assert "create role consult_service login password :'service_password';" in text
    given = [line for line in text.splitlines() if line.startswith("grant")]
    assert given == ["grant connect on database consult to consult_service;"]
    assert "revoke all on database consult from public;" in text
