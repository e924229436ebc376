"""A small district like Hai'an's: 157 children, one supporter each, on a plain; small enough to check by eye.

Supporters come in an order that makes the three sizes of the acceptance test: the first 150 hold a partner for 150
children, the next seven can stand beside any child in the lightest rhythm, so all 157 get one; of the last 18 three
are spare and fifteen cannot be matched yet (ten not vetted, five expired). `haian(seed, day, supporters=150)` takes
the first 150.

Six awkward cases are built in, and every one of them can be solved: a pair of brothers, a carer who speaks no
Mandarin, a volunteer who declined a child, an excluded relative, a tutor free on Sundays only, and a girl of 13 whom
only men reach within 30 minutes (one woman reaches her in more).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from app.planning.availability import Availability, common_windows
from app.planning.travel import Mode
from app.samples import windows
from app.samples.children import Setting, invent_children
from app.samples.county import COMPANION, Child, County, Exclusion, Pair, Supporter
from app.samples.draws import one, some, stream
from app.samples.haian_cast import LATER, LOCAL, OUTLYING, Cast, cast_of
from app.samples.names import Phones
from app.samples.places import KM_PER_DEGREE, Layout, Unit
from app.samples.running import gender_fits
from app.samples.staff import village_staff
from app.samples.supporters import Recruiter

CHILDREN, SUPPORTERS, FIRST, SPARE, NOT_VETTED = 157, 175, 150, 3, 10
KINDS = {"tutor": 63, "volunteer": 60, "village_official": 22, "chair": 5}
"""Kinds of the first 150; the flexible seven are volunteers, the last 18 make up 70 tutors, 75 volunteers and 30
officials."""
LAST = ("tutor",) * 7 + ("volunteer",) * 8 + ("village_official",) * 3
ROAD_FACTOR = 1.3
BEYOND_THE_RIVER_KM = 12.5
PREFIX = "HA"
RUNNING = 60


@dataclass(frozen=True, slots=True)
class Awkward:
    """The six cases, by code: children, and the supporter the case is about where there is one."""

    brothers: tuple[str, str]
    no_mandarin: str
    declined: tuple[str, str]
    relative: tuple[str, str]
    sunday_tutor: tuple[str, str]
    girl: str
    woman_further_away: str


def haian(seed: int, today: date, supporters: int = SUPPORTERS) -> County:
    """The district with its first `supporters` supporters (150, 157 or all 175)."""
    return with_awkward_cases(seed, today, supporters)[0]


def with_awkward_cases(seed: int, today: date, supporters: int = SUPPORTERS) -> tuple[County, Awkward]:
    """The district, and who its six awkward cases are."""
    if not FIRST <= supporters <= SUPPORTERS:
        raise ValueError(f"supporters: {supporters} is not between {FIRST} and {SUPPORTERS}")
    layout = _layout(seed)
    phones = Phones(stream(seed, PREFIX, "phones"))
    setting = Setting(LOCAL, boarding=False)
    drawn = invent_children(layout, [u.children for u in layout.units], setting, seed, today, phones)
    children, roles = cast_of(layout, list(drawn), today)
    people, partner_of = _people(layout, children, roles, seed, today, phones)
    by_child = {child.code: people[partner_of[child.code]].code for child in children if child.code in partner_of}
    exclusions, declined, relative = _exclusions(children, roles, by_child)
    sunday = people[partner_of[roles.sunday]]
    awkward = Awkward(
        roles.brothers, roles.no_mandarin, declined, relative, (roles.sunday, sunday.code),
        roles.girl, by_child[roles.girl],
    )  # fmt: skip
    kept = people[:supporters]
    county = County(
        code="haian",
        name="海安（示例区）",
        name_latin="Hai'an (sample district)",
        programme="one_to_one",
        seed=seed,
        today=today,
        road_factor=ROAD_FACTOR,
        places=tuple(layout.by_code.values()),
        children=tuple(children),
        supporters=tuple(kept),
        staff=village_staff(layout, phones, seed),
        pairs=_running(children, people, partner_of, seed, today),
        exclusions=tuple(e for e in exclusions if e.supporter in {s.code for s in kept}),
    )
    return county, awkward


def _layout(seed: int) -> Layout:
    west = Unit("东湖街道", "Donghu", 32.55, 120.46, "invented", 80, 7, 2.0, mountain=False)
    east = Unit("西林街道", "Xilin", 32.55, 120.50, "invented", 77, 7, 2.0, mountain=False)
    layout = Layout(PREFIX, "海安（示例区）", "Hai'an (sample district)", (west, east), stream(seed, PREFIX, "places"))
    outlying = layout.by_code[OUTLYING]
    away = BEYOND_THE_RIVER_KM / (KM_PER_DEGREE * math.cos(math.radians(32.55)))
    layout.add(replace(outlying, latitude=32.56, longitude=round(120.48 + away, 5)))
    for township, unit in layout.unit_of.items():
        for number in range(5 if unit is west else 4):
            hanzi, latin = ("小学", "School") if number < 2 else ("幼儿园", "Kindergarten")
            name, latin_name = f"{unit.name[:2]}{number + 1}号{hanzi}", f"{unit.name_latin} {latin} {number + 1}"
            layout.add_institution(township, "school", name, latin_name)
        layout.add_institution(township, "clinic", f"{unit.name[:2]}卫生服务中心", f"{unit.name_latin} Health Centre")
        layout.add_institution(township, "station", f"{unit.name[:2]}派出所", f"{unit.name_latin} Police Station")
    layout.add_centres(4, 1)
    return layout


def _people(
    layout: Layout, children: list[Child], cast: Cast, seed: int, today: date, phones: Phones
) -> tuple[list[Supporter], dict[str, int]]:
    """All 175 supporters in order, and the position of each child's planned partner."""
    rng = stream(seed, PREFIX, "partners")
    recruiter = Recruiter(layout, seed, today, phones, LOCAL, she=False)
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    first = [child for child in children if child.code not in cast.later]
    order = [kinds[i] for i in rng.permutation(FIRST)]
    sunday = next(i for i, child in enumerate(first) if child.code == cast.sunday)
    swap = order.index("tutor")
    order[swap], order[sunday] = order[sunday], order[swap]
    people: list[Supporter] = []
    partner_of: dict[str, int] = {}
    for child, kind in zip(first, order, strict=True):
        partner_of[child.code] = len(people)
        people.append(_partner(layout, recruiter, child, kind, cast, rng, today))
    flexible = [_flexible(recruiter, layout) for _ in range(LATER)]
    partner_of |= {code: len(people) + i for i, code in enumerate(cast.later)}
    people += flexible
    for i, kind in enumerate(LAST):
        person = _drawn(recruiter, kind, one(rng, _inner(layout)))
        person = replace(person, travel_mode=Mode.SCOOTER, travel_limit=20)
        people.append(person if i < SPARE else _not_ready(person, today, vetted=i >= SPARE + NOT_VETTED))
    return people, partner_of


def _inner(layout: Layout) -> list[str]:
    return [code for code, place in layout.by_code.items() if place.kind == "village" and code != OUTLYING]


def _drawn(recruiter: Recruiter, kind: str, base: str) -> Supporter:
    archetype = {"tutor": "teacher", "volunteer": "loving_mother"}.get(kind, kind)
    person = recruiter.recruit(archetype, [base], COMPANION, kind)[0]
    return replace(person, caseload=1, weekly_minutes=max(120, person.weekly_minutes))


def _partner(
    layout: Layout, recruiter: Recruiter, child: Child, kind: str, cast: Cast, rng: np.random.Generator, today: date
) -> Supporter:
    """Somebody who fits this child: near, with common hours, the right gender and speech."""
    beyond = child.code in (cast.girl, *cast.neighbours)
    village = one(rng, layout.villages("HA01")[:3] if beyond else _inner(layout))
    person = _drawn(recruiter, kind, village)
    # within the district a scooter reaches every village; only women who walk are tied to the nearest
    person = replace(person, travel_mode=Mode.SCOOTER, travel_limit=30, languages=_speech(child, rng))
    if beyond:
        person = _beyond_the_river(layout, person, child, cast)
    elif kind == "volunteer" and rng.random() < 0.2:
        person = replace(person, travel_mode=Mode.FOOT, travel_limit=20, base=child.home_village)
    elif kind in ("village_official", "volunteer") and rng.random() < 0.4:
        person = replace(person, gender="male")
    if not gender_fits(child, person, today):
        person = replace(person, gender="female")
    hours = person.availability
    if child.code == cast.sunday:
        hours = Availability((windows.span(6, 8.5, 11.5),))
    while common_windows(child.free.mask, hours.mask) < 2:
        hours = _with(hours, child.free, rng)
    return replace(person, availability=hours)


def _beyond_the_river(layout: Layout, person: Supporter, child: Child, cast: Cast) -> Supporter:
    """Two men reach the outlying village by car in half an hour; one woman takes longer and accepts it."""
    if child.code == cast.girl:
        return replace(person, gender="female", travel_mode=Mode.SCOOTER, travel_limit=60, base=_nearest(layout))
    return replace(person, gender="male", travel_mode=Mode.CAR, travel_limit=30, base=_nearest(layout))


def _nearest(layout: Layout) -> str:
    return layout.nearest(OUTLYING, _inner(layout))


def _speech(child: Child, rng: np.random.Generator) -> tuple[str, ...]:
    speaks_local = rng.random() < 0.7 or "mandarin" not in child.guardian.languages
    return ("mandarin", LOCAL) if speaks_local else ("mandarin",)


def _with(hours: Availability, wanted: Availability, rng: np.random.Generator) -> Availability:
    """The hours and one more span the child is free; overlapping old ones give way."""
    more = one(rng, wanted.spans)
    return Availability((*(s for s in hours.spans if s.end <= more.start or s.start >= more.end), more))


def _flexible(recruiter: Recruiter, layout: Layout) -> Supporter:
    person = _drawn(recruiter, "volunteer", layout.nearest("HA", _inner(layout)))
    spans = [windows.span(day, 14, 19) for day in range(5)]
    spans += [windows.span(day, 8.5, 17, windows.PREFER) for day in (5, 6)]
    return replace(
        person, gender="female", travel_mode=Mode.SCOOTER, travel_limit=25, languages=("mandarin", LOCAL),
        availability=Availability(tuple(spans)), weekly_minutes=240,
    )  # fmt: skip


def _not_ready(person: Supporter, today: date, vetted: bool) -> Supporter:
    if vetted:
        until = today - timedelta(days=20)
        return replace(person, vetted_on=until - timedelta(days=365), vetted_until=until)
    return replace(person, applied_on=today - timedelta(days=25), vetted_on=None, vetted_until=None, insured_until=None)


def _exclusions(
    children: list[Child], cast: Cast, partner: dict[str, str]
) -> tuple[list[Exclusion], tuple[str, str], tuple[str, str]]:
    """A volunteer who declined one child, and a relative of another; never their own planned partners."""
    codes = [child.code for child in children if child.code in partner and child.code not in cast.later]
    other = [partner[code] for code in codes if code not in (cast.declined, cast.relative, cast.girl)]
    declined, relative = (cast.declined, other[10]), (cast.relative, other[20])
    exclusions = [Exclusion(*declined, "supporter_declined"), Exclusion(*relative, "relative")]
    return exclusions, declined, relative


def _running(
    children: list[Child], people: list[Supporter], partner_of: dict[str, int], seed: int, today: date
) -> tuple[Pair, ...]:
    """Some of the planned pairs among the first 150 already run."""
    rng = stream(seed, PREFIX, "running")
    planned = [child.code for child in children if partner_of[child.code] < FIRST]
    chosen = some(rng, planned, RUNNING, RUNNING)
    return tuple(
        Pair(code, people[partner_of[code]].code, today - timedelta(weeks=int(rng.integers(4, 80)))) for code in chosen
    )
