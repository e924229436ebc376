"""A mark of everything an import is compared with: equal marks mean that nothing came in between."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from app.database import db
from app.models.accounts import Account
from app.models.children import Child, Consent
from app.models.matches import Match
from app.models.places import Place
from app.models.supporters import Evidence, Supporter

#: tables with what moves when one of their rows changes; a guardian's row moves the version of the child's
WATCHED: tuple[tuple[Any, Any], ...] = (
    (Place, func.sum(Place.version)),
    (Child, func.sum(Child.version)),
    (Supporter, func.sum(Supporter.version)),
    (Match, func.sum(Match.version)),
    (Consent, func.count(Consent.withdrawn_at)),
    (Evidence, func.count(Evidence.ended_at)),
    (Account, func.count(Account.disabled_at)),
)


def facts() -> tuple[tuple[int, ...], ...]:
    """Return the mark of this moment: rows, newest row and changes of each table."""
    marks = []
    for table, moves in WATCHED:
        row = db.session.execute(select(func.count(table.id), func.max(table.id), moves)).one()
        marks.append(tuple(int(number or 0) for number in row))
    return tuple(marks)


def hold_facts() -> None:
    """Let nobody else write what `facts` watches until this transaction ends (SQLite's writers take turns anyway)."""
    if db.session.get_bind().dialect.name == "postgresql":
        names = ", ".join(table.__tablename__ for table, _ in WATCHED)
        db.session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
