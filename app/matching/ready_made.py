"""Programmes that ship with the product; an organizer edits copies of them."""

from __future__ import annotations

from app.matching.programme import ByRhythm, CircleRole, GenderRule, NeededBy, Programme
from app.planning.people import Gender

VOLUNTEER_KINDS = ("volunteer", "teacher", "loving_mother", "retired", "public_employee", "student")
TUTOR_KINDS = ("tutor",)

OFFICER = CircleRole(
    "officer", ("officer",), caseload=12, travel_limit=60, licence="police", meetings_per_year=ByRhythm(12, 6, 4, 2)
)
DOCTOR = CircleRole(
    "doctor", ("doctor",), caseload=20, travel_limit=60, licence="physician", meetings_per_year=ByRhythm(12, 4, 2, 1)
)
VOLUNTEER = CircleRole(
    "volunteer",
    VOLUNTEER_KINDS,
    caseload=1,
    travel_limit=45,
    weekly_slot=True,
    meetings_per_year=ByRhythm(24, 24, 24, 12),
)
TUTOR = CircleRole(
    "tutor", TUTOR_KINDS, caseload=3, travel_limit=45, needed_by=NeededBy.STUDY_HELP, weekly_slot=True,
    meetings_per_year=ByRhythm(24, 24, 24, 12),
)  # fmt: skip
COMPANION = CircleRole(
    "companion", ("chair", "village_official", "tutor", "volunteer"), exclusive=True, caseload=1, travel_limit=45,
    weekly_slot=True, meetings_per_year=ByRhythm(24, 24, 24, 12),
)  # fmt: skip


def care_in_365_days() -> Programme:
    """A police officer, a doctor and a volunteer beside every child."""
    return Programme("care_365", (OFFICER, DOCTOR, VOLUNTEER), gender_rules=(_girls_get_women("volunteer"),))


def care_in_365_days_with_tutor() -> Programme:
    """The same, and a tutor where study help is needed."""
    return Programme(
        "care_365_tutor", (OFFICER, DOCTOR, VOLUNTEER, TUTOR), gender_rules=(_girls_get_women("volunteer", "tutor"),)
    )


def one_to_one() -> Programme:
    """One supporter of any of four kinds for each child, and for no other child."""
    return Programme("one_to_one", (COMPANION,), gender_rules=(_girls_get_women("companion"),))


def volunteer_for_each() -> Programme:
    """A volunteer beside every child: what a large county with many volunteers and few doctors begins with."""
    return Programme("volunteer_for_each", (VOLUNTEER,), gender_rules=(_girls_get_women("volunteer"),))


def _girls_get_women(*roles: str) -> GenderRule:
    """The usual county policy: girls of ten and older meet women."""
    return GenderRule(roles, Gender.FEMALE, 10, Gender.FEMALE)
