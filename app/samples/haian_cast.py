"""Who has which part in the awkward cases of the small district."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.planning.availability import Availability, Span
from app.samples import windows
from app.samples.county import Child
from app.samples.places import Layout

LOCAL = "jianghuai"
OUTLYING = "HA02V07"
"""The village beyond the river."""
LATER = 7
"""Children in the lightest rhythm who have no partner among the first 150 supporters."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Children with a part in an awkward case, and the seven who have no partner among the first 150."""

    brothers: tuple[str, str]
    no_mandarin: str
    declined: str
    relative: str
    sunday: str
    girl: str
    neighbours: tuple[str, str]
    later: tuple[str, ...]


def cast_of(layout: Layout, children: list[Child], today: date) -> tuple[list[Child], Cast]:
    """Give the awkward parts to suitable children; returns the changed children and the cast."""
    _move_to_nearer_villages(layout, children)
    used: set[str] = set()

    def take(wanted: str) -> int:
        for i, child in enumerate(children):
            single = child.sibling_group is None and child.code not in used
            school_age = today.year - child.birth_year >= 8
            fits = {
                "girl": single and child.gender == "female" and child.rhythm in ("R2", "R3") and school_age,
                "boy": single and child.gender == "male" and child.rhythm in ("R2", "R3") and school_age,
                "any": single and child.rhythm in ("R1", "R2", "R3"),
                "light": single and child.rhythm == "R4",
            }[wanted]
            if fits:
                used.add(child.code)
                return i
        raise ValueError(f"no child left for the part {wanted}")

    girl = take("girl")
    neighbours = (take("boy"), take("boy"))
    for i in (girl, *neighbours):
        child = replace(children[i], home_village=OUTLYING, hukou_village=OUTLYING, meeting_place=OUTLYING)
        children[i] = replace(child, second_adult="guardian", free=_wide(child.free))
    children[girl] = replace(children[girl], birth_year=today.year - 13, birth_month=max(1, today.month - 2))
    no_mandarin = take("any")
    guardian = replace(children[no_mandarin].guardian, languages=(LOCAL,))
    children[no_mandarin] = replace(children[no_mandarin], guardian=guardian)
    sunday, declined, relative = take("boy"), take("any"), take("any")
    sunday_free = Availability((*_without_sunday(children[sunday].free), windows.span(6, 8.5, 11.5)))
    children[sunday] = replace(children[sunday], free=sunday_free)
    brothers = _brothers(children, used)
    later = tuple(children[take("light")].code for _ in range(LATER))
    codes = [child.code for child in children]
    return children, Cast(
        brothers, codes[no_mandarin], codes[declined], codes[relative], codes[sunday], codes[girl],
        (codes[neighbours[0]], codes[neighbours[1]]), later,
    )  # fmt: skip


def _move_to_nearer_villages(layout: Layout, children: list[Child]) -> None:
    """Whoever was drawn beyond the river moves nearer, families together: three children are to live there alone."""
    nearer = layout.villages("HA02")[:6]
    homes: dict[str, str] = {}
    for i, child in enumerate(children):
        if child.home_village == OUTLYING:
            home = homes.setdefault(child.sibling_group or child.code, nearer[len(homes) % len(nearer)])
            school = home if child.weekday_place == OUTLYING else child.weekday_place
            children[i] = replace(
                child, home_village=home, hukou_village=home, meeting_place=home, weekday_place=school,
                second_adult="child_director",
            )  # fmt: skip


def _wide(free: Availability) -> Availability:
    """The same hours with the whole weekend added."""
    weekdays = [s for s in free.spans if s.start < windows.span(5, 0, 1).start]
    return Availability((*weekdays, windows.span(5, 8.5, 17), windows.span(6, 8.5, 17)))


def _without_sunday(free: Availability) -> list[Span]:
    return [s for s in free.spans if s.start < windows.span(6, 0, 1).start]


def _brothers(children: list[Child], used: set[str]) -> tuple[str, str]:
    """The first pair of siblings, both made boys in the regular rhythm."""
    for i in range(len(children) - 1):
        one_child, other = children[i], children[i + 1]
        if one_child.sibling_group and one_child.sibling_group == other.sibling_group:
            for k in (i, i + 1):
                children[k] = replace(children[k], gender="male", rhythm="R3", asks_for_gender=None)
            used.update((one_child.code, other.code))
            return one_child.code, other.code
    raise ValueError("no siblings were drawn")
