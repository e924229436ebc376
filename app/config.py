"""Every setting, in one frozen value, read once from the environment (and `.env`)."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from dotenv import dotenv_values


class BadSetting(Exception):
    """A setting cannot be used; the message names it and the remedy."""


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Durations are in the unit their name says."""

    #: signs CSRF tokens; at least 32 characters
    secret_key: str
    #: keeps names, addresses and phones unreadable in the database; 64 hex digits (AES-256)
    field_key: str = field(repr=False)
    #: SQLAlchemy address: sqlite:///… or postgresql://…
    database_url: str = "sqlite://"
    #: redis://… or unix://…; empty: rounds are kept and run when there is a queue
    redis_url: str = ""
    #: where the installation keeps its files
    data_dir: Path = Path("data")
    #: printed sample sign-ins exist only in sample databases; production refuses to start with them
    production: bool = False
    #: cookies only over https
    secure_cookies: bool = False
    #: proxies before the web server whose X-Forwarded-* headers are believed; 0 when people reach it directly
    proxies: int = 0
    #: shown beside the name of the house, e.g. 景宁畲族自治县
    county_name: str = ""
    #: phone that is answered day and night when somebody is worried about a child
    duty_phone: str = "000-0660-0110"
    #: SMTP server as smtp://user:password@host:port; empty: messages stay readable on the outbox page
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "care-circle@localhost"
    #: gateways beside those an administrator sets: addresses as the library apprise reads them, with their tokens.
    #: The first two hold {to} in the place of the person's address or number
    email_gateway: str = field(default="", repr=False)
    sms_gateway: str = field(default="", repr=False)
    group_gateway: str = field(default="", repr=False)
    #: address under which people reach this installation, for links in messages
    public_url: str = "http://127.0.0.1:8000"
    #: largest upload
    upload_megabytes: int = 5
    #: sign-in ends after this idle time and after this time in any case
    staff_idle_minutes: int = 15
    staff_hours: int = 8
    supporter_idle_minutes: int = 30
    supporter_hours: int = 12
    #: seconds a worker holds a round without a sign of life before another may take it
    lease_seconds: int = 40

    @staticmethod
    def from_environment(**overrides: object) -> Settings:
        """Read `.env` and the environment (which wins); raise BadSetting with the name and the remedy."""
        found = {**dotenv_values(".env"), **os.environ}
        data_dir = Path(str(overrides.get("data_dir") or found.get("CARE_DATA") or "data"))
        database_url = found.get("DATABASE_URL") or f"sqlite:///{(data_dir / 'care.sqlite').absolute()}"
        settings = Settings(
            secret_key=found.get("SECRET_KEY") or kept_secret(data_dir, "secret.key"),
            field_key=found.get("FIELD_KEY") or kept_secret(data_dir, "field.key"),
            database_url=modern_address(database_url),
            redis_url=found.get("REDIS_URL") or "",
            data_dir=data_dir,
            production=truth(found, "CARE_PRODUCTION"),
            secure_cookies=truth(found, "CARE_SECURE_COOKIES") or truth(found, "CARE_PRODUCTION"),
            proxies=whole_number(found, "CARE_PROXIES"),
            county_name=found.get("CARE_COUNTY_NAME") or "",
            duty_phone=found.get("CARE_DUTY_PHONE") or Settings.duty_phone,
            smtp_url=found.get("SMTP_URL") or "",
            mail_from=found.get("MAIL_FROM") or Settings.mail_from,
            email_gateway=found.get("CARE_EMAIL_GATEWAY") or "",
            sms_gateway=found.get("CARE_SMS_GATEWAY") or "",
            group_gateway=found.get("CARE_GROUP_GATEWAY") or "",
            public_url=(found.get("PUBLIC_URL") or Settings.public_url).rstrip("/"),
        )
        return replace(settings, **overrides).checked()  # type: ignore[arg-type]

    def checked(self) -> Settings:
        """Return these settings, or raise BadSetting naming the first that cannot work."""
        if len(self.secret_key) < 32:
            raise BadSetting("SECRET_KEY is too short: use at least 32 random characters.")
        try:
            key = bytes.fromhex(self.field_key)
        except ValueError:
            key = b""
        if len(key) != 32:
            raise BadSetting(
                "FIELD_KEY must be 64 hexadecimal digits (256 bits), for example from: openssl rand -hex 32"
            )
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise BadSetting("REDIS_URL must begin with redis://, rediss:// or unix://")
        for name, url in (("CARE_EMAIL_GATEWAY", self.email_gateway), ("CARE_SMS_GATEWAY", self.sms_gateway)):
            if url and "{to}" not in url:
                raise BadSetting(f"{name} must hold {{to}} in the place of the person's address or number.")
        return self


def modern_address(url: str) -> str:
    """Accept the old spelling postgres:// that many hosts still hand out."""
    return "postgresql://" + url.removeprefix("postgres://") if url.startswith("postgres://") else url


def truth(found: dict[str, str | None], name: str) -> bool:
    """Read a yes/no setting."""
    return (found.get(name) or "").strip().lower() in {"1", "true", "yes", "on"}


def whole_number(found: dict[str, str | None], name: str) -> int:
    """Read a number that defaults to 0; raise BadSetting when it is none."""
    text = (found.get(name) or "0").strip()
    if not text.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def kept_secret(data_dir: Path, name: str) -> str:
    """Return the secret kept in `data_dir/name`, made at the first start and readable by its owner alone."""
    path = data_dir / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    except OSError as fault:
        raise BadSetting(f"{path} cannot be read ({fault.strerror}): give this user the right to read it.") from fault
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass  # another process was quicker; its secret counts
    except OSError as fault:
        raise BadSetting(
            f"{path} cannot be written ({fault.strerror}): choose another folder with CARE_DATA."
        ) from fault
    return path.read_text().strip()
