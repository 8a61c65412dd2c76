"""Where the instance stands, and what settings are refused."""

from pathlib import Path

import pytest

from consult import config
from consult.config import SettingsError, load_settings

SECRET = "x7-Kq2-vB9-tR4-mN6-wZ1-pL8-sD3-gH5"
PRODUCTION = {
    "CONSULT_PRODUCTION": "1",
    "CONSULT_TRUSTED_HOSTS": "consult.example.org",
    "CONSULT_SECRET_KEY": SECRET,
}


def test_instance_of_a_checkout_stands_in_it() -> None:
    settings = load_settings({"CONSULT_SECRET_KEY": SECRET})
    assert settings.instance == Path(__file__).resolve().parents[1] / "instance"


def test_instance_of_an_installed_package_stands_where_it_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "ROOT", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    settings = load_settings({"CONSULT_SECRET_KEY": SECRET})
    assert settings.instance == tmp_path / "instance"


@pytest.mark.parametrize("name", ["CONSULT_SECRET_KEY", "CONSULT_TRUSTED_HOSTS"])
def test_production_without_a_needed_setting_is_refused(name: str, tmp_path: Path) -> None:
    environment = {**PRODUCTION, "CONSULT_INSTANCE": str(tmp_path)}
    del environment[name]
    with pytest.raises(SettingsError, match=f"^{name} is not set"):
        load_settings(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONSULT_SECRET_KEY", "short"),
        ("CONSULT_MAIL_PORT", "smtp"),
        ("DATABASE_URL", "mysql://localhost/consult"),
        ("DATABASE_URL", "sqlite:///consult.db"),
        ("DATABASE_URL", "/var/lib/consult/consult.db"),
        ("CONSULT_LEAVE_TO", "http://example.org"),
    ],
)
def test_weak_or_malformed_setting_is_named(name: str, value: str, tmp_path: Path) -> None:
    environment = {**PRODUCTION, "CONSULT_INSTANCE": str(tmp_path), name: value}
    with pytest.raises(SettingsError, match=f"^{name} "):
        load_settings(environment)


def test_owner_of_the_tables_stands_beside_an_account_of_the_service(tmp_path: Path) -> None:
    owner = {"CONSULT_OWNER_DATABASE_URL": "postgres://owner@/consult"}
    environment = {"CONSULT_SECRET_KEY": SECRET, "CONSULT_INSTANCE": str(tmp_path), **owner}
    with pytest.raises(SettingsError, match=r"^DATABASE_URL is not set"):
        load_settings(environment)
    settings = load_settings({**environment, "DATABASE_URL": "postgresql://service@/consult"})
    assert settings.database_url == "postgresql+psycopg://service@/consult"
    assert settings.owner_database_url == "postgresql+psycopg://owner@/consult"


def test_limits_cannot_be_switched_off_in_production(tmp_path: Path) -> None:
    place = {"CONSULT_INSTANCE": str(tmp_path), "CONSULT_NO_LIMITS": "1"}
    assert load_settings({**PRODUCTION, **place}).limits_enabled is True
    assert load_settings({"CONSULT_SECRET_KEY": SECRET, **place}).limits_enabled is False


def test_name_of_the_service_is_set_language_by_language(tmp_path: Path) -> None:
    names = {"CONSULT_SERVICE_NAME_KK": "Кеңес", "CONSULT_SERVICE_NAME_EN": ""}
    environment = {"CONSULT_SECRET_KEY": SECRET, "CONSULT_INSTANCE": str(tmp_path), **names}
    assert load_settings(environment).service_name == {"kk": "Кеңес"}


def test_second_step_is_on_and_cannot_be_switched_off_in_production(tmp_path: Path) -> None:
    place = {"CONSULT_INSTANCE": str(tmp_path), "CONSULT_SECOND_FACTOR": "off"}
    tried = {"CONSULT_SECRET_KEY": SECRET, "CONSULT_INSTANCE": str(tmp_path)}
    assert load_settings(tried).second_factor is True
    assert load_settings({"CONSULT_SECRET_KEY": SECRET, **place}).second_factor is False
    assert load_settings({**PRODUCTION, **place}).second_factor is True


PROVIDER = {
    "CONSULT_OIDC_ISSUER": "https://id.example.org/",
    "CONSULT_OIDC_CLIENT_ID": "consult",
    "CONSULT_OIDC_CLIENT_SECRET": "between the two",
    "CONSULT_OIDC_SECOND_STEP": "mfa, high",
}


def test_provider_is_off_until_its_issuer_is_named(tmp_path: Path) -> None:
    place = {"CONSULT_SECRET_KEY": SECRET, "CONSULT_INSTANCE": str(tmp_path)}
    assert load_settings(place).oidc_name == ""
    settings = load_settings({**place, **PROVIDER})
    assert (settings.oidc_issuer, settings.oidc_name, settings.oidc_second_step) == (
        "https://id.example.org", "id.example.org", ("mfa", "high"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONSULT_OIDC_CLIENT_ID", ""),
        ("CONSULT_OIDC_CLIENT_SECRET", ""),
        ("CONSULT_OIDC_ISSUER", "http://id.example.org"),
    ],
)
def test_half_a_provider_is_refused(name: str, value: str, tmp_path: Path) -> None:
    place = {"CONSULT_SECRET_KEY": SECRET, "CONSULT_INSTANCE": str(tmp_path)}
    with pytest.raises(SettingsError, match=f"^{name} "):
        load_settings({**place, **PROVIDER, name: value})


def test_scanner_is_off_until_its_address_is_set(tmp_path: Path) -> None:
    instance = {"CONSULT_INSTANCE": str(tmp_path)}
    assert load_settings(instance).clamd == ""
    for address in ("127.0.0.1:3310", "/run/clamav/clamd.ctl"):
        assert load_settings({**instance, "CONSULT_CLAMD": address}).clamd == address
    with pytest.raises(SettingsError, match="CONSULT_CLAMD must be host:port"):
        load_settings({**instance, "CONSULT_CLAMD": "clamd"})


def test_thresholds_of_floods_room_and_outages_are_set(tmp_path: Path) -> None:
    usual = load_settings({"CONSULT_INSTANCE": str(tmp_path)})
    names = ("CONSULT_SURGE_SENDS", "CONSULT_OUTAGE_MINUTES", "CONSULT_LEAST_FREE")
    chosen = load_settings({"CONSULT_INSTANCE": str(tmp_path), **dict.fromkeys(names, "7")})
    assert (usual.surge_sends, usual.outage_minutes, usual.least_free) == (60, 10, 1024**3)
    assert (chosen.surge_sends, chosen.outage_minutes, chosen.least_free) == (7, 7, 7)
