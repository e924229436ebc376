"""What the writers of an import have in common: prepared before the tables are locked, written in one go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.imports import Change, ImportRow
from app.operations.children import ChildRefused
from app.operations.places import PlaceRefused
from app.operations.supporters import PhoneTaken
from app.planning.availability import Availability
from app.queries.ground import Ground

R = TypeVar("R", bound=ImportRow)

#: a row that was not written, with a code that says why
LeftOut = tuple[str, int, str]
#: ids asked for in one statement
CHUNK = 500


class RowRefused(Exception):
    """A row that cannot be written; `code` says why (app.wording.uploads.LEFT_OUT)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Writer(ABC, Generic[R]):
    """Turns rows of one kind into rows of tables. `prepare` only reads and takes the time; `write` only writes."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.ground = Ground()
        self.left_out: list[LeftOut] = []
        self._changes: list[Change] = []

    @abstractmethod
    def prepare(self, rows: Sequence[R], changes: Sequence[Change]) -> None:
        """Read what is needed for new `rows` and for `changes` of known ones; the tables stay free meanwhile."""

    @abstractmethod
    def write(self) -> None:
        """Write what was prepared, inside the caller's transaction."""

    def take(self, row: ImportRow, step: Callable[..., object], *given: object) -> None:
        """Do one step with a row; leave the row out, with the reason, when it is refused."""
        try:
            step(row, *given)
        except RowRefused as fault:
            self.leave_out(row, fault.code)
        except PhoneTaken:
            self.leave_out(row, "phone_taken")
        except ChildRefused as fault:
            self.leave_out(row, f"{fault.field}_{fault.code}")
        except PlaceRefused as fault:
            self.leave_out(row, fault.code)

    def leave_out(self, row: ImportRow, code: str) -> None:
        """Note that a row is not written."""
        self.left_out.append((row.sheet, row.row, code))


def loaded(table: Any, ids: Sequence[int], *together: Any) -> dict[int, Any]:
    """Return rows by id in few statements; held by the caller, the session finds them without asking again."""
    found: dict[int, Any] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(table).where(table.id.in_(ids[start : start + CHUNK]))
        found |= {row.id: row for row in db.session.scalars(query.options(*map(joinedload, together)))}
    return found


def spans(hours: Availability | None) -> list[list[Any]] | None:
    """Return hours as the tables keep them."""
    return None if hours is None else [[span.start, span.end, span.preference.value] for span in hours.spans]


def words(left_out: Iterable[LeftOut]) -> list[list[Any]]:
    """Return rows left out as an upload's row keeps them."""
    return [list(one) for one in left_out]
