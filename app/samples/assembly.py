"""Puts a county together from its map: children, supporters, running pairs, wishes, staff, always in this order.

The order matters: phone numbers are dealt one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.planning.travel import TravelModel
from app.samples.children import Setting, invent_children
from app.samples.county import County
from app.samples.draws import stream
from app.samples.names import Phones
from app.samples.places import Layout
from app.samples.running import running_pairs, wishes_and_exclusions
from app.samples.staff import village_staff
from app.samples.supporters import Recruiter


@dataclass(frozen=True)
class Outline:
    """What tells one county from another, beside its map and its people's trades.

    `shares`: role → share of the children who have someone in it already.
    """

    code: str
    prefix: str
    name: str
    name_latin: str
    programme: str
    setting: Setting
    road_factor: float
    shares: Mapping[str, float]


def assemble(
    outline: Outline, layout: Layout, recruit: Callable[[Layout, Recruiter], None], seed: int, today: date
) -> County:
    """Return the county as it stands on `today`; `recruit` signs up its supporters."""
    phones = Phones(stream(seed, outline.prefix, "phones"))
    setting, travel = outline.setting, TravelModel(road_factor=outline.road_factor)
    children = invent_children(layout, [unit.children for unit in layout.units], setting, seed, today, phones)
    recruiter = Recruiter(layout, seed, today, phones, setting.local_language, she=setting.she)
    recruit(layout, recruiter)
    supporters = tuple(recruiter.people)
    pairs = running_pairs(layout, children, supporters, outline.shares, travel, seed, today)
    children, exclusions = wishes_and_exclusions(layout, children, supporters, pairs, seed)
    return County(
        code=outline.code,
        name=outline.name,
        name_latin=outline.name_latin,
        programme=outline.programme,
        seed=seed,
        today=today,
        road_factor=outline.road_factor,
        places=tuple(layout.by_code.values()),
        children=children,
        supporters=supporters,
        staff=village_staff(layout, phones, seed),
        pairs=pairs,
        exclusions=exclusions,
    )
