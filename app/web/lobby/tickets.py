"""Numbers of children at a place: given by whoever may know the child; sheets show the number alone."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.database import db
from app.models.children import Child, ChildState
from app.models.hours import Ticket
from app.models.places import Place
from app.operations.attendance import give_tickets, rest_ticket
from app.queries.children import matching_children
from app.queries.places import find_place
from app.queries.policy import visible_children
from app.web.access import actor, door
from app.web.lobby import blueprint
from app.web.lobby.days import KEEPERS, runs_place

PER_PAGE = 50


@blueprint.route("/day/<public_id>/tickets", methods=["GET", "POST"])
@door(*KEEPERS)
def tickets(public_id: str) -> str | Response:
    """Show the children with a number at a place, and give numbers to more."""
    place = place_or_404(public_id)
    if request.method == "POST":
        given = give_tickets(place.id, request.form.getlist("child"), by=actor())
        flash(ngettext("%(num)s child has a number here.", "%(num)s children have a number here.", given), "good")
        return redirect(url_for("lobby.tickets", public_id=public_id))
    mine = visible_children(actor()).with_only_columns(Child.id)
    own = select(Ticket).where(Ticket.place_id == place.id, Ticket.child_id.in_(mine), Ticket.rests.is_(False))
    page = db.paginate(
        own.options(joinedload(Ticket.child).joinedload(Child.village)).order_by(Ticket.number), per_page=PER_PAGE
    )
    return render_template(
        "lobby/days/tickets.html", here="director.shifts", place=place, page=page, others=without_number(place)
    )


@blueprint.post("/day/tickets/<int:ticket_id>/rest")
@door(*KEEPERS)
def ticket_rests(ticket_id: int) -> Response:
    """Take a number off the sheets: the child no longer comes here. It stays theirs."""
    ticket = db.session.get(Ticket, ticket_id)
    if ticket is None or not rest_ticket(ticket_id, by=actor()):
        abort(404)
    flash(_("The number no longer stands on the sheets; it stays theirs should they come back."), "good")
    return redirect(url_for("lobby.tickets", public_id=ticket.place.public_id))


def place_or_404(public_id: str) -> Place:
    """Return a place whose days the actor runs."""
    place = find_place(public_id)
    if place is None or not runs_place(place):
        abort(404)
    return place


def without_number(place: Place) -> list[Child]:
    """Return children of the place's village, and who was searched for, without a number here."""
    numbered = select(Ticket.child_id).where(Ticket.place_id == place.id, Ticket.rests.is_(False))
    text = request.args.get("q", "").strip()
    query = matching_children(actor(), text=text, state="" if text else ChildState.ACTIVE)
    if not text:
        query = query.where(or_(Child.village_id == place.parent_id, Child.meeting_place_id == place.id))
    return list(db.session.scalars(query.where(Child.id.not_in(numbered)).limit(PER_PAGE)))
