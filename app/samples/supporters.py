"""Supporters of an invented county: how many of each life, where they live, and how ready they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import TypedDict, TypeVar

import numpy as np

from app.samples import windows
from app.samples.archetypes import ARCHETYPES, Archetype
from app.samples.county import Supporter
from app.samples.distributions import INTERESTS
from app.samples.draws import apportion, dealt, marked, some, stream
from app.samples.names import Phones, person_name
from app.samples.places import Layout

DAYS_A_MONTH = 30
VETTING_DAYS, TRAINING_DAYS = 365, 730
Standing = str
"""How a person's papers stand: ready, not_vetted or expired."""

V = TypeVar("V")


class Papers(TypedDict):
    """Vetting, training, insurance and code of conduct, as the fields of a Supporter."""

    applied_on: date
    vetted_on: date | None
    vetted_until: date | None
    trained_on: date | None
    trained_until: date | None
    insured_until: date | None
    code_signed_on: date | None
    code_until: date | None


class Recruiter:
    """Invents the supporters of one county, group by group, with codes and phones of their own."""

    def __init__(self, layout: Layout, seed: int, today: date, phones: Phones, local_language: str, she: bool) -> None:
        self._layout = layout
        self._rng = stream(seed, layout.prefix, "supporters")
        self._today = today
        self._phones = phones
        self._local = local_language
        self._she = she
        self._numbers = count(1)
        self.people: list[Supporter] = []

    def recruit(
        self, archetype: str, bases: Sequence[str], role: str | None = None, kind: str | None = None
    ) -> list[Supporter]:
        """One supporter of this life at each base. Readiness is dealt evenly along `bases`, so that neighbouring
        townships are equally well off and a shortage is where it was put, not where chance put it."""
        facts = ARCHETYPES[archetype]
        number = len(bases)
        standings = _evenly(
            self._rng,
            number,
            {"ready": 1.0 - facts.not_vetted - facts.expired, "not_vetted": facts.not_vetted, "expired": facts.expired},
        )
        leaves = _evenly(self._rng, number, {True: facts.short_stay, False: 1 - facts.short_stay})
        women = marked(self._rng, number, facts.women)
        modes = dealt(self._rng, number, facts.modes)
        limits = dealt(self._rng, number, facts.limits)
        recruited = [
            replace(
                self._person(archetype, facts, base, standings[i], leaves[i], women[i]),
                role=role or facts.role,
                kind=kind or archetype,
                travel_mode=modes[i],
                travel_limit=limits[i],
            )
            for i, base in enumerate(bases)
        ]
        self.people += recruited
        return recruited

    def _person(
        self, archetype: str, facts: Archetype, base: str, standing: Standing, leaves_soon: bool, woman: bool
    ) -> Supporter:
        rng, today = self._rng, self._today
        unit = self._layout.unit_of[self._layout.township_of(base)]
        name, latin = person_name(rng, she_share=min(0.9, unit.she_share * 1.2) if self._she else 0.0)
        known = rng.random() < facts.experience
        months = int(rng.integers(12, 60)) if known else int(rng.integers(0, 12))
        stay = int(rng.integers(30, 290)) if leaves_soon else int(rng.integers(330, 1100))
        first, last = facts.weekly_minutes
        code = f"{self._layout.prefix.lower()}-s{next(self._numbers):05d}"
        return Supporter(
            code=code,
            name=name,
            name_latin=latin,
            phone=self._phones.next(),
            role=facts.role,
            kind=archetype,
            archetype=archetype,
            gender="female" if woman else "male",
            birth_year=today.year - int(rng.integers(facts.ages[0], facts.ages[1] + 1)),
            base=base,
            licence=facts.licence,
            licence_number=self._licence_number(facts),
            languages=self._languages(facts, unit.she_share, name),
            skills=some(rng, facts.skills, 1, 3),
            interests=some(rng, INTERESTS, 2, 4),
            travel_mode=next(iter(facts.modes)),
            travel_limit=next(iter(facts.limits)),
            caseload=facts.caseload_with_record if months >= 12 else facts.caseload,
            weekly_minutes=int(rng.integers(first // 30, last // 30 + 1)) * 30,
            experience_months=months,
            stays_until=today + timedelta(days=stay),
            availability=windows.draw(rng, windows.ARCHETYPES[archetype], 3),
            **_papers(rng, standing, today, months),
        )

    def _licence_number(self, facts: Archetype) -> str | None:
        return f"{int(self._rng.integers(10_000, 100_000))}" if facts.licence else None

    def _languages(self, facts: Archetype, she_share: float, name: str) -> tuple[str, ...]:
        rng = self._rng
        languages = ["mandarin"]
        if rng.random() < facts.local_speech:
            languages.append(self._local)
        if self._she and rng.random() < (0.7 if name[0] in "蓝雷钟" else she_share * 0.5):
            languages.append("she")
        return tuple(languages)


def _evenly(rng: np.random.Generator, number: int, shares: Mapping[V, float]) -> list[V]:
    """Values by share, each spread evenly along the list instead of at random."""
    counts = apportion(number, list(shares.values()))
    ranked: list[tuple[float, int, V]] = []
    for order, (value, times) in enumerate(zip(shares, counts, strict=True)):
        offset = float(rng.random())
        ranked += [((k + offset) / times, order, value) for k in range(times)]
    return [value for _, _, value in sorted(ranked, key=lambda entry: entry[:2])]


def _papers(rng: np.random.Generator, standing: Standing, today: date, months: int) -> Papers:
    """Vetting (valid a year), training and code of conduct (two years) and insurance with their dates."""

    def before(days: int) -> date:
        return today - timedelta(days=days)

    vetted, trained = int(rng.integers(15, 300)), int(rng.integers(20, 600))
    insured = before(-int(rng.integers(60, 365)))
    applied = before(max(vetted, trained, min(months, 40) * DAYS_A_MONTH) + 45)
    over, asked, ready = int(rng.integers(5, 120)), int(rng.integers(3, 60)), rng.random() < 0.5
    if standing == "not_vetted":
        training = before(asked - 2) if ready else None
        return _dated(before(asked), None, training, None)
    return _dated(applied, before(VETTING_DAYS + over if standing == "expired" else vetted), before(trained), insured)


def _dated(applied: date, vetted: date | None, trained: date | None, insured_until: date | None) -> Papers:
    return {
        "applied_on": applied,
        "vetted_on": vetted,
        "vetted_until": vetted and vetted + timedelta(days=VETTING_DAYS),
        "trained_on": trained,
        "trained_until": trained and trained + timedelta(days=TRAINING_DAYS),
        "insured_until": insured_until,
        "code_signed_on": trained,
        "code_until": trained and trained + timedelta(days=TRAINING_DAYS),
    }
