"""Care Circle (守护圈): plans who stands beside which child, and who is where, when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application; `settings` default to those of the environment."""
    # Imported here so that the pure packages (app.matching, app.planning …) load without Flask.
    from app.factory import build  # noqa: PLC0415

    return build(settings)
