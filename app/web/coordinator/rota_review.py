"""Review of a proposed rota: the board by place and by person, short-handed shifts first, one shift with who could come."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.clock import monday, today
from app.database import db
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.places import PlaceKind
from app.models.rotas import ShortHanded
from app.models.rounds import Round, RoundKind, RoundState
from app.operations import rota_reviews
from app.operations.reviews import APART
from app.operations.rounds import IllegalMove, NotAskable
from app.queries.near_misses import names_of_supporters
from app.queries.places import find_place
from app.queries.rota_boards import (
    board,
    loaded,
    people_query,
    person_lines,
    places_with,
    proposed_faces,
    shifts_of,
)
from app.queries.rota_plans import changes_asked, decisions_of, differences, find_placement, short_handed_of
from app.queries.rounds import scopes_for
from app.queries.shifts import between
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import WORDS, own_round
from app.web.errors import OutOfDate
from app.web.weeks import Week
from app.wording import activities as activity_words
from app.wording import rotas as rota_words

#: places on one page of the board, people on one page, short-handed openings above the board
PLACES_PER_PAGE, PEOPLE_PER_PAGE, FIRST_SHORT = 13, 12, 4
VIEWS = ("place", "person", "open")
DECISIONS: dict[str, Callable[..., Any]] = {
    "accept": rota_reviews.accept,
    "undecide": rota_reviews.undecide,
    "pin": rota_reviews.pin,
    "unpin": rota_reviews.unpin,
    "away": rota_reviews.keep_away,
}
REVIEW_WORDS: dict[str, Any] = {
    **WORDS,
    "words": rota_words,
    "activity": activity_words,
    "apart": APART,
    "replaced": rota_reviews.REPLACED,
}


def rota_under_review(public_id: str) -> Round:
    """Return a proposed rota the actor coordinates; one that moved on is told of."""
    this = own_round(public_id)
    if this.kind != RoundKind.ROTA or this.state != RoundState.PROPOSED:
        raise OutOfDate
    return this


@blueprint.get("/rounds/<public_id>/rota")
@door(Role.COORDINATOR)
def rota_review(public_id: str) -> str | Response:
    """Show a proposed rota in one of its views."""
    this = own_round(public_id)
    if this.state != RoundState.PROPOSED or this.kind != RoundKind.ROTA:
        return redirect(url_for(".round", public_id=public_id))
    view = request.args.get("view", "place")
    if view not in VIEWS:
        abort(404)
    return render_template(
        "coordinator/rota/review.html",
        here="coordinator.rounds",
        round=this,
        view=view,
        changes=changes_asked(this.id),
        decisions=decisions_of(this.id),
        differences=differences(this.id),
        comparison=this.outcome.get("comparison", {}),
        unplannable=shifts_with(this.outcome.get("unplannable", [])),
        request_key=secrets.token_urlsafe(32),
        **{"place": by_place, "person": by_person, "open": all_short}[view](this),
        **REVIEW_WORDS,
    )


def shifts_with(ids: list[int]) -> list[Shift]:
    """Return these shifts with what a line shows of them."""
    return loaded(Shift.id.in_(ids)) if ids else []


def week_of(this: Round) -> tuple[Week, list[Week]]:
    """Return the week a board shows, and all weeks of the rota."""
    assert this.first_day is not None
    assert this.last_day is not None
    first, number = monday(this.first_day), (monday(this.last_day) - monday(this.first_day)).days // 7 + 1
    weeks = [Week(first + timedelta(weeks=count)) for count in range(number)]
    try:
        asked = Week(monday(date.fromisoformat(request.args.get("week", ""))))
    except ValueError:
        asked = weeks[0]
    return (asked if asked in weeks else weeks[0]), weeks


def by_place(this: Round) -> dict[str, Any]:
    """Return the board of a week, a page of places at a time."""
    week, weeks = week_of(this)
    condition = shifts_of(this) & between(week.first, week.last)
    township = find_place(request.args.get("township", ""), PlaceKind.TOWNSHIP)
    page = db.paginate(places_with(condition, township.id if township else None), per_page=PLACES_PER_PAGE)
    shifts = loaded(condition & Shift.place_id.in_([place.id for place in page.items]))
    lines = board(page.items, shifts, proposed_faces(this.id, [shift.id for shift in shifts]))
    short = short_ones(this, FIRST_SHORT) if page.page == 1 and week == weeks[0] else []
    return {
        "page": page,
        "week": week,
        "weeks": weeks,
        "lines": lines,
        "day": day_shown(week, lines),
        "short": short,
        "people": names_of_supporters(short),
        "township": township,
        "townships": [place for place in scopes_for(actor()) if place is not None] if this.scope_id is None else [],
    }


def day_shown(week: Week, lines: list[Any]) -> date:
    """Return the day a phone shows: the one asked for, else the first with a gap, else the first with a shift."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = None
    if asked in week.days:
        return asked
    days = sorted({(not cell.lacking, day) for line in lines for day, cells in line.days.items() for cell in cells})
    return days[0][1] if days else max(week.first, min(today(), week.last))


def short_ones(this: Round, number: int) -> list[ShortHanded]:
    """Return the first short-handed openings."""
    return list(db.session.scalars(short_query(this).limit(number)))


def short_query(this: Round) -> Select[ShortHanded]:
    """Return the query for the short-handed openings with what a card shows of them."""
    shift = joinedload(ShortHanded.shift)
    return short_handed_of(this.id).options(joinedload(ShortHanded.opening), shift.joinedload(Shift.place))


def by_person(this: Round) -> dict[str, Any]:
    """Return what the view by person shows."""
    everything = request.args.get("show") == "all"
    page = db.paginate(people_query(this.id, changed_only=not everything), per_page=PEOPLE_PER_PAGE)
    return {"page": page, "people_lines": person_lines(this.id, page.items), "everything": everything}


def all_short(this: Round) -> dict[str, Any]:
    """Return the page of short-handed openings."""
    page = db.paginate(short_query(this), per_page=PEOPLE_PER_PAGE)
    return {"page": page, "short": page.items, "people": names_of_supporters(page.items)}


@blueprint.post("/rounds/<public_id>/rota/placements/<placement_id>/<step>")
@door(Role.COORDINATOR)
def decide_rota(public_id: str, placement_id: str, step: str) -> Response:
    """Take one decision about one placement."""
    this = rota_under_review(public_id)
    placement = find_placement(this.id, placement_id) or abort(404)
    back = url_for(".rota_shift", public_id=public_id, shift_id=placement.shift.public_id)
    if step == "decline":
        reason = request.form.get("reason", "")
        if reason not in ("", *rota_reviews.DECLINE_REASONS):
            abort(400)
        carry_out(rota_reviews.decline, placement.id, reason)
    elif step in DECISIONS:
        carry_out(DECISIONS[step], placement.id)
    else:
        abort(404)
    return redirect(back)


@blueprint.post("/rounds/<public_id>/rota/again")
@door(Role.COORDINATOR)
def solve_rota_again(public_id: str) -> Response:
    """Solve again around what was kept, declined and chosen."""
    this = rota_under_review(public_id)
    key = request.form.get("request_key", "")[:43] or abort(400)
    try:
        again = rota_reviews.solve_again(this.id, request_key=key, by=actor())
    except IllegalMove as fault:
        raise OutOfDate from fault
    except NotAskable as fault:
        flash(str(rota_words.NOT_ASKABLE.get(fault.code, fault.code)), "stop")
        return redirect(url_for(".rota_review", public_id=public_id))
    flash(_("Solving again. What you kept stays; only what you changed moves."), "good")
    return redirect(url_for(".round", public_id=db.session.get_one(Round, again).public_id))


def carry_out(step: Callable[..., Any], *values: Any) -> Any:
    """Run an operation of the review; when somebody was quicker, say so."""
    try:
        return step(*values, by=actor())
    except IllegalMove as fault:
        raise OutOfDate from fault
