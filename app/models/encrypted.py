"""Columns that are unreadable without the field key: AES-256-GCM, and a keyed hash for exact search."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

#: first byte of every value: which key and layout wrote it
LAYOUT = b"\x01"
NONCE_BYTES = 12


class WrongFieldKey(Exception):
    """The field key of this start is not the one that wrote the database."""


def _key() -> bytes:
    return bytes.fromhex(current_app.config["SETTINGS"].field_key)


def encrypt(text: str) -> bytes:
    """Return `text` sealed with the field key."""
    nonce = os.urandom(NONCE_BYTES)
    return LAYOUT + nonce + AESGCM(_key()).encrypt(nonce, text.encode(), LAYOUT)


def decrypt(sealed: bytes) -> str:
    """Open what `encrypt` sealed; raise WrongFieldKey when the key is another one."""
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(_key()).decrypt(nonce, body, LAYOUT).decode()
    except InvalidTag:
        raise WrongFieldKey("FIELD_KEY is not the key this database was written with: restore the old key.") from None


def keyed_hash(text: str) -> bytes:
    """Return a hash that only holders of the field key can compute: finds equal values without showing them."""
    return hmac.new(_key(), b"search:" + text.encode(), hashlib.sha256).digest()[:16]


class Sealed(TypeDecorator[str]):
    """Text encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else decrypt(value)


class SealedJson(TypeDecorator[Any]):
    """A JSON value encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else json.loads(decrypt(value))
