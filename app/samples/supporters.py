"""Supporters of an invented county: how many of each life, where they live, and how ready they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from app.samples import windows
from app.samples.archetypes import ARCHETYPES, Archetype
from app.samples.county import Supporter
from app.samples.distributions import INTERESTS
from app.samples.draws import apportion, dealt, marked, some, stream
from app.samples.names import Phones, person_name
from app.samples.places import Layout

DAYS_A_MONTH = 30
Papers = str
"""ready, not_vetted or expired."""


class Recruiter:
    """Invents the supporters of one county, group by group, with codes and phones of their own."""

    def __init__(self, layout: Layout, seed: int, today: date, phones: Phones, local_language: str, she: bool) -> None:
        self._layout = layout
        self._rng = stream(seed, layout.prefix, "supporters")
        self._today = today
        self._phones = phones
        self._local = local_language
        self._she = she
        self.people: list[Supporter] = []

    def recruit(self, archetype: str, bases: Sequence[str], role: str | None = None) -> list[Supporter]:
        """One supporter of this life at each base. Readiness is dealt evenly along `bases`, so that neighbouring
        townships are equally well off and a shortage is where it was put, not where chance put it."""
        facts = ARCHETYPES[archetype]
        count = len(bases)
        papers = _evenly(
            self._rng,
            count,
            {"ready": 1 - facts.not_vetted - facts.expired, "not_vetted": facts.not_vetted, "expired": facts.expired},
        )
        leaves = _evenly(self._rng, count, {True: facts.short_stay, False: 1 - facts.short_stay})
        women = marked(self._rng, count, facts.women)
        modes = dealt(self._rng, count, facts.modes)
        limits = dealt(self._rng, count, facts.limits)
        recruited = [
            replace(
                self._person(archetype, facts, base, papers[i], leaves[i], women[i]),
                role=role or facts.role,
                travel_mode=modes[i],
                travel_limit=limits[i],
            )
            for i, base in enumerate(bases)
        ]
        self.people += recruited
        return recruited

    def _person(
        self, archetype: str, facts: Archetype, base: str, papers: Papers, leaves_soon: bool, woman: bool
    ) -> Supporter:
        rng, today = self._rng, self._today
        unit = self._layout.unit_of[self._layout.township_of(base)]
        name, latin = person_name(rng, she_share=min(0.9, unit.she_share * 1.2) if self._she else 0.0)
        known = rng.random() < facts.experience
        months = int(rng.integers(12, 60)) if known else int(rng.integers(0, 12))
        stay = int(rng.integers(30, 290)) if leaves_soon else int(rng.integers(330, 1100))
        first, last = facts.weekly_minutes
        code = f"{self._layout.prefix.lower()}-s{len(self.people) + 1:05d}"
        return Supporter(
            code=code,
            name=name,
            name_latin=latin,
            phone=self._phones.next(),
            role=facts.role,
            archetype=archetype,
            gender="woman" if woman else "man",
            birth_year=today.year - int(rng.integers(facts.ages[0], facts.ages[1] + 1)),
            base=base,
            licence=self._licence(facts),
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
            **_papers(rng, papers, today, months),
        )

    def _licence(self, facts: Archetype) -> str | None:
        return f"{facts.licence}-{int(self._rng.integers(10_000, 100_000))}" if facts.licence else None

    def _languages(self, facts: Archetype, she_share: float, name: str) -> tuple[str, ...]:
        rng = self._rng
        languages = ["mandarin"]
        if rng.random() < facts.local_speech:
            languages.append(self._local)
        if self._she and rng.random() < (0.7 if name[0] in "蓝雷钟" else she_share * 0.5):
            languages.append("she")
        return tuple(languages)


def _evenly(rng: np.random.Generator, count: int, shares: Mapping[Papers | bool, float]) -> list[Papers | bool]:
    """Values by share, each spread evenly along the list instead of at random."""
    counts = apportion(count, list(shares.values()))
    ranked: list[tuple[float, int, Papers | bool]] = []
    for order, (value, times) in enumerate(zip(shares, counts, strict=True)):
        offset = float(rng.random())
        ranked += [((k + offset) / times, order, value) for k in range(times)]
    return [value for _, _, value in sorted(ranked, key=lambda entry: entry[:2])]


def _papers(rng: np.random.Generator, papers: Papers, today: date, months: int) -> dict[str, date | None]:
    """Vetting, training, insurance and code of conduct with their dates. Vetting holds for a year."""
    ago = int(rng.integers(15, 300))
    left = 365 - ago
    applied = today - timedelta(days=max(ago, min(months, 40) * DAYS_A_MONTH) + 45)
    vetted: date | None = today - timedelta(days=ago)
    until: date | None = today + timedelta(days=left)
    trained: date | None = applied + timedelta(days=20)
    signed: date | None = applied + timedelta(days=22)
    insured: date | None = today + timedelta(days=int(rng.integers(60, 365)))
    if papers == "expired":
        over = int(rng.integers(5, 120))
        vetted, until = today - timedelta(days=365 + over), today - timedelta(days=over)
    elif papers == "not_vetted":
        applied = today - timedelta(days=int(rng.integers(3, 60)))
        vetted = until = insured = None
        trained = applied + timedelta(days=2) if rng.random() < 0.5 else None
        signed = trained
    return {
        "applied_on": applied,
        "vetted_on": vetted,
        "vetted_until": until,
        "trained_on": trained,
        "insured_until": insured,
        "code_signed_on": signed,
    }

