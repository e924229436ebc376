"""What stands in each room's bar: the same order on the phone (bottom) and at the desk (top or left)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from app.models.accounts import Role


@dataclass(frozen=True)
class Step:
    """One entry of a room's bar."""

    endpoint: str
    icon: str
    label: Any
    #: on the phone it stands behind "More"
    wide_only: bool = False


ROOMS: dict[str, tuple[Any, tuple[Step, ...]]] = {
    "volunteer": (
        _l("My part"),
        (
            Step("volunteer.schedule", "calendar", _l("Schedule")),
            Step("volunteer.times", "clock", _l("My times")),
            Step("volunteer.circle", "circle", _l("Circle")),
            Step("volunteer.messages", "mail", _l("Messages")),
            Step("volunteer.me", "user", _l("Me")),
        ),
    ),
    "director": (
        _l("Village"),
        (
            Step("director.week", "calendar", _l("This week")),
            Step("director.children", "people", _l("Children")),
            Step("director.shifts", "shift", _l("Shifts")),
            Step("director.printing", "print", _l("Print")),
            Step("lobby.account", "user", _l("Me")),
        ),
    ),
    "coordinator": (
        _l("Coordination"),
        (
            Step("coordinator.today", "today", _l("Today")),
            Step("coordinator.circles", "circle", _l("Circles")),
            Step("coordinator.rounds", "round", _l("Rounds")),
            Step("coordinator.rota", "rota", _l("Rota")),
            Step("coordinator.shifts", "shift", _l("Shifts"), wide_only=True),
            Step("lobby.forecast", "eye", _l("The next 14 days"), wide_only=True),
            Step("lobby.days", "book", _l("Day sheets"), wide_only=True),
            Step("lobby.sign_offs", "yes", _l("To sign off"), wide_only=True),
            Step("coordinator.certificates", "file", _l("Certificates"), wide_only=True),
            Step("coordinator.supporters", "people", _l("Supporters"), wide_only=True),
            Step("coordinator.children", "user", _l("Children"), wide_only=True),
            Step("coordinator.meetings", "calendar", _l("Meetings"), wide_only=True),
            Step("coordinator.concerns", "hand", _l("Worries"), wide_only=True),
            Step("coordinator.group_texts", "mail", _l("Group texts"), wide_only=True),
            Step("coordinator.map", "place", _l("Map"), wide_only=True),
            Step("coordinator.imports", "file", _l("Import, export"), wide_only=True),
        ),
    ),
    "organizer": (
        _l("Programmes"),
        (
            Step("organizer.programmes", "circle", _l("Programmes")),
            Step("organizer.places", "place", _l("Places")),
            Step("organizer.calendars", "calendar", _l("Calendars")),
            Step("organizer.activities", "shift", _l("Activities")),
        ),
    ),
    "admin": (
        _l("House"),
        (
            Step("admin.health", "today", _l("Health")),
            Step("admin.accounts", "people", _l("Accounts")),
            Step("admin.gateways", "mail", _l("Gateways")),
            Step("admin.jobs", "gear", _l("Jobs")),
            Step("admin.audit", "eye", _l("Audit")),
        ),
    ),
}
ROOM_OF_ROLE = {
    Role.COORDINATOR: "coordinator",
    Role.ORGANIZER: "organizer",
    Role.DIRECTOR: "director",
    Role.ADMIN: "admin",
    Role.SUPPORTER: "volunteer",
}
STAFF_ROOMS = ("coordinator", "organizer", "admin")


def rooms_of(roles: dict[Role, frozenset[int]]) -> list[str]:
    """Return the rooms a person may enter, the busiest first."""
    return [room for role, room in ROOM_OF_ROLE.items() if role in roles]


def first_page(roles: dict[Role, frozenset[int]]) -> str:
    """Return the endpoint a person sees first after signing in."""
    rooms = rooms_of(roles)
    return ROOMS[rooms[0]][1][0].endpoint if rooms else "lobby.account"


def bar(roles: dict[Role, frozenset[int]]) -> tuple[str, tuple[Step, ...]]:
    """Return the room the visitor is in (their first one on shared pages) and its bar."""
    rooms = rooms_of(roles)
    here = (request.blueprint or "") if request else ""
    room = here if here in rooms else (rooms[0] if rooms else "")
    return room, ROOMS[room][1] if room else ()
