"""Addresses to go to next."""

from __future__ import annotations

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException


def inside(address: str | None) -> str:
    """Return `address` if it stays in this house, else the first page (no open redirects)."""
    if address and address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address:
        return address
    return url_for("lobby.door_step")


def page_above(path: str) -> str:
    """Return the nearest page at or above `path`: where a form that was sent to `path` stands."""
    pages = current_app.url_map.bind("")
    while path != "/":
        try:
            pages.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0] or "/"
        else:
            break
    return path
