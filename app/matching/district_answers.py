"""What a district answers, on its way from whoever solved it to whoever joins them all."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.matching.plan import OverruledPin
from app.matching.problem import Pair
from app.planning.outcome import Effort

DISTRICTS_BY = 0.42
"""Share of a round's seconds by which its districts are solved. Joining a city takes a quarter of a minute before its
search begins, and that search fills nearly all seats which the districts leave open."""
_LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class DistrictAnswer:
    """A district's pairs, the pins it overruled, and its prices of a place and a minute where the first wish counts 1."""

    pairs: tuple[Pair, ...]
    overruled: tuple[OverruledPin, ...]
    prices: dict[str, tuple[float, float]]
    factors: dict[str, float]
    cut_short: bool
    effort: Effort = ()


def dump_answer(answer: DistrictAnswer) -> str:
    """The answer as JSON, for its way from one worker to another."""
    return json.dumps(
        {
            "pairs": [[pair.child, pair.role, pair.supporter, pair.slot] for pair in answer.pairs],
            "overruled": [[o.pin.child, o.pin.role, o.pin.supporter, o.pin.slot, o.must] for o in answer.overruled],
            "prices": answer.prices,
            "factors": answer.factors,
            "cut_short": answer.cut_short,
            "effort": answer.effort,
        }
    )


def load_answer(text: str) -> DistrictAnswer:
    """The answer that `dump_answer` wrote."""
    told = json.loads(text)
    return DistrictAnswer(
        tuple(Pair(*pair) for pair in told["pairs"]),
        tuple(OverruledPin(Pair(*pin), must) for *pin, must in told["overruled"]),
        {supporter: (places, minutes) for supporter, (places, minutes) in told["prices"].items()},
        told["factors"],
        told["cut_short"],
        tuple((name, steps) for name, steps in told["effort"]),
    )


NO_ANSWER = DistrictAnswer((), (), {}, {}, cut_short=True)
"""Of a district nobody came to, because the round was stopped before."""


def share_of(left: float, waiting: int, hands: int) -> float | None:
    """Seconds for one of the districts that wait, when so many seconds are left for all; None without a limit."""
    if left == float("inf"):
        return None
    return max(_LEAST_SECONDS, left * min(1.0, hands / max(1, waiting)))
