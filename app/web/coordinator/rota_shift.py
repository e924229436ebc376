"""One shift of a proposed rota: who is on it and why, who else could come, somebody else chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.clock import local
from app.database import db
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.rotas import RotaPlacement, ShortHanded
from app.models.rounds import Round, RoundKind, RoundState
from app.models.supporters import Supporter
from app.operations import rota_reviews
from app.operations.rota_reviews import CannotChoose
from app.queries.near_misses import names_of_supporters
from app.queries.rota_boards import Cell, loaded, proposed_faces, shifts_of
from app.queries.rota_examination import Candidate, RotaExamination
from app.queries.rota_plans import find_placement, holds, placements_of, seats_of, short_handed_of
from app.queries.rota_snapshots import rota_snapshot_of
from app.web.access import door
from app.web.coordinator import blueprint
from app.web.coordinator.rota_review import REVIEW_WORDS, carry_out, rota_under_review
from app.web.coordinator.rounds import own_round
from app.wording.rotas import objection_words

#: how many who can come are shown at once, and in all; how many whom one rule keeps from it
FIRST_SHOWN, MOST_POSSIBLE, MOST_NEAR = 6, 18, 6


@dataclass
class Places:
    """One opening of a shift with who could be put on it."""

    opening: Opening
    there: int
    possible: list[Candidate]
    nearly: list[Candidate]
    able: int
    short: ShortHanded | None


@blueprint.get("/rounds/<public_id>/rota/shifts/<shift_id>")
@door(Role.COORDINATOR)
def rota_shift(public_id: str, shift_id: str) -> str | Response:
    """Show a shift as proposed, with ranked people for each of its openings; after the review, the shift as it is."""
    this = own_round(public_id)
    if this.kind == RoundKind.ROTA and this.state != RoundState.PROPOSED:
        return redirect(url_for("lobby.shift", public_id=shift_id))
    this = rota_under_review(public_id)
    return shift_page(this, shift_of(this, shift_id))


def shift_page(this: Round, shift: Shift, said: Mapping[str, str] | None = None) -> str:
    """Render a shift; `said`: what somebody has chosen and written, where it could not be taken."""
    query = placements_of(this.id).where(RotaPlacement.shift_id == shift.id)
    query = query.options(joinedload(RotaPlacement.supporter), joinedload(RotaPlacement.opening))
    placements = list(db.session.scalars(query))
    openings = openings_of(this, shift, placements)
    codes = {one.code for places in openings for one in [*places.possible, *places.nearly]}
    named = db.session.scalars(select(Supporter).where(Supporter.public_id.in_(codes)))
    return render_template(
        "coordinator/rota/shift.html",
        here="coordinator.rounds",
        round=this,
        shift=shift,
        day=local(shift.starts_at).date(),
        cell=Cell(shift, proposed_faces(this.id, [shift.id]).get(shift.id, [])),
        placements=placements,
        holds=holds,
        openings=openings,
        said=said or {},
        first_shown=FIRST_SHOWN,
        named={supporter.public_id: supporter for supporter in named},
        people=names_of_supporters([one.short for one in openings if one.short]),
        **REVIEW_WORDS,
    )


def shift_of(this: Round, shift_id: str) -> Shift:
    """Return a shift of the round; unknown ones and others' look the same."""
    found = loaded(shifts_of(this) & (Shift.public_id == shift_id))
    return found[0] if found else abort(404)


def openings_of(this: Round, shift: Shift, placements: list[RotaPlacement]) -> list[Places]:
    """Return the openings with their candidates, asked of today's facts."""
    examination = RotaExamination(rota_snapshot_of(this))
    seats = seats_of(examination, this.id)
    short = {one.opening_id: one for one in db.session.scalars(short_handed_of(this.id))}
    found = []
    for opening in shift.openings:
        code = examination.opening_of.get(opening.id)
        ranked = examination.candidates(seats, code) if code else []
        # Somebody may take the place of one who is there: a full opening is no reason against them.
        possible = [one for one in ranked if not [against for against in one.against if against.code != "headcount"]]
        nearly = [one for one in ranked if one not in possible and one.one_reason]
        there = sum(holds(one) for one in placements if one.opening_id == opening.id)
        found.append(
            Places(opening, there, possible[:MOST_POSSIBLE], nearly[:MOST_NEAR], len(possible), short.get(opening.id))
        )
    return found


@blueprint.post("/rounds/<public_id>/rota/shifts/<shift_id>")
@door(Role.COORDINATOR)
def choose_for_rota(public_id: str, shift_id: str) -> Response | tuple[str, int]:
    """Put somebody on an opening by hand; a must is never set aside, a wish only with a note."""
    this = rota_under_review(public_id)
    shift = shift_of(this, shift_id)
    asked = request.form
    opening = next((one for one in shift.openings if one.public_id == asked.get("opening")), None) or abort(400)
    supporter_id = db.session.scalar(select(Supporter.id).where(Supporter.public_id == asked.get("supporter", "")))
    gives_way = find_placement(this.id, asked["instead_of"]) if asked.get("instead_of") else None
    if supporter_id is None:
        flash(_("Choose somebody first."), "stop")
        return shift_page(this, shift, asked), 422
    try:
        carry_out(
            lambda *values, by: rota_reviews.choose(
                *values,
                note=asked.get("note", ""),
                instead_of=gives_way.id if gives_way else None,
                by=by,
            ),
            this.id,
            opening.id,
            supporter_id,
        )
    except CannotChoose as refused:
        words = _("; ").join(objection_words(one.code, one.facts) for one in refused.objections)
        flash(_("Not chosen: %(reasons)s.", reasons=words), "stop")
        return shift_page(rota_under_review(public_id), shift_of(this, shift_id), asked), 422
    flash(_("Chosen. Nobody hears of it before you publish."), "good")
    return redirect(url_for(".rota_shift", public_id=public_id, shift_id=shift_id))
