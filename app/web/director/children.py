"""The small register of a village: who is in company, and how to reach the home."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from sqlalchemy import Select

from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.queries.children import matching_children
from app.queries.newcomers import newcomers_among
from app.queries.policy import consented, within
from app.queries.seats import current_roles, matches_of, seats_of
from app.web import child_files
from app.web.access import actor, door
from app.web.child_words import WORDS
from app.web.director import blueprint

PER_PAGE = 25


@blueprint.context_processor
def known() -> dict[str, Any]:
    """Give this room's templates the words for what is known of a child."""
    return {"words": WORDS}


def own_children(text: str = "") -> Select[Child]:
    """Return the query for the children of the director's villages, and no others whatever else the person is."""
    return matching_children(actor(), text=text).where(within(actor().roles[Role.DIRECTOR]))


def child_or_404(public_id: str) -> Child:
    """Return a child of the director's villages; unknown and hidden ones look the same."""
    return db.session.scalar(own_children().where(Child.public_id == public_id)) or abort(404)


@blueprint.get("/children")
@door(Role.DIRECTOR)
def children() -> str:
    """List the village's children."""
    page = db.paginate(own_children(request.args.get("q", "")), per_page=PER_PAGE)
    taken, roles = matches_of(child.id for child in page.items), current_roles()
    circles = {child.id: seats_of(child, taken.get(child.id, ()), roles) for child in page.items}
    return render_template("director/children/list.html", page=page, circles=circles)


@blueprint.get("/children/<public_id>")
@door(Role.DIRECTOR)
def child(public_id: str) -> str:
    """Show one child; that somebody looked is noted."""
    return child_files.show(public_id, child_or_404, child_page)


@blueprint.post("/children/<public_id>/reveal")
@door(Role.DIRECTOR)
def reveal(public_id: str) -> str:
    """Show one sealed value; the step is noted with it."""
    return child_files.reveal(public_id, child_or_404, child_page)


def child_page(child: Child, revealed: dict[str, str] | None = None) -> str:
    """Render a child's page, with the values just `revealed`."""
    matches = matches_of([child.id]).get(child.id, [])
    return render_template(
        "director/children/child.html",
        here="director.children",
        child=child,
        revealed=revealed or {},
        seats=seats_of(child, matches, current_roles()),
        newcomers=newcomers_among(matches),
        consent=db.session.scalar(db.select(Child.id).where(Child.id == child.id, consented())) is not None,
    )
