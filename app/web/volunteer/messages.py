"""My messages."""

from __future__ import annotations

from app.models.accounts import Role
from app.web.access import door
from app.web.lobby.messages import list_page
from app.web.volunteer import blueprint


@blueprint.get("/messages")
@door(Role.SUPPORTER)
def messages() -> str:
    """Show what one was told, unread first."""
    return list_page()
