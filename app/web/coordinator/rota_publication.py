"""Publish a rota: say first what it does and who hears of it, then do it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.assignments import Assignment
from app.models.rotas import RotaPlacement
from app.operations import rota_publication
from app.operations.rounds import IllegalMove
from app.queries.rota_plans import decisions_of, placements_of
from app.queries.rota_publication import Draft, draft_rota
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rota_review import REVIEW_WORDS, rota_under_review
from app.web.errors import OutOfDate


@blueprint.get("/rounds/<public_id>/rota/publish")
@door(Role.COORDINATOR)
def confirm_rota(public_id: str) -> str:
    """Show what publishing would do by today's facts."""
    this = rota_under_review(public_id)
    draft = draft_rota(this)
    return render_template(
        "coordinator/rota/publish.html",
        here="coordinator.rounds",
        round=this,
        draft=draft,
        conflicts=conflicts(this.id, draft),
        endings=endings(draft),
        decisions=decisions_of(this.id),
        **REVIEW_WORDS,
    )


def conflicts(round_id: int, draft: Draft) -> list[RotaPlacement]:
    """Return the placements that would not be written, with what a line shows of them."""
    query = placements_of(round_id).where(RotaPlacement.id.in_(draft.conflicts))
    query = query.options(joinedload(RotaPlacement.supporter), joinedload(RotaPlacement.shift).joinedload(Shift.place))
    return list(db.session.scalars(query)) if draft.conflicts else []


def endings(draft: Draft) -> list[Assignment]:
    """Return the assignments that would end, with what a line shows of them."""
    ids = [assignment.id for assignment in draft.endings]
    query = select(Assignment).where(Assignment.id.in_(ids)).order_by(Assignment.id)
    query = query.options(joinedload(Assignment.supporter), joinedload(Assignment.shift).joinedload(Shift.place))
    return list(db.session.scalars(query)) if ids else []


@blueprint.post("/rounds/<public_id>/rota/publish")
@door(Role.COORDINATOR)
def publish_rota(public_id: str) -> Response:
    """Publish everything nobody declined."""
    try:
        done = rota_publication.publish(rota_under_review(public_id).id, by=actor())
    except IllegalMove as fault:
        raise OutOfDate from fault
    people = ngettext("%(num)s person will hear.", "%(num)s people will hear.", done.told)
    kept = ngettext("Nothing changes for %(num)s place.", "Nothing changes for %(num)s places.", done.kept)
    flash(" ".join((_("Published."), people, kept if done.kept else "")).strip(), "good")
    if done.conflicts:
        words = ngettext(
            "%(num)s place no longer fits and nobody was asked for it.",
            "%(num)s places no longer fit and nobody was asked for them.",
            done.conflicts,
        )
        flash(words, "hand")
    return redirect(url_for(".round", public_id=public_id))
