"""H10 for newcomers: whoever is still on probation is never alone with a child and the family.

Their first meetings are accompanied by somebody of the programme: the keeper of a staffed place or the child
director. A guardian is a second adult for everybody else (design, section 7), but accompanies nobody; nor does the
rest of the circle, for every pair meets at a time of its own.
"""

from __future__ import annotations

from app.matching.columns import Asked, Bools
from app.matching.problem import SecondAdult

ACCOMPANY = (SecondAdult.STAFFED_PLACE, SecondAdult.CHILD_DIRECTOR)


def allowed(asked: Asked) -> Bools:
    """Everybody where somebody of the programme is the second adult, else those no longer on probation."""
    accompanied = asked.child.second_adult in ACCOMPANY
    return ~asked.columns.probation[asked.who] | accompanied
