"""Settings: one frozen object read from the environment with the prefix CONSULT_."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_WORDS = ("change-me", "changeme", "example", "sample", "insecure", "your-secret")
SECRET_LENGTH = 32
SECRET_VARIETY = 10
"""How many different characters a secret has at least."""


class SettingsError(Exception):
    """A setting is missing, weak or malformed; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything a deployment may set. Sizes are bytes, times are seconds.

    Values come from the environment, so that containers and units need no file of ours.
    """

    instance: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    database_url: str | None = None
    owner_database_url: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    production: bool = False
    mail_server: str | None = None
    mail_port: int = 25
    mail_username: str | None = None
    mail_password: str | None = None
    mail_use_tls: bool = False
    mail_sender: str = "consult@localhost"
    mail_timeout: int = 20
    clamd: str = ""
    proxy_hops: int = 0
    pool_size: int = 10
    service_name: Mapping[str, str] = field(default_factory=dict)
    head_recipients: tuple[str, ...] = ()
    max_body: int = 32 * 1024 * 1024
    limits_enabled: bool = True
    surge_sends: int = 60
    outage_minutes: int = 10
    least_free: int = 1024 * 1024 * 1024
    leave_to: str = "https://www.wikipedia.org/"
    second_factor: bool = True
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    oidc_second_step: tuple[str, ...] = ()
    backup_recipients: tuple[str, ...] = ()
    testing: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secret that is used, then those of before that may still open what they made."""
        return (self.secret_key, *self.secret_key_fallbacks)

    @property
    def files(self) -> Path:
        """Folder of stored files (attachments, sources of plans, report files)."""
        return self.instance / "files"

    @property
    def mail_folder(self) -> Path:
        """Folder where letters are written as .eml when no mail server is set."""
        return self.instance / "mail"

    @property
    def secure(self) -> bool:
        """Whether people reach the service by HTTPS, which decides cookies and HSTS."""
        return self.public_url.startswith("https://")


def _flag(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


def _kept_secret(instance: Path) -> str:
    """Return the secret of this instance, making it at first use (file mode 0600)."""
    path = instance / "secret_key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    instance.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    value = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(value)
    return value


def weakness(value: str) -> str:
    """Return why a secret is refused (`too short`, `a sample`, `too uniform`), or nothing."""
    if len(value) < SECRET_LENGTH:
        return "too short"
    if any(word in value.lower() for word in SAMPLE_WORDS):
        return "a sample"
    return "too uniform" if len(set(value)) < SECRET_VARIETY else ""


def _checked_secret(value: str | None, instance: Path, *, production: bool) -> str:
    if not value:
        if production:
            message = "CONSULT_SECRET_KEY is not set; give at least 32 random characters"
            raise SettingsError(message)
        return _kept_secret(instance)
    if found := weakness(value):
        message = f"CONSULT_SECRET_KEY is {found}; give at least 32 random characters"
        raise SettingsError(message)
    return value


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        message = f"{name} must be a whole number, not {value!r}"
        raise SettingsError(message)
    return int(value)


def database_url(value: str | None) -> str | None:
    """Return the URL with the driver we use, whatever spelling of PostgreSQL it came with."""
    if not value:
        return None
    for prefix in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    message = "DATABASE_URL must begin with postgresql://; other databases are not supported"
    raise SettingsError(message)


def _owner(env: Mapping[str, str]) -> str | None:
    """Return the address by which migrations and restores reach the database as its owner."""
    url = database_url(env.get("CONSULT_OWNER_DATABASE_URL"))
    if url and not env.get("DATABASE_URL"):
        message = "DATABASE_URL is not set; CONSULT_OWNER_DATABASE_URL needs it"
        raise SettingsError(message)
    return url


def _list(value: str) -> tuple[str, ...]:
    """Return the words of a setting that names several, separated by commas."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _page_elsewhere(value: str) -> str:
    if not value.startswith("https://"):
        message = "CONSULT_LEAVE_TO must begin with https:// and name a page of another site"
        raise SettingsError(message)
    return value


def _scanner(address: str) -> str:
    port = address.rpartition(":")[2]
    if address and not address.startswith("/") and not (":" in address and port.isdigit()):
        message = "CONSULT_CLAMD must be host:port or the path of a socket, such as 127.0.0.1:3310"
        raise SettingsError(message)
    return address


def _service_name(env: Mapping[str, str]) -> dict[str, str]:
    names = {code: env.get(f"CONSULT_SERVICE_NAME_{code.upper()}") for code in ("kk", "ru", "en")}
    return {code: name for code, name in names.items() if name}


def _provider(env: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of the OpenID Connect provider; without an issuer there is none."""
    issuer = env.get("CONSULT_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    names = ("CONSULT_OIDC_CLIENT_ID", "CONSULT_OIDC_CLIENT_SECRET")
    if missing := [name for name in names if not env.get(name)]:
        message = f"{missing[0]} is not set; CONSULT_OIDC_ISSUER needs it"
        raise SettingsError(message)
    if not issuer.startswith(("https://", "http://127.0.0.1:")):
        message = "CONSULT_OIDC_ISSUER must begin with https://"
        raise SettingsError(message)
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": env[names[0]],
        "oidc_client_secret": env[names[1]],
        "oidc_name": env.get("CONSULT_OIDC_NAME") or issuer.partition("://")[2],
        "oidc_second_step": _list(env.get("CONSULT_OIDC_SECOND_STEP", "")),
    }


def _home() -> Path:
    """Return where the folder `instance` stands: in the checkout, or where we were started."""
    return ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raises SettingsError with one clear sentence."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("CONSULT_INSTANCE") or _home() / "instance").expanduser().resolve()
    production = _flag(env.get("CONSULT_PRODUCTION", ""))
    public_url = env.get("CONSULT_PUBLIC_URL", Settings.public_url).rstrip("/")
    hosts = env.get("CONSULT_TRUSTED_HOSTS", "")
    if production and not hosts:
        message = "CONSULT_TRUSTED_HOSTS is not set; name the hosts people use, separated by commas"
        raise SettingsError(message)
    return Settings(
        instance=instance,
        secret_key_fallbacks=tuple(env.get("CONSULT_SECRET_KEY_FALLBACKS", "").split()),
        secret_key=_checked_secret(env.get("CONSULT_SECRET_KEY"), instance, production=production),
        database_url=database_url(env.get("DATABASE_URL")),
        owner_database_url=_owner(env),
        public_url=public_url,
        trusted_hosts=_list(hosts) or Settings.trusted_hosts,
        production=production,
        mail_server=env.get("CONSULT_MAIL_SERVER") or None,
        mail_port=_number(env, "CONSULT_MAIL_PORT", 25),
        mail_username=env.get("CONSULT_MAIL_USERNAME") or None,
        mail_password=env.get("CONSULT_MAIL_PASSWORD") or None,
        mail_use_tls=_flag(env.get("CONSULT_MAIL_TLS", "")),
        mail_sender=env.get("CONSULT_MAIL_SENDER", Settings.mail_sender),
        mail_timeout=_number(env, "CONSULT_MAIL_TIMEOUT", 20),
        clamd=_scanner(env.get("CONSULT_CLAMD", "").strip()),
        proxy_hops=_number(env, "CONSULT_PROXY_HOPS", 0),
        pool_size=_number(env, "CONSULT_POOL_SIZE", 10),
        service_name=_service_name(env),
        head_recipients=_list(env.get("CONSULT_HEAD_RECIPIENTS", "")),
        leave_to=_page_elsewhere(env.get("CONSULT_LEAVE_TO") or Settings.leave_to),
        max_body=_number(env, "CONSULT_MAX_BODY", Settings.max_body),
        second_factor=_flag(env.get("CONSULT_SECOND_FACTOR") or "on") or production,
        **_provider(env),
        surge_sends=_number(env, "CONSULT_SURGE_SENDS", Settings.surge_sends),
        outage_minutes=_number(env, "CONSULT_OUTAGE_MINUTES", Settings.outage_minutes),
        least_free=_number(env, "CONSULT_LEAST_FREE", Settings.least_free),
        limits_enabled=not _flag(env.get("CONSULT_NO_LIMITS", "")) or production,
        backup_recipients=_list(env.get("CONSULT_BACKUP_RECIPIENTS", "")),
    )
