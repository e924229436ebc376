"""Addresses to go to next."""

from __future__ import annotations

from flask import url_for


def inside(address: str | None) -> str:
    """Return `address` if it stays in this house, else the first page (no open redirects)."""
    if address and address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address:
        return address
    return url_for("lobby.door_step")
