"""Publish a proposal: say first what it does and who hears of it, then do it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.rounds import Placement
from app.operations import publication
from app.operations.rounds import IllegalMove
from app.queries.publication import draft_publication, is_large, rough_draft
from app.queries.review import displaced_pairs
from app.queries.rounds import decisions_of
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.review import REVIEW_WORDS, round_under_review
from app.web.errors import OutOfDate


@blueprint.get("/rounds/<public_id>/publish")
@door(Role.COORDINATOR)
def confirm(public_id: str) -> str:
    """Show what publishing would do by today's facts."""
    this = round_under_review(public_id)
    large = is_large(this.id)
    draft = rough_draft(this) if large else draft_publication(this)
    return render_template(
        "coordinator/review/publish.html",
        here="coordinator.rounds",
        round=this,
        draft=draft,
        large=large,
        conflicts=[(db.session.get_one(Placement, one), objection) for one, objection in draft.conflicts.items()],
        endings=[match for match in displaced_pairs(this).values() if match.id in draft.endings],
        decisions=decisions_of(this.id),
        **REVIEW_WORDS,
    )


@blueprint.post("/rounds/<public_id>/publish")
@door(Role.COORDINATOR)
def publish(public_id: str) -> Response:
    """Publish everything nobody declined."""
    round_id = round_under_review(public_id).id
    try:
        if is_large(round_id):
            publication.ask_publication(round_id, by=actor())
            return redirect(url_for(".round", public_id=public_id))
        done = publication.publish(round_id, by=actor())
    except IllegalMove as fault:
        raise OutOfDate from fault
    flash(said(done), "good")
    if done.conflicts:
        words = ngettext(
            "%(num)s pair no longer fits and was not offered.",
            "%(num)s pairs no longer fit and were not offered.",
            done.conflicts,
        )
        flash(words, "hand")
    return redirect(url_for(".round", public_id=public_id))


def said(done: publication.Published) -> str:
    """Return what happened, in words."""
    people = ngettext("%(num)s person will hear.", "%(num)s people will hear.", done.told)
    pairs = ngettext("Nothing changes for %(num)s pair.", "Nothing changes for %(num)s pairs.", done.kept)
    return " ".join((_("Published."), people, pairs))
