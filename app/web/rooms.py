"""The rooms and their addresses. Every module of a room's folder holds pages of that room."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from app.web import admin, coordinator, director, lobby, organizer, volunteer

ROOMS = (lobby, volunteer, director, coordinator, organizer, admin)


def init_app(app: Flask) -> None:
    """Open every room."""
    for room in ROOMS:
        for module in iter_modules(room.__path__):
            import_module(f"{room.__name__}.{module.name}")
        app.register_blueprint(room.blueprint)
