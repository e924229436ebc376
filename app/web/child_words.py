"""The words templates about children use, as `words`."""

from __future__ import annotations

from types import SimpleNamespace

from app.wording import children
from app.wording.people import KINDS, SEXES

#: every vocabulary of app.wording.children, and those of people that stand beside them
WORDS = SimpleNamespace(
    KINDS=KINDS, SEXES=SEXES, **{name: words for name, words in vars(children).items() if name.isupper()}
)
