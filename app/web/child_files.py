"""What opening a child's file and a sealed value in it does, in whichever room: the look is noted, then shown."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, request

from app.models.children import Child
from app.operations.disclosures import SEALED, disclose, note_look
from app.web.access import actor

#: a room's child, or "there is nothing"; asked again after each writing, which ends what was read before
Find = Callable[[str], Child]


def show(public_id: str, find: Find, draw: Callable[[Child], str]) -> str:
    """Show one child's file; that somebody looked is noted."""
    note_look(find(public_id).id, by=actor())
    return draw(find(public_id))


def reveal(public_id: str, find: Find, draw: Callable[[Child, dict[str, str]], str]) -> str:
    """Show one sealed value; the step is noted with it."""
    what = request.form.get("what", "")
    if what not in SEALED:
        abort(400)
    value = disclose(find(public_id).id, what, by=actor())
    return draw(find(public_id), {what: value})
