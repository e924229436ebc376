"""Children of an invented county: families first (brothers and sisters share a home), then one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from app.samples import distributions as shares
from app.samples import windows
from app.samples.county import Child, Gender, Guardian, Place, Rhythm
from app.samples.draws import apportion, dealt, marked, one, some, stream
from app.samples.names import Name, Phones, person_name, pseudonyms, surname_of
from app.samples.places import Layout, Unit, village_weights

ASKS_FOR_OWN_GENDER = 0.05


@dataclass(frozen=True, slots=True)
class Setting:
    """What differs between counties: local speech, chance of another registered village, schools further away."""

    local_language: str
    registered_elsewhere: float = 0.0
    seat_school: str | None = None
    she: bool = False
    boarding: bool = True


@dataclass(slots=True)
class _Family:
    township: str
    home: str
    hukou: str
    size: int
    guardian: Guardian
    surname: tuple[str, str]
    group: str | None
    city: str


@dataclass(slots=True)
class _Draft:
    """The facts of a child that are dealt over the whole county before the child is put together."""

    family: _Family
    age: int
    gender: Gender
    rhythm: Rhythm
    guardianship: str
    needs: tuple[str, ...]


def invent_children(
    layout: Layout, per_township: Sequence[int], setting: Setting, seed: int, today: date, phones: Phones
) -> tuple[Child, ...]:
    """Children for every township, as many as asked, in the order of the townships."""
    rng = stream(seed, layout.prefix, "children")
    families = _families(layout, per_township, setting, rng, today, phones)
    drafts = _drafts(families, rng)
    names = pseudonyms(stream(seed, layout.prefix, "pseudonyms"), len(drafts))
    taken: set[tuple[str, int, str]] = set()
    return tuple(
        _child(layout, number, draft, names[number], setting, rng, today, taken) for number, draft in enumerate(drafts)
    )


def _families(
    layout: Layout, per_township: Sequence[int], setting: Setting, rng: np.random.Generator, today: date, phones: Phones
) -> list[_Family]:
    total = sum(per_township)
    pairs = apportion(round(total * shares.CHILDREN_IN_PAIRS / 2), per_township)
    threes = apportion(round(total * shares.CHILDREN_IN_THREES / 3), per_township)
    sizes: list[tuple[str, int]] = []
    for township, count, two, three in zip(layout.townships, per_township, pairs, threes, strict=True):
        single = count - 2 * two - 3 * three
        if single < 0:
            raise ValueError(f"{township}: {count} children cannot hold {two} pairs and {three} threes")
        sizes += [(township, size) for size in [1] * single + [2] * two + [3] * three]
    relations = dealt(rng, len(sizes), shares.RELATION)
    phone_kinds = dealt(rng, len(sizes), shares.PHONE_KIND)
    limited = marked(rng, len(sizes), shares.LIMITED_MANDARIN)
    cities = dealt(rng, len(sizes), shares.PARENTS_CITY)
    homes = _homes(layout, sizes, rng)
    away = [code for code, unit in layout.unit_of.items() if unit.mountain and unit.communities == 0]
    families = []
    for i, (township, size) in enumerate(sizes):
        unit = layout.unit_of[township]
        surname = surname_of(person_name(rng, she_share=_she_chance(unit, setting)))
        she = setting.she and surname[0] in "蓝雷钟"
        guardian = _guardian(rng, surname, relations[i], phone_kinds[i], limited[i], she, setting, today, phones)
        hukou = homes[i]
        if unit.communities and away and rng.random() < setting.registered_elsewhere:
            hukou = one(rng, layout.villages(one(rng, away)))
        group = f"{layout.prefix.lower()}-f{i + 1:05d}" if size > 1 else None
        families.append(_Family(township, homes[i], hukou, size, guardian, surname, group, cities[i]))
    return families


def _she_chance(unit: Unit, setting: Setting) -> float:
    return min(0.9, unit.she_share * 1.5) if setting.she else 0.0


def _homes(layout: Layout, sizes: Sequence[tuple[str, int]], rng: np.random.Generator) -> list[str]:
    homes: list[str] = []
    for township in layout.townships:
        weights = village_weights(layout.villages(township), rng)
        homes += dealt(rng, sum(t == township for t, _ in sizes), weights)
    return homes


def _guardian(
    rng: np.random.Generator,
    surname: tuple[str, str],
    relation: str,
    phone_kind: str,
    limited: bool,
    she: bool,
    setting: Setting,
    today: date,
    phones: Phones,
) -> Guardian:
    keeps_name = relation == "paternal_grandparent" and rng.random() < 0.5
    name = person_name(rng, surname if keeps_name else None)[0]
    age = int(np.clip(rng.normal(shares.CARER_AGE_MEAN, shares.CARER_AGE_SPREAD), 24, 82))
    local = ("she", setting.local_language) if she and rng.random() < 0.6 else (setting.local_language,)
    if she and limited and rng.random() < 0.35:
        local = ("she",)
    languages = local if limited else ("mandarin", *local)
    phone = "" if phone_kind == "none" else phones.next()
    return Guardian(name, phone, phone_kind, relation, languages, today.year - age)


def _drafts(families: Sequence[_Family], rng: np.random.Generator) -> list[_Draft]:
    members = [family for family in families for _ in range(family.size)]
    total = len(members)
    ages = [int(rng.integers(first, last + 1)) for first, last in dealt(rng, total, shares.AGE_BANDS_MONTHS)]
    _make_twins(members, ages)
    genders: list[Gender] = dealt(rng, total, {"male": shares.BOYS, "female": 1 - shares.BOYS})
    rhythms: list[Rhythm] = dealt(rng, total, shares.RHYTHM)  # type: ignore[arg-type]
    ratings = _guardianship(rhythms, rng)
    needs: list[list[str]] = [[] for _ in range(total)]
    pupils = [i for i in range(total) if ages[i] >= shares.SCHOOL_AGE_MONTHS]
    for need, share in shares.PUPIL_NEEDS.items():
        for i, has in zip(pupils, marked(rng, len(pupils), share), strict=True):
            needs[i] += [need] * has
    for need, share in shares.ANY_AGE_NEEDS.items():
        for i, has in enumerate(marked(rng, total, share)):
            needs[i] += [need] * has
    return [_Draft(members[i], ages[i], genders[i], rhythms[i], ratings[i], tuple(needs[i])) for i in range(total)]


def _make_twins(members: Sequence[_Family], ages: list[int]) -> None:
    """Brothers and sisters less than ten months apart are twins."""
    for i in range(1, len(members)):
        if members[i] is members[i - 1] and abs(ages[i] - ages[i - 1]) < 10:
            ages[i] = ages[i - 1]


def _guardianship(rhythms: Sequence[Rhythm], rng: np.random.Generator) -> list[str]:
    """Weak care goes with a closer rhythm, though not always."""
    total = len(rhythms)
    weak, fair, _ = apportion(total, [shares.GUARDIANSHIP[k] for k in ("weak", "fair", "good")])
    order = np.argsort([int(r[1]) + 1.5 * u for r, u in zip(rhythms, rng.random(total), strict=True)], kind="stable")
    ratings = ["good"] * total
    for rank, i in enumerate(order):
        if rank < weak + fair:
            ratings[i] = "weak" if rank < weak else "fair"
    return ratings


def _child(
    layout: Layout,
    number: int,
    draft: _Draft,
    pseudonym: Name,
    setting: Setting,
    rng: np.random.Generator,
    today: date,
    taken: set[tuple[str, int, str]],
) -> Child:
    family, age = draft.family, draft.age
    birth = today.year * 12 + today.month - 1 - age
    name = person_name(rng, family.surname)
    while (name[1], birth, family.home) in taken:
        name = person_name(rng, family.surname)
    taken.add((name[1], birth, family.home))
    unit = layout.unit_of[family.township]
    boards = setting.boarding and rng.random() < shares.boarding_share(age, unit.mountain)
    weekday = _weekday_place(layout, family, age, boards, setting, rng)
    small = age < shares.SCHOOL_AGE_MONTHS
    meeting = weekday if boards else _meeting_place(layout, family.home)
    pool = shares.SMALL_CHILD_INTERESTS if small else shares.INTERESTS
    life = windows.BOARDER if boards else windows.SMALL_CHILD if small else windows.DAY_PUPIL
    return Child(
        code=f"{layout.prefix.lower()}-c{number + 1:05d}",
        pseudonym=pseudonym[0],
        pseudonym_latin=pseudonym[1],
        name=name[0],
        name_latin=name[1],
        gender=draft.gender,
        birth_year=birth // 12,
        birth_month=birth % 12 + 1,
        hukou_village=family.hukou,
        home_village=family.home,
        weekday_place=weekday,
        boards=boards,
        meeting_place=meeting,
        guardian=family.guardian,
        consent_on=today - timedelta(days=int(rng.integers(10, 330))),
        rhythm=draft.rhythm,
        guardianship=draft.guardianship,  # type: ignore[arg-type]
        needs=draft.needs,
        interests=some(rng, pool, 2, 4),
        free=windows.draw(rng, life, 4),
        parents_city=family.city,
        second_adult=_second_adult(layout.by_code[meeting], rng),
        sibling_group=family.group,
        asks_for_gender=draft.gender if rng.random() < ASKS_FOR_OWN_GENDER else None,
    )


def _weekday_place(
    layout: Layout, family: _Family, age: int, boards: bool, setting: Setting, rng: np.random.Generator
) -> str:
    if age < shares.SCHOOL_AGE_MONTHS:
        return family.home
    schools = layout.within(family.township, "school")
    if boards and age >= 156 and setting.seat_school and rng.random() < 0.35:
        return setting.seat_school
    return layout.nearest(family.home, schools)


def _second_adult(meeting: Place, rng: np.random.Generator) -> Literal["staffed_place", "guardian", "child_director"]:
    if meeting.kind in ("school", "centre"):
        return "staffed_place"
    return "guardian" if rng.random() < 0.5 else "child_director"


def _meeting_place(layout: Layout, home: str) -> str:
    """The centre in the child's village, or the village committee's house where there is none."""
    return next(iter(layout.within(home, "centre")), home)
