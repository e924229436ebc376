"""Why something was planned, or not: a code and the facts behind it. The web turns codes into sentences."""

from __future__ import annotations

from dataclasses import dataclass

Fact = int | str


@dataclass(frozen=True, slots=True)
class Reason:
    """A code such as `near` with its facts such as `(("minutes", 18),)`."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()

    def fact(self, name: str) -> Fact:
        """The fact of that name; KeyError when the reason has none such."""
        return dict(self.facts)[name]


def reason(code: str, **facts: Fact) -> Reason:
    """Build a Reason from keyword facts, kept in the order given."""
    return Reason(code, tuple(facts.items()))
