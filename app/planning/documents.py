"""Reading JSON documents strictly (every fault is refused with its path, no field goes unread) and writing them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.planning.refusals import Refusal, refuse_unless, within

Choice = TypeVar("Choice", bound=StrEnum)
Plain = TypeVar("Plain", str, int, bool)
Value = TypeVar("Value")
_KINDS: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
}


class Record:
    """A JSON object under reading. Call `close` when all known fields are read: others are refused."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise Refusal("wrong_type", path, found=_kind(value), wanted="object")
        self._fields: dict[str, object] = value
        self._read: set[str] = set()
        self.path = path

    def close(self) -> None:
        """Refuse fields nobody asked for."""
        for name in self._fields:
            refuse_unless(name in self._read, "unknown_field", self._at(name), found=name)

    def names(self) -> tuple[str, ...]:
        """The names of all fields, for objects whose fields are data."""
        return tuple(self._fields)

    def fields(self) -> dict[str, object]:
        """The whole object, for documents that hold another document."""
        return dict(self._fields)

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._fields.get(name) is not None

    def skip(self) -> None:
        """Leave all fields of this object unread."""
        self._read.update(self._fields)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        return self._typed(name, str, default)

    def optional_text(self, name: str) -> str | None:
        """A text or null."""
        return self.text(name) if self._mark(name) else None

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        return self._typed(name, int, default)

    def optional_whole(self, name: str) -> int | None:
        """A whole number or null."""
        return self.whole(name) if self._mark(name) else None

    def flag(self, name: str, default: bool | None = None) -> bool:
        """true or false."""
        return self._typed(name, bool, default)

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number, whole or not."""
        value = self._fields[name] if self._mark(name) else default
        if value is None:
            raise Refusal("missing", self._at(name))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal("wrong_type", self._at(name), found=_kind(value), wanted="number")
        refuse_unless(math.isfinite(value), "wrong_type", self._at(name), found=str(value), wanted="number")
        return float(value)

    def day(self, name: str) -> date:
        """A date written 2026-09-01."""
        written = self.text(name)
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise Refusal("bad_date", self._at(name), found=written) from None

    def optional_day(self, name: str) -> date | None:
        """A date or null."""
        return self.day(name) if self._mark(name) else None

    def choice(self, name: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        written = self.text(name, None if default is None else default.value)
        try:
            return choices(written)
        except ValueError:
            raise Refusal("not_one_of", self._at(name), found=written, wanted=[c.value for c in choices]) from None

    def optional_choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """One of the values of an enumeration, or null."""
        return self.choice(name, choices) if self._mark(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent means none."""
        found = []
        for index, value in enumerate(self._list(name)):
            if not isinstance(value, str):
                raise Refusal("wrong_type", f"{self._at(name)}[{index}]", found=_kind(value), wanted="text")
            found.append(value)
        return tuple(found)

    def wholes(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers; absent means none."""
        found = []
        for index, value in enumerate(self._list(name)):
            if type(value) is not int:
                raise Refusal("wrong_type", f"{self._at(name)}[{index}]", found=_kind(value), wanted="whole number")
            found.append(value)
        return tuple(found)

    def record(self, name: str, read: Callable[[Record], Value]) -> Value:
        """An object that must be there, read by `read`."""
        refuse_unless(self._mark(name), "missing", self._at(name), wanted="object")
        return read_record(self._fields[name], self._at(name), read)

    def records(self, name: str, read: Callable[[Record], Value], required: bool = False) -> tuple[Value, ...]:
        """A list of objects, each read by `read`."""
        refuse_unless(self._mark(name) or not required, "missing", self._at(name), wanted="array")
        return tuple(
            read_record(value, f"{self._at(name)}[{index}]", read) for index, value in enumerate(self._list(name))
        )

    def _list(self, name: str) -> list[object]:
        if not self._mark(name):
            return []
        value = self._fields[name]
        if not isinstance(value, list):
            raise Refusal("wrong_type", self._at(name), found=_kind(value), wanted="array")
        return value

    def _typed(self, name: str, kind: type[Plain], default: Plain | None) -> Plain:
        value = self._fields[name] if self._mark(name) else default
        if value is None:
            raise Refusal("missing", self._at(name), wanted=_KINDS[kind])
        if type(value) is not kind:
            raise Refusal("wrong_type", self._at(name), found=_kind(value), wanted=_KINDS[kind])
        return value

    def _mark(self, name: str) -> bool:
        self._read.add(name)
        return self.has(name)

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}"


def read_record(value: object, path: str, read: Callable[[Record], Value]) -> Value:
    """Read one object whole: faults of the value built get the path, unread fields are refused."""
    record = Record(value, path)
    with within(path):
        built = read(record)
    record.close()
    return built


def parse(text: str) -> object:
    """The JSON value of a text; refuses what is not JSON with line and column."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as fault:
        raise Refusal("not_json", "$", line=fault.lineno, column=fault.colno) from None
    return value


def written(document: dict[str, Any]) -> str:
    """JSON with one element of each long list per line: small diffs, small files."""
    lines = []
    for name, value in document.items():
        if isinstance(value, list) and value:
            items = ",\n".join("    " + _compact(item) for item in value)
            lines.append(f'  "{name}": [\n{items}\n  ]')
        else:
            lines.append(f'  "{name}": {_compact(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_header(record: Record, wanted: str, version: int, oldest: int | None = None) -> int:
    """The version of a document; refuses another format, and a version newer than `version` or older than `oldest`."""
    found = record.text("format")
    refuse_unless(found == wanted, "not_one_of", f"{record.path}.format", found=found, wanted=[wanted])
    told = record.whole("version")
    readable = (version if oldest is None else oldest) <= told <= version
    refuse_unless(readable, "wrong_version", f"{record.path}.version", found=told, wanted=version)
    return told


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), type(value).__name__)
