"""Tables: facts, constraints and legal state moves. Nothing here commits or sends."""

from app.models import (
    accounts,
    activities,
    append_only,
    assignments,
    calendars,
    children,
    concerns,
    gateways,
    installation,
    matches,
    meetings,
    messages,
    places,
    programmes,
    rotas,
    rounds,
    supporters,
    ticks,
    traces,
    uploads,
)

append_only.guard_tables()

__all__ = [
    "accounts",
    "activities",
    "append_only",
    "assignments",
    "calendars",
    "children",
    "concerns",
    "gateways",
    "installation",
    "matches",
    "meetings",
    "messages",
    "places",
    "programmes",
    "rotas",
    "rounds",
    "supporters",
    "ticks",
    "traces",
    "uploads",
]
