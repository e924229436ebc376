"""How often what occurs among the children and their carers: the published shares the sample counties follow.

Shares come from the 2018 national count (age, sex, carers), surveys of rural pupils (needs) and the product's own
editable defaults (rhythm, boarding). See docs/glossary.md for the words.
"""

from __future__ import annotations

AGE_BANDS_MONTHS = {(12, 71): 0.217, (72, 167): 0.674, (168, 191): 0.109}
"""First and last age in months of each band; the definition of the sample counties stops below 16."""

SCHOOL_AGE_MONTHS = 72
BOYS = 0.545
RHYTHM = {"R1": 0.03, "R2": 0.12, "R3": 0.35, "R4": 0.50}
GUARDIANSHIP = {"good": 0.60, "fair": 0.34, "weak": 0.06}

PUPIL_NEEDS = {
    "study_help": 0.57,
    "lost_in_class": 0.66,
    "homework_undone": 0.49,
    "phone_overuse": 0.30,
    "conduct": 0.04,
}
"""Asked of pupils only, so shares of the children of school age."""

ANY_AGE_NEEDS = {
    "loneliness": 0.28,
    "weak_guardianship": 0.12,
    "poverty": 0.20,
    "health_follow_up": 0.15,
    "disability": 0.02,
    "chronic_illness": 0.03,
}

BOARDING_BY_AGE = ((72, 107, 0.08), (108, 155, 0.25), (156, 191, 0.70))
"""First month of age, last month, share that sleeps at school on weekdays; times MOUNTAIN_BOARDING in the hills."""

MOUNTAIN_BOARDING = 1.3

RELATION = {"paternal_grandparent": 0.77, "maternal_grandparent": 0.19, "other_kin": 0.04}
CARER_AGE_MEAN = 58.2
CARER_AGE_SPREAD = 8.0
PHONE_KIND = {"smartphone": 0.55, "feature": 0.40, "none": 0.05}
LIMITED_MANDARIN = 0.45

PARENTS_CITY = {
    "Hangzhou": 0.17,
    "Ningbo": 0.13,
    "Wenzhou": 0.15,
    "Shanghai": 0.09,
    "Suzhou": 0.06,
    "inland": 0.25,
    "abroad": 0.05,
    "other": 0.10,
}

CHILDREN_IN_PAIRS = 0.30
CHILDREN_IN_THREES = 0.04

INTERESTS = (
    "drawing",
    "football",
    "basketball",
    "singing",
    "dance",
    "reading",
    "chess",
    "cooking",
    "nature",
    "handcraft",
    "coding",
    "phone_games",
    "she_songs",
    "badminton",
)
SMALL_CHILD_INTERESTS = ("drawing", "singing", "dance", "reading", "nature", "handcraft")


def boarding_share(age_months: int, mountain: bool) -> float:
    """The share of children of an age who board on weekdays."""
    for first, last, share in BOARDING_BY_AGE:
        if first <= age_months <= last:
            return min(0.95, share * (MOUNTAIN_BOARDING if mountain else 1.0))
    return 0.0
