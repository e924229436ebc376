"""Who may be the same person twice. Only pointed out: merging is done by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.imports.kinds import ChildRow, ImportRow, PairRow, PlaceRow, SupporterRow
from app.imports.problems import Problem, Severity, shown
from app.imports.sounds import sound
from app.imports.tables import place_key

CHILDREN_OF_ONE_PHONE = 4
"""So many children with one carer's phone are pointed out: one number copied down a column, or one carer of many."""


def child_key(name: str, birth: object, village: str) -> tuple[str, ...]:
    """Children with the same key sound alike, were born in the same month and live in the same village."""
    return ("child", sound(name), str(birth)[:7], place_key(village))


def row_key(row: ImportRow) -> tuple[str, ...]:
    """By what a row is recognised again: a child by sound, month and village, a supporter by phone."""
    if isinstance(row, ChildRow):
        return child_key(row.name, row.birth, row.village)
    if isinstance(row, SupporterRow):
        return ("supporter", row.phone)
    if isinstance(row, PlaceRow):
        return ("place", row.kind, place_key(row.township or row.name), place_key(row.name))
    if isinstance(row, PairRow):
        return ("pair", row.supporter_phone, row.child_name, place_key(row.child_village or ""))
    raise TypeError(type(row).__name__)


def duplicates_in_file(rows: Sequence[ImportRow]) -> Iterator[Problem]:
    """Rows that seem to say the same thing twice, each pointing at the first."""
    for first, second in _repeated(rows):
        code = {
            ChildRow: "same_child_twice",
            SupporterRow: "same_phone_twice",
            PlaceRow: "same_place_twice",
            PairRow: "same_pair_twice",
        }[type(second)]
        name = second.child_name if isinstance(second, PairRow) else getattr(second, "name", "")
        params = {"other_row": first.row, "other_sheet": first.sheet, "other_name": shown(getattr(first, "name", ""))}
        yield Problem(code, Severity.WARNING, second.sheet, second.row, None, shown(name), params)
    yield from _shared_phones(row for row in rows if isinstance(row, ChildRow))


def _repeated(rows: Iterable[ImportRow]) -> Iterator[tuple[ImportRow, ImportRow]]:
    first: dict[tuple[str, ...], ImportRow] = {}
    for row in rows:
        earlier = first.setdefault(row_key(row), row)
        if earlier is not row:
            yield earlier, row


def _shared_phones(children: Iterable[ChildRow]) -> Iterator[Problem]:
    by_phone: dict[str, list[ChildRow]] = defaultdict(list)
    for child in children:
        if child.guardian_phone:
            by_phone[child.guardian_phone].append(child)
    for phone, rows in by_phone.items():
        if len(rows) >= CHILDREN_OF_ONE_PHONE:
            where = "、".join(str(row.row) for row in rows[:8])
            params = {"count": len(rows), "rows": where}
            yield Problem("phone_of_many_children", Severity.WARNING, rows[0].sheet, rows[0].row, None, phone, params)
