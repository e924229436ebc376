"""The figures of a round: wish by wish with what is missing to the bound, and the one the page leads with.

A solver's values are weighted sums. What they mean in shifts, places and hours is said in words beside them.
"""

from __future__ import annotations

from typing import Any

from app.models.rounds import Round, RoundKind
from app.planning.outcome import WishResult, deciding_wish
from app.wording.rotas import reached_words
from app.wording.rounds import later_cost_words


def wish_rows(this: Round, progress: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the wishes with what is missing to their bound, as number and per cent, and what they came to in words."""
    return [{**wish, **gap_of(wish), "said": said_of(this, wish)} for wish in progress.get("wishes", [])]


def said_of(this: Round, wish: dict[str, Any]) -> str:
    """Say what a finished wish came to: of a rota in shifts, places or hours, of circles what later wishes cost it."""
    if this.kind == RoundKind.CIRCLES and this.plan_hash:
        return later_cost_words(wish["bound"] - wish["value"])
    return reached_words(wish["code"], wish["value"], this.outcome) if counted_shifts(this) else ""


def counted_shifts(this: Round) -> dict[str, int] | None:
    """Return shifts and places of a finished rota in true numbers; None before the end, and of circles."""
    outcome = this.outcome
    if this.kind != RoundKind.ROTA or "comparison" not in outcome:
        return None
    shifts = outcome["shifts"]
    open_ = shifts - outcome["comparison"]["closed"]
    return {"open": open_, "shifts": shifts, "filled": outcome["filled"], "wanted": outcome["wanted"]}


def counted_so_far(progress: dict[str, Any]) -> dict[str, int] | None:
    """Return shifts and places of a rota that is being solved, with the most any plan may have; None before the first."""
    counts = progress.get("counts") or {}
    if not {"shifts", "places"} <= counts.keys():
        return None
    (open_, most_open, shifts), (filled, most_filled, wanted) = counts["shifts"], counts["places"]
    return {
        "open": open_,
        "shifts": shifts,
        "most_open": most_open,
        "filled": filled,
        "wanted": wanted,
        "most_filled": most_filled,
    }


def lead_of(progress: dict[str, Any]) -> dict[str, Any] | None:
    """Return the wish the page leads with: the one being worked on, else the one that decides."""
    wishes = {wish["code"]: wish for wish in progress.get("wishes", [])}
    if progress.get("best") is not None and progress.get("bound") is not None:
        known = wishes.get(progress["wish"], {})
        wish = {
            "code": progress["wish"],
            "empty": known.get("empty", 0),
            "value": progress["best"],
            "bound": progress["bound"],
        }
        return {**wish, **gap_of(wish)}
    results = tuple(WishResult(wish["code"], wish["value"], wish["bound"], wish["empty"]) for wish in wishes.values())
    deciding = deciding_wish(results)
    return {**wishes[deciding.code], **gap_of(wishes[deciding.code])} if deciding else None


def gap_of(wish: dict[str, Any]) -> dict[str, Any]:
    """Return what is missing to a wish's bound: {"missing": 9, "percent": 0.75}.

    Per cent is of the way from an empty plan to the bound. A wish that counts a cost is best where nothing is planned,
    and a plan may lie below the empty one: there per cent says nothing and is None.
    """
    missing, range_ = wish["bound"] - wish["value"], wish["bound"] - wish["empty"]
    if not missing:
        return {"missing": 0, "percent": 0.0}
    return {"missing": missing, "percent": 100 * missing / range_ if 0 < missing <= range_ else None}
