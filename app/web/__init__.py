"""HTTP and nothing else: rooms with doors, and what every page shares."""

from __future__ import annotations

from flask import Flask

from app.web import access, activity_filters, errors, filters, headers, pages, rooms


def init_app(app: Flask) -> None:
    """Open the rooms; refuses to start when a page has no door."""
    access.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    activity_filters.init_app(app)
    pages.init_app(app)
    rooms.init_app(app)
    access.check_doors(app)
