"""Open places near me: take one, take over somebody's shift, wait for one that is full."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.models.activities import Opening
from app.models.assignments import SwapOffer
from app.operations.open_places import join_standby, leave_standby, take_place
from app.operations.seating import NoSeat, comes, place_of
from app.operations.swaps import take_swap
from app.queries.open_places import find_opening, find_swap, open_near, place_for, waiting_before, waits_of
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.web.volunteer.schedule import MINE, me
from app.wording import activities as activity_words
from app.wording import living as words
from app.wording import rotas as rota_words

#: full shifts shown on one page of the list
FULL_PER_PAGE = 10


@blueprint.get("/open")
@door(*MINE)
def open_places() -> str:
    """List what the visitor could take, and what they wait for."""
    chances = open_near(me())
    pages = max(1, -(-len(chances.full) // FULL_PER_PAGE))
    number = min(max(1, request.args.get("full", 1, int)), pages)
    return render_template(
        "volunteer/open/list.html",
        here="volunteer.schedule",
        chances=chances,
        full=chances.full[(number - 1) * FULL_PER_PAGE : number * FULL_PER_PAGE],
        number=number,
        pages=pages,
        waits=waits_of(me()),
        words=words,
        rota=rota_words,
        activity=activity_words,
    )


@blueprint.get("/open/<public_id>")
@door(*MINE)
def open_place(public_id: str) -> str | Response:
    """Show one place: free, full with a list to wait on, or why it does not fit."""
    opening = found(public_id)
    mine = place_of(me(), opening.shift_id)
    if mine is not None:
        return redirect(url_for(".own_shift", public_id=mine.public_id))
    return page(opening)


@blueprint.get("/open/swaps/<public_id>")
@door(*MINE)
def open_swap(public_id: str) -> str | Response:
    """Show a shift that somebody would give away."""
    offer = swap_or_404(public_id)
    mine = place_of(me(), offer.assignment.shift_id)
    if mine is not None:
        return redirect(url_for(".own_shift", public_id=mine.public_id))
    return page(offer.assignment.opening, offer if offer.state == "open" else None)


@blueprint.post("/open/<public_id>/take")
@door(*MINE)
def take_open_place(public_id: str) -> Response:
    """Take an open place."""
    opening = found(public_id)
    back = url_for(".open_place", public_id=public_id)
    try:
        made = take_place(opening.id, by=actor())
    except NoSeat as refused:
        return say(refused, back)
    flash(_("Thank you. It is on your schedule."), "good")
    return redirect(url_for(".own_shift", public_id=made.public_id))


@blueprint.post("/open/swaps/<public_id>/take")
@door(*MINE)
def take_open_swap(public_id: str) -> Response:
    """Take over somebody's shift."""
    offer = swap_or_404(public_id)
    opening = offer.assignment.opening.public_id
    try:
        made = take_swap(offer.id, by=actor())
    except NoSeat as refused:
        return say(refused, url_for(".open_place", public_id=opening))
    flash(_("It is yours now, and whoever gave it away has been told."), "good")
    return redirect(url_for(".own_shift", public_id=made.public_id))


@blueprint.post("/open/<public_id>/wait")
@door(*MINE)
def wait_for_place(public_id: str) -> Response:
    """Wait for a place on a full opening."""
    back = url_for(".open_place", public_id=public_id)
    try:
        join_standby(found(public_id).id, by=actor())
    except NoSeat as refused:
        return say(refused, back)
    flash(_("You are on the list. When a place comes free, you hear."), "good")
    return redirect(back)


@blueprint.post("/open/<public_id>/leave")
@door(*MINE)
def leave_place_list(public_id: str) -> Response:
    """Wait no longer."""
    leave_standby(found(public_id).id, by=actor())
    flash(_("You are no longer on the list."), "good")
    return redirect(url_for(".open_places"))


def found(public_id: str) -> Opening:
    """Return an opening, or say that there is nothing."""
    return find_opening(public_id) or abort(404)


def swap_or_404(public_id: str) -> SwapOffer:
    """Return an offer, or say that there is nothing."""
    return find_swap(public_id) or abort(404)


def page(opening: Opening, swap: SwapOffer | None = None) -> str:
    """Show how an opening stands for the visitor."""
    return render_template(
        "volunteer/open/place.html",
        here="volunteer.schedule",
        opening=opening,
        shift=opening.shift,
        swap=swap,
        over=not comes(opening.shift),
        place=place_for(opening, me(), swap),
        before=waiting_before(opening.id, me()),
        words=words,
        rota=rota_words,
        activity=activity_words,
    )


def say(refused: NoSeat, back: str) -> Response:
    """Lead back to the place; a full one is no mistake, and its page says it."""
    if refused.code == "unknown":
        abort(404)
    if refused.code != "full":
        flash(words.no_seat(refused.code, refused.objections), "stop")
    return redirect(back)
