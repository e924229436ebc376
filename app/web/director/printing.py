"""Paper for the village: the week on the wall, and contact cards to cut out. First names, numbers, no child's name."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template, request

from app.clock import now
from app.database import db
from app.models.accounts import Role
from app.operations.printing import note_printing
from app.queries.places import find_place
from app.queries.responsible import organiser_for
from app.queries.rota_boards import places_with, published_shifts
from app.queries.shifts import between
from app.queries.village_weeks import children_with_cards, live_pairs, meetings_by_day, standing, villages
from app.web.access import actor, door
from app.web.director import blueprint
from app.web.rota_sheets import rota_sheet
from app.web.weeks import week_asked_for
from app.wording import children as child_words
from app.wording.paper import first_name

#: cards on one page of the screen; four go on a sheet
CARDS = 24


@blueprint.get("/print")
@door(Role.DIRECTOR)
def printing() -> str:
    """Show what can be printed."""
    week = week_asked_for(request.args.get("week"))
    places = list(
        db.session.scalars(places_with(published_shifts(actor()) & between(week.first, week.after + timedelta(days=6))))
    )
    return render_template("director/printing.html", week=week, places=places)


@blueprint.get("/print/rota/<public_id>")
@door(Role.DIRECTOR)
def rota(public_id: str) -> str:
    """Show a place's rota of a week for the wall."""
    place = find_place(public_id) or abort(404)
    return rota_sheet(place, week_asked_for(request.args.get("week")))


@blueprint.get("/print/wall")
@door(Role.DIRECTOR)
def wall() -> str:
    """Show the week's plan for the wall."""
    week = week_asked_for(request.args.get("week"))
    here = villages(actor())
    return render_template(
        "director/wall.html",
        villages=here,
        week=week,
        days=standing(meetings_by_day(actor(), week.first, week.last)),
        organiser=organiser_for(here[0]) if here else None,
        first_name=first_name,
        now=now(),
    )


@blueprint.get("/print/cards")
@door(Role.DIRECTOR)
def cards() -> str:
    """Show a contact card for each child; that they were printed is written down."""
    page = db.paginate(children_with_cards(actor()), per_page=CARDS)
    note_printing("cards", len(page.items), by=actor())
    page = db.paginate(children_with_cards(actor()), per_page=CARDS)
    return render_template(
        "director/cards.html",
        page=page,
        pairs=live_pairs([child.id for child in page.items]),
        organisers={child.village_id: organiser_for(child.village) for child in page.items},
        first_name=first_name,
        child_words=child_words,
        now=now(),
    )
