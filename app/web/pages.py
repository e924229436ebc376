"""What every template knows."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale
from flask_login import current_user as visitor

from app.languages import LANGUAGES
from app.queries.installation import county
from app.queries.samples import may_be_tried
from app.web.navigation import ROOMS, STAFF_ROOMS, bar, rooms_of
from app.wording.places import place_name


def init_app(app: Flask) -> None:
    """Give templates the visitor's room, language and county."""
    app.context_processor(shared)


def county_name() -> str:
    """Return the name beside the house's: as the installation says, else the county's own."""
    said: str = current_app.config["SETTINGS"].county_name
    found = None if said else county()
    return said or (place_name(found) if found else "")


def shared() -> dict[str, Any]:
    """Return what base.html needs."""
    language = str(get_locale() or "zh")[:2]
    known: dict[str, Any] = {
        "settings": current_app.config["SETTINGS"],
        "language": language,
        "other_language": next(code for code in LANGUAGES if code != language),
        "languages": LANGUAGES,
        "html_lang": "zh-CN" if language == "zh" else "en",
        "room": "",
        "steps": [],
        "staff_room": False,
        "rooms": [],
        "may_be_tried": may_be_tried,
        "county_name": county_name,
    }
    if visitor.is_authenticated:
        roles = visitor.actor.roles
        known["room"], known["steps"] = bar(roles)
        known["rooms"] = [(name, ROOMS[name][0]) for name in rooms_of(roles)]
        known["staff_room"] = known["room"] in STAFF_ROOMS
    return known
