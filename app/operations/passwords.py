"""Passwords of staff: how they are kept, and which are refused.

Kept as argon2id with 46 MiB, one pass, one lane (OWASP's floor; security reference A1). A password is any Unicode
text, compared in one normal form (NFKC, as NIST SP 800-63B asks), never cut; length is the only demand on its shape.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 256
#: what must be left of a password once everything guessable is taken out of it
LEAST_UNGUESSED = 8
HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
COMMON = Path(__file__).with_name("common_passwords.txt")
#: leet spellings that guessing programs try first
LEET = str.maketrans("@4310$57!", "aaeiosstl")


class WeakPassword(Exception):
    """A password that is refused: `code` is too_short, too_long or guessable."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return HASHER.hash(normal(password))


def matches(kept: str, password: str) -> bool:
    """Say whether `password` is the one `kept` was made of; an empty `kept` takes as long and says no."""
    try:
        return HASHER.verify(kept or nobodys(), normal(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Say whether `kept` is weaker than today's parameters, or of another kind."""
    try:
        return HASHER.check_needs_rehash(kept)
    except InvalidHashError:
        return True


@cache
def nobodys() -> str:
    """Return the hash that is tried when there is no account: the answer takes as long as for one."""
    return hashed("nobody has this password")


def normal(password: str) -> str:
    """Return the one spelling a password is hashed in, whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


def refuse_weak(password: str, context: Iterable[str] = ()) -> None:
    """Raise WeakPassword unless the password is long enough and hard to guess.

    `context`: words a guesser would try first here: the person's name and handle, the county, the product.
    """
    text = normal(password)
    if len(text) < LEAST:
        raise WeakPassword("too_short")
    if len(text) > MOST:
        raise WeakPassword("too_long")
    if len(unguessed(text, context)) < LEAST_UNGUESSED:
        raise WeakPassword("guessable")


def unguessed(text: str, context: Iterable[str] = ()) -> str:
    """Return what is left of `text` without common passwords, context words, runs (1234, abcd) and repeats."""
    rest = text.lower()
    words = sorted({*common(), *context_words(context)}, key=len, reverse=True)
    for word in words:
        rest = rest.replace(word, "")
    plain = rest.translate(LEET)
    if plain != rest:
        for word in words:
            plain = plain.replace(word, "")
        rest = min(rest, plain, key=len)
    rest = re.sub(r"(.{1,6}?)\1+", r"\1", rest)
    return without_runs(rest)


def without_runs(text: str) -> str:
    """Return `text` with characters that merely count on from the one before left out."""
    kept = text[:1]
    for before, character in pairwise(text):
        if abs(ord(character) - ord(before)) > 1:
            kept += character
    return kept


def context_words(context: Iterable[str]) -> set[str]:
    """Return the parts, of three characters and more (two if Chinese), that `context` consists of."""
    parts = {part for text in context for part in re.split(r"[\W_]+", normal(text).lower())}
    return {part for part in parts if len(part) >= (3 if part.isascii() else 2)}


@cache
def common() -> frozenset[str]:
    """Return passwords and parts of passwords that lists of leaked ones begin with."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
