"""Find sealed people by name, sound, initials or phone: words are compared as keyed hashes, never read."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from app.models.encrypted import keyed_hash
from app.models.traces import SearchToken
from app.phones import normal_phone
from app.queries.sounds import sounds, surname_sounds

#: one Chinese character, or a run of letters, or a run of digits
RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W\d_\u3400-\u9fff\U00020000-\U0003ffff]+|\d+")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
#: fewer letters would list half a county (security reference, T7)
FEWEST_LETTERS = 2


def matching_ids(subject: str, text: str) -> Select[int]:
    """Return the query for ids of "child" or "supporter" rows whose name or phone `text` begins or is.

    Several words must all fit ("lan xiaoyan", "xiaoyan lan"); written together they are tried as one.
    Text without a usable word finds nobody.
    """
    runs = RUN.findall(spelled(text))
    if not runs:
        return select(SearchToken.row_id).where(false())
    whole = {"".join(runs), normal_phone(text)}
    ways: list[ColumnElement[bool]] = [
        SearchToken.token.in_([token_of(subject, word) for word in whole if usable(word)])
    ]
    if len(runs) > 1:
        ways.append(and_(*(SearchToken.row_id.in_(_having(subject, word)) for word in runs)))
    return select(SearchToken.row_id).where(SearchToken.subject == subject, or_(*ways)).distinct()


def _having(subject: str, word: str) -> Select[int]:
    return select(SearchToken.row_id).where(
        SearchToken.subject == subject, SearchToken.token == token_of(subject, word)
    )


def usable(word: str) -> bool:
    """Say whether a word is long enough to search by: one Chinese character, else two letters or digits."""
    return len(word) >= FEWEST_LETTERS or bool(HAN.match(word))


def token_of(subject: str, word: str) -> bytes:
    """Return what the table keeps of a word; children's and supporters' equal names differ in it."""
    return keyed_hash(f"{subject}:{word}")


def words_of(name: str, phone: str = "") -> set[str]:
    """Return every word a person is found by.

    The whole name; every beginning of its characters, of its pinyin and of its initials, each also from the
    given name on; the phone's digits, all of them and the last four.
    """
    words: set[str] = set()
    parts = [part for part in RUN.findall(spelled(name)) if not part.isdecimal()]
    if len(parts) == 1 and HAN.match(parts[0]):
        surname, family = surname_sounds(parts[0])
        given = parts[0][len(surname) :]
        words |= _beginnings(parts[0], [*family, *sounds(given)]) | _beginnings(given, sounds(given))
    else:
        # Written in parts (阿依·古丽, Ye Wenzhou): any part may begin what people type.
        for first in range(len(parts)):
            syllables = [typed for part in parts[first:] for typed in (sounds(part) if HAN.match(part) else [(part,)])]
            words |= _beginnings("".join(parts[first:]), syllables)
    words.add("".join(parts))
    digits = normal_phone(phone)
    words |= {digits, digits[-4:]} if len(digits) >= 4 else set()
    return {word for word in words if usable(word)}


def spelled(text: str) -> str:
    """Return `text` in the one spelling of letters: lower case, full-width forms narrowed, accents gone, ü as v."""
    text = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain if not unicodedata.combining(character))


def _beginnings(characters: str, syllables: list[tuple[str, ...]]) -> set[str]:
    """Return the beginnings of the characters, and of each way to sound and to abbreviate them."""
    words = {characters[:end] for end in range(1, len(characters) + 1)} if HAN.match(characters) else set()
    for reading in product(*syllables):
        for letters in ("".join(reading), "".join(sound[0] for sound in reading)):
            words |= {letters[:end] for end in range(FEWEST_LETTERS, len(letters) + 1)}
    return words
