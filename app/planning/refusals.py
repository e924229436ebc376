"""How bad input is refused: where, what, and what was wanted; in codes, never in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Refusal(ValueError):
    """Nonsense met while building a value or reading a document.

    `path` is a JSON path such as `$.children[3].place` (empty while a value is built by hand),
    `code` names the fault, `facts` holds what was found and what was wanted.
    """

    def __init__(self, code: str, path: str = "", **facts: object) -> None:
        self.code = code
        self.path = path
        self.facts = facts
        super().__init__(code, path, facts)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.path or '$'}: {self.code} ({told})"


def refuse_unless(condition: bool, code: str, path: str = "", **facts: object) -> None:
    """Raise a Refusal unless the condition holds."""
    if not condition:
        raise Refusal(code, path, **facts)


def refuse_outside(name: str, number: int, least: int, most: int) -> None:
    """Raise a Refusal unless the number lies between least and most, both included; `name` is its path."""
    refuse_unless(least <= number <= most, "out_of_range", name, found=number, least=least, most=most)


def known_ids(path: str, ids: Iterable[str]) -> set[str]:
    """The ids listed under a path; raises a Refusal where one comes twice."""
    seen: set[str] = set()
    for index, identity in enumerate(ids):
        refuse_unless(identity not in seen, "duplicate_id", f"{path}[{index}].id", found=identity)
        seen.add(identity)
    return seen


def refuse_unknown(known: set[str], found: str, path: str) -> None:
    """Raise a Refusal unless the id is known."""
    refuse_unless(found in known, "unknown_id", path, found=found)


@contextmanager
def within(path: str) -> Iterator[None]:
    """Put `path` before the path of every refusal raised inside, unless that one is already whole."""
    try:
        yield
    except Refusal as refusal:
        if refusal.path.startswith("$"):
            raise
        glue = "." if refusal.path and not refusal.path.startswith("[") else ""
        raise Refusal(refusal.code, f"{path}{glue}{refusal.path}", **refusal.facts) from None
