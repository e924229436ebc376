"""Taking records out: the rows are read and the audit is written in one transaction, or nothing goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import force_locale, format_datetime

from app.actors import SYSTEM, Actor
from app.clock import now, today
from app.database import db, transaction
from app.imports.packing import PACKERS, SheetOut
from app.models.accounts import Account, Role
from app.operations.traces import record
from app.queries.exports import rows_of
from app.wording.exports import PURPOSES, SHEETS

#: the console reads the whole county
CONSOLE = Actor(None, {Role.COORDINATOR: frozenset()})


class NotYours(Exception):
    """Only coordinators take records out."""


@dataclass(frozen=True)
class Export:
    """What goes out: the number it is known by in the audit, and the sheet."""

    number: int
    what: str
    form: str
    sheet: SheetOut

    @property
    def file_name(self) -> str:
        """A name of letters and digits, which every system takes."""
        return f"care-{self.what}-{today():%Y%m%d}-{self.number}.{self.form}"

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece; asks the database nothing."""
        return PACKERS[self.form](self.sheet)


def export(what: str, form: str, purpose: str, *, by: Actor, addresses: bool = False) -> Export:
    """Read what `by` may take out and write it down with the count; raise NotYours.

    `what`, `form` and `purpose` are codes of app.wording.exports. SYSTEM is the console.
    """
    if by is not SYSTEM and Role.COORDINATOR not in by.roles:
        raise NotYours
    # What the same person may see as a director or a supporter is not theirs to take out.
    own = CONSOLE if by is SYSTEM else Actor(by.account_id, {Role.COORDINATOR: by.roles[Role.COORDINATOR]})
    with transaction(), force_locale("zh"):
        headings, rows = rows_of(what, own, addresses)
        told = f"rows={len(rows)} form={form} purpose={purpose}" + (" addresses" if addresses else "")
        line = record(by, "export", what, detail=told)
        db.session.flush()
        who = "控制台" if by is SYSTEM else db.session.get_one(Account, by.account_id).name
        watermark = (
            f"导出编号 {line.id} · {format_datetime(now(), 'yyyy-MM-dd HH:mm')} · {who} · 用途：{PURPOSES[purpose]} · "
            f"共 {len(rows)} 行 · 含个人信息，请勿转发"
        )
        sheet = SheetOut(SHEETS[what], watermark, tuple(headings), rows)
        return Export(line.id, what, form, sheet)
