"""The encrypted file: a manifest and a compressed dump, sealed with a passphrase.

Layout: MAGIC, 16 bytes of salt, then chunks, each a 4-byte length and AES-256-GCM of up to 1 MiB. The key comes from
the passphrase and the salt (scrypt), so it is new for every file and the nonce may count the chunks; its last byte
marks the final chunk, so a file that was cut, extended or reordered is refused. Chunk 0 is the manifest (JSON).
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.running.refusals import CannotRun

MAGIC = b"CARE-CIRCLE-BACKUP-1\n"
SALT_BYTES = 16
CHUNK_BYTES = 1 << 20
#: what AES-GCM adds to a chunk
TAG_BYTES = 16
#: scrypt: 128 MB and about half a second, so that guessing passphrases is dear
SCRYPT = {"n": 1 << 17, "r": 8, "p": 1}


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, **SCRYPT).derive(passphrase.encode()))


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">QxxxB", number, last)


def write(target: Path, passphrase: str, manifest: dict[str, Any], dump: Path) -> None:
    """Seal `manifest` and the file `dump` into `target`, which appears complete or not at all."""
    unfinished = target.with_name(target.name + ".unfinished")
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(passphrase, salt)
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(MAGIC + salt)
            waiting = json.dumps(manifest).encode()
            number = 0
            for chunk in _compressed(dump):
                _put(out, cipher, number, waiting, last=False)
                number, waiting = number + 1, chunk
            _put(out, cipher, number, waiting, last=True)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _put(out: IO[bytes], cipher: AESGCM, number: int, chunk: bytes, last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number, last), chunk, MAGIC)
    out.write(struct.pack(">I", len(sealed)) + sealed)


def _compressed(dump: Path) -> Iterator[bytes]:
    press = zlib.compressobj()
    with dump.open("rb") as file:
        while block := file.read(CHUNK_BYTES):
            if pressed := press.compress(block):
                yield pressed
    yield press.flush()


def read(source: Path, passphrase: str, dump: Path) -> dict[str, Any]:
    """Open `source`, write its dump to `dump` and return the manifest; raise CannotRun when anything is wrong with it."""
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise CannotRun(f"{source} is not a backup written by `care backup`.")
        cipher = _cipher(passphrase, file.read(SALT_BYTES))
        chunks = _opened(file, cipher, source)
        manifest: dict[str, Any] = json.loads(next(chunks))
        unpress = zlib.decompressobj()
        with dump.open("wb") as out:
            for chunk in chunks:
                out.write(unpress.decompress(chunk))
            out.write(unpress.flush())
    return manifest


def _opened(file: IO[bytes], cipher: AESGCM, source: Path) -> Iterator[bytes]:
    number = 0
    sealed = _next_sealed(file, source)
    while sealed is not None:
        following = _next_sealed(file, source)
        try:
            yield cipher.decrypt(_nonce(number, following is None), sealed, MAGIC)
        except InvalidTag:
            reason = (
                "the passphrase is wrong, or the file is damaged" if number == 0 else "the file is damaged or cut short"
            )
            raise CannotRun(f"{source} cannot be opened: {reason}.") from None
        number, sealed = number + 1, following


def _next_sealed(file: IO[bytes], source: Path) -> bytes | None:
    head = file.read(4)
    if not head:
        return None
    length = struct.unpack(">I", head.rjust(4, b"\xff"))[0]
    sealed = file.read(length) if length <= 2 * CHUNK_BYTES + TAG_BYTES else b""
    if len(sealed) != length:
        raise CannotRun(f"{source} cannot be opened: the file is damaged or cut short.")
    return sealed
