"""Settings are read from the environment, and a bad one is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import request

from app import create_app
from app.config import BadSetting, Settings
from tests.servers.settings import FIELD_KEY, SECRET_KEY, invented_settings

NAMES = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY", "CARE_DATA", "CARE_PRODUCTION", "CARE_PROXIES")
NAMES += ("SMTP_URL", "CARE_EMAIL_GATEWAY", "CARE_SMS_GATEWAY", "CARE_GROUP_GATEWAY")


@pytest.fixture(autouse=True)
def an_empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but those of the test, and no .env in reach."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_secrets_are_made_once_and_are_their_owners_alone(tmp_path):
    first = Settings.from_environment(data_dir=tmp_path / "data")
    second = Settings.from_environment(data_dir=tmp_path / "data")
    assert (first.secret_key, first.field_key) == (second.secret_key, second.field_key)
    for name in ("secret.key", "field.key"):
        assert (tmp_path / "data" / name).stat().st_mode & 0o077 == 0


def test_the_data_folder_holds_the_database_unless_another_is_named(tmp_path, monkeypatch):
    assert Settings.from_environment(data_dir=tmp_path).database_url == f"sqlite:///{tmp_path / 'care.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", "postgres://county@db/care")
    assert Settings.from_environment(data_dir=tmp_path).database_url == "postgresql://county@db/care"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("FIELD_KEY", "not hexadecimal"),
        ("FIELD_KEY", "ab" * 16),
        ("REDIS_URL", "localhost:6379"),
        ("CARE_PROXIES", "one"),
        ("CARE_PROXIES", "-1"),
        ("CARE_SMS_GATEWAY", "jsons://sms.example.org/send"),
        ("CARE_EMAIL_GATEWAY", "mailtos://care:word@example.org"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch, name, value):
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("FIELD_KEY", FIELD_KEY)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment()


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_only_the_word_of_a_known_proxy_about_a_visitors_address_is_believed(proxies, seen):
    application = create_app(invented_settings(proxies=proxies))
    addresses: list[str | None] = []
    application.before_request(lambda: addresses.append(request.remote_addr))
    application.test_client().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert addresses == [seen]


def test_gateways_are_read_and_their_tokens_never_printed(monkeypatch, tmp_path):
    monkeypatch.setenv("SMTP_URL", "smtp://care:tokenXYZ@mail.example.org")
    monkeypatch.setenv("CARE_SMS_GATEWAY", "jsons://sms.example.org/tokenXYZ/{to}")
    monkeypatch.setenv("CARE_GROUP_GATEWAY", "wecombot://tokenXYZ")
    settings = Settings.from_environment(data_dir=tmp_path)
    assert (settings.sms_gateway, settings.group_gateway, settings.email_gateway) == (
        "jsons://sms.example.org/tokenXYZ/{to}",
        "wecombot://tokenXYZ",
        "",
    )
    assert "tokenXYZ" not in repr(settings)
