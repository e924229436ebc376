"""Whom supporters are drawn from: the lives people lead, and what follows for age, travel, time and staying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.planning.travel import Mode
from app.samples.county import COMPANION, COUNSELLOR, DOCTOR, OFFICER, VOLUNTEER

_TRAVEL_LIMITS = {20: 0.2, 30: 0.55, 45: 0.25}


@dataclass(frozen=True, slots=True)
class Archetype:
    """Shares and ranges of one kind of supporter.

    `caseload` is the number of children a newcomer takes, `caseload_with_record` after twelve months' experience.
    `short_stay` is the share that leaves within ten months, `not_vetted` and `expired` shares of today's papers.
    """

    role: str
    women: float
    ages: tuple[int, int]
    modes: Mapping[Mode, float]
    weekly_minutes: tuple[int, int]
    caseload: int
    caseload_with_record: int
    short_stay: float
    not_vetted: float
    expired: float
    skills: tuple[str, ...]
    local_speech: float = 0.85
    experience: float = 0.6
    limits: Mapping[int, float] = field(default_factory=lambda: _TRAVEL_LIMITS)
    licence: str | None = None


ARCHETYPES: dict[str, Archetype] = {
    "teacher": Archetype(
        VOLUNTEER, 0.66, (24, 56), {Mode.SCOOTER: 0.55, Mode.CAR: 0.35, Mode.FOOT: 0.10}, (150, 300), 3, 3,
        0.05, 0.04, 0.03, ("chinese", "maths", "english", "science", "music", "sports"), 0.7, 0.8,
    ),
    "student": Archetype(
        VOLUNTEER, 0.60, (18, 23), {Mode.FOOT: 0.35, Mode.BUS: 0.3, Mode.SCOOTER: 0.35}, (90, 180), 1, 1,
        0.87, 0.36, 0.16, ("english", "drawing", "music", "sports", "computers"), 0.55, 0.2,
    ),
    "loving_mother": Archetype(
        VOLUNTEER, 1.0, (27, 58), {Mode.SCOOTER: 0.7, Mode.FOOT: 0.22, Mode.CAR: 0.08}, (150, 300), 2, 3,
        0.05, 0.06, 0.04, ("cooking", "handcraft", "first_aid", "listening"), 0.97, 0.85,
    ),
    "retired": Archetype(
        VOLUNTEER, 0.34, (58, 74), {Mode.SCOOTER: 0.45, Mode.FOOT: 0.35, Mode.BUS: 0.2}, (150, 300), 2, 3,
        0.06, 0.05, 0.02, ("calligraphy", "chess", "stories", "chinese"), 0.97, 0.85,
    ),
    "public_employee": Archetype(
        VOLUNTEER, 0.50, (24, 57), {Mode.CAR: 0.6, Mode.SCOOTER: 0.4}, (90, 210), 2, 3,
        0.15, 0.09, 0.035, ("first_aid", "sports", "computers", "law"), 0.85, 0.8,
    ),
    "remote": Archetype(
        VOLUNTEER, 0.50, (22, 45), {Mode.CAR: 0.4, Mode.SCOOTER: 0.4, Mode.BUS: 0.2}, (60, 120), 1, 1,
        0.30, 0.30, 0.10, ("computers", "english", "drawing"), 0.7, 0.3,
    ),
    "officer": Archetype(
        OFFICER, 0.22, (23, 57), {Mode.CAR: 1.0}, (240, 420), 20, 20,
        0.03, 0.0, 0.03, ("law", "sports", "first_aid"), 0.8, 0.8, {45: 0.3, 60: 0.7}, "police",
    ),
    "doctor": Archetype(
        DOCTOR, 0.52, (26, 60), {Mode.CAR: 0.8, Mode.SCOOTER: 0.2}, (180, 360), 15, 15,
        0.03, 0.02, 0.03, ("first_aid", "listening"), 0.8, 0.8, {45: 1.0}, "physician",
    ),
    "chair": Archetype(
        COMPANION, 0.8, (35, 57), {Mode.CAR: 1.0}, (60, 120), 1, 1,
        0.0, 0.0, 0.0, ("listening", "law"), 0.9, 1.0,
    ),
    "village_official": Archetype(
        COMPANION, 0.5, (28, 58), {Mode.SCOOTER: 0.7, Mode.CAR: 0.3}, (90, 180), 1, 1,
        0.0, 0.0, 0.0, ("first_aid", "listening", "cooking"), 0.97, 0.8,
    ),
    "counsellor": Archetype(
        COUNSELLOR, 0.8, (26, 58), {Mode.CAR: 0.7, Mode.BUS: 0.3}, (600, 1200), 25, 25,
        0.05, 0.0, 0.05, ("listening", "drawing"), 0.7, 0.8, {90: 1.0}, "counsellor",
    ),
}  # fmt: skip
