"""A shift that lacks somebody: who was asked, who could come, asking, placing by hand, repairing the rota around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Account, Role
from app.models.activities import Opening, Shift
from app.models.assignments import COUNTED, Assignment, ReplacementAsk, Standby
from app.models.replacements import ReplacementSearch
from app.models.supporters import Supporter
from app.operations import replacements
from app.operations.own_shifts import CannotChange, cannot_come
from app.operations.seating import NoSeat, comes
from app.queries.replacements import Ranked, asks_of, ranking, running_search, searches_of, waiting_for
from app.queries.safe_numbers import safe_children
from app.queries.shifts import Headcount, Staffing, find_shift, people_on, staffing
from app.web.access import actor, door
from app.web.lobby import blueprint
from app.wording import activities as activity_words
from app.wording import living as words

#: who looks for people
STAFF = (Role.COORDINATOR, Role.DIRECTOR)
#: ranked people shown
MOST_RANKED = 12


@dataclass
class Search:
    """One opening with everything that was done to fill it."""

    count: Headcount
    search: ReplacementSearch | None
    asks: list[ReplacementAsk]
    waiting: list[Standby]


@blueprint.get("/shifts/<public_id>/people")
@door(*STAFF)
def shift_people(public_id: str) -> str:
    """Show how the search stands, and whom one could ask for the opening looked at."""
    shift = shift_or_404(public_id)
    counts = staffing([shift])[shift.id]
    ids = [one.id for one in shift.openings]
    asks, searches, waiting = asks_of(ids), searches_of(ids), waiting_for(ids)
    looked_at = opening_of(shift, request.args.get("opening", "")) or lacking(counts)
    ranked = ranking(looked_at)[:MOST_RANKED] if looked_at and comes(shift) else []
    named = {row.id: row for row in by_ids(ranked)}
    return render_template(
        "lobby/shifts/people.html",
        shift=shift,
        counts=counts,
        coming=comes(shift),
        people=people_on([shift.id], COUNTED),
        safe=safe_children(shift, counts.placed),
        openings=[
            Search(
                count,
                searches.get(count.opening.id),
                [one for one in asks if one.opening_id == count.opening.id],
                [one for one in waiting if one.opening_id == count.opening.id],
            )
            for count in counts.openings
        ],
        looked_at=looked_at,
        chosen=request.args.getlist("chosen"),
        ranked=ranked,
        named=named,
        reached=set(db.session.scalars(select(Account.supporter_id).where(Account.supporter_id.in_(named)))),
        words=words,
        activity=activity_words,
    )


@blueprint.post("/shifts/<public_id>/people/<opening_id>/ask")
@door(*STAFF)
def ask_people(public_id: str, opening_id: str) -> Response:
    """Ask the chosen people; or put one of them there who has agreed."""
    opening = opening_of(shift_or_404(public_id), opening_id) or abort(404)
    chosen = list(
        db.session.scalars(select(Supporter.id).where(Supporter.public_id.in_(request.form.getlist("supporter"))))
    )
    if not chosen:
        flash(_("Choose somebody first."), "stop")
    elif "place" in request.form and len(chosen) > 1:
        flash(_("To put somebody there, choose exactly one."), "stop")
    else:
        try:
            if "place" in request.form:
                replacements.place_by_hand(opening.id, chosen[0], by=actor())
                flash(_("On the rota. They have been told."), "good")
            else:
                number = replacements.ask_by_hand(opening.id, chosen, by=actor())
                said = ngettext("%(num)s person is asked. The first yes has it.", "%(num)s people are asked. The first yes has it.", number)  # fmt: skip
                flash(said, "good")
            return back(public_id)
        except NoSeat as refused:
            flash(words.staff_no_seat(refused.code, refused.objections), "stop")
    # whoever was chosen stays chosen
    return back(public_id, opening=opening_id, chosen=request.form.getlist("supporter"))


@blueprint.post("/shifts/<public_id>/people/<opening_id>/search")
@door(*STAFF)
def search_people(public_id: str, opening_id: str) -> Response:
    """Let the house ask, a few at a time, or stop it."""
    opening = opening_of(shift_or_404(public_id), opening_id) or abort(404)
    running = running_search(opening.id)
    if "stop" in request.form:
        if running is not None:
            replacements.stop_search(running.id, by=actor())
        flash(_("Nobody else is asked. Those who had not answered have been told."), "good")
        return back(public_id)
    try:
        replacements.start_search(opening.id, by=actor())
        flash(_("People are being asked, a few at a time. You hear when somebody says yes."), "good")
    except NoSeat as refused:
        flash(words.staff_no_seat(refused.code, refused.objections), "stop")
    return back(public_id)


@blueprint.post("/shifts/<public_id>/people/<assignment_id>/cannot")
@door(*STAFF)
def person_cannot_come(public_id: str, assignment_id: str) -> Response:
    """Note that somebody rang: they cannot come."""
    shift = shift_or_404(public_id)
    query = select(Assignment.id).where(Assignment.public_id == assignment_id, Assignment.shift_id == shift.id)
    found = db.session.scalar(query) or abort(404)
    try:
        cannot_come(found, by=actor())
        flash(_("Noted. Others are asked now."), "good")
    except CannotChange:
        flash(_("This can no longer be changed."), "stop")
    return back(public_id)


def shift_or_404(public_id: str) -> Shift:
    """Return the shift, if it is the actor's to see."""
    return find_shift(actor(), public_id) or abort(404)


def opening_of(shift: Shift, public_id: str) -> Opening | None:
    """Return an opening of the shift."""
    return next((one for one in shift.openings if one.public_id == public_id), None)


def lacking(counts: Staffing) -> Opening | None:
    """Return the first opening with fewer people than wanted."""
    return next((one.opening for one in counts.openings if one.placed < one.opening.wanted), None)


def by_ids(ranked: list[Ranked]) -> list[Supporter]:
    """Return the supporters of a ranking."""
    return list(db.session.scalars(select(Supporter).where(Supporter.id.in_([one.supporter_id for one in ranked]))))


def back(public_id: str, **asked: Any) -> Response:
    """Lead back to the page."""
    return redirect(url_for("lobby.shift_people", public_id=public_id, **asked))
