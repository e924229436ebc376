"""The specification of a care circle, in order: what must hold, and what is wished.

Pair musts look at one child, one role and one supporter. Plan musts look at everything placed, so they stand last in
every funnel; the search keeps them with counters, `explain` asks them of a finished plan. Each rule is one file, and
tests/matching/rules holds one test file for each.
"""

from __future__ import annotations

from collections.abc import Callable

from app.matching.columns import Asked, Ints
from app.matching.musts import PairMust, PlanMust
from app.matching.programme import Wish
from app.matching.rules import (
    must_caseload,
    must_consent,
    must_exclusion,
    must_gender,
    must_language,
    must_licence,
    must_minutes,
    must_one_face,
    must_probation,
    must_second_adult,
    must_slot,
    must_stay,
    must_travel,
    must_validity,
    must_windows,
    wish_age_gap,
    wish_asked,
    wish_experience,
    wish_filled,
    wish_interests,
    wish_keep,
    wish_travel,
    wish_waiting,
    wish_windows,
)

PAIR_MUSTS = (
    PairMust("validity", "H1", must_validity.allowed, of_supporter=True),
    PairMust("licence", "H2", must_licence.allowed, of_supporter=True),
    PairMust("travel", "H4", must_travel.allowed),
    PairMust("exclusion", "H5", must_exclusion.allowed),
    PairMust("consent", "H6", must_consent.allowed),
    PairMust("gender", "H7", must_gender.allowed),
    PairMust("second_adult", "H10", must_second_adult.allowed),
    PairMust("probation", "H10", must_probation.allowed),
    PairMust("stay", "H11", must_stay.allowed, of_supporter=True),
    PairMust("windows", "", must_windows.allowed),
)

PLAN_MUSTS = (
    PlanMust("other_role", "", must_one_face.allowed),
    PlanMust("language", "H8", must_language.allowed),
    PlanMust("caseload", "H3", must_caseload.allowed),
    PlanMust("minutes", "", must_minutes.allowed),
    PlanMust("slot", "", must_slot.allowed),
)
"""Pins (H9) are no question to a candidate: `must_pinned` binds the search before it begins (engine.pins)."""

PAIR_WISHES: dict[Wish, Callable[[Asked], Ints]] = {
    Wish.FILLED: wish_filled.score,
    Wish.KEEP: wish_keep.score,
    Wish.WAITING: wish_waiting.score,
    Wish.ASKED: wish_asked.score,
    Wish.WINDOWS: wish_windows.score,
    Wish.INTERESTS: wish_interests.score,
    Wish.EXPERIENCE: wish_experience.score,
    Wish.TRAVEL: wish_travel.score,
    Wish.AGE_GAP: wish_age_gap.score,
}
"""Wishes that add up over pairs; `complete`, `siblings` and `balance` look at circles, households and loads."""
