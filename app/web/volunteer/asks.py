"""Somebody cannot come: could you? The answer, from the message's link."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import db
from app.models.assignments import AskState, ReplacementAsk
from app.operations.replacement_asks import CannotReply, reply
from app.operations.seating import comes
from app.queries.open_places import place_for, waiting_before
from app.queries.replacements import own_asks
from app.queries.responsible import organiser_for
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.web.volunteer.schedule import MINE, me
from app.web.volunteer.shifts import ANSWERS
from app.wording import activities as activity_words
from app.wording import living as words
from app.wording import rotas as rota_words


@blueprint.get("/asks/<public_id>")
@door(*MINE)
def replacement_ask(public_id: str) -> str:
    """Show what one is asked, or how it ended."""
    row = found(public_id)
    open_still = row.state == AskState.ASKED and comes(row.opening.shift)
    return render_template(
        "volunteer/ask.html",
        here="volunteer.schedule",
        ask=row,
        shift=row.opening.shift,
        opening=row.opening,
        open_still=open_still,
        place=place_for(row.opening, me()) if open_still else None,
        before=waiting_before(row.opening_id, me()),
        organiser=organiser_for(row.opening.shift.place),
        words=words,
        rota=rota_words,
        activity=activity_words,
    )


@blueprint.post("/asks/<public_id>/<word>")
@door(*MINE)
def replacement_reply(public_id: str, word: str) -> Response:
    """Say yes or no; the first yes has it."""
    if word not in ANSWERS:
        abort(404)
    row = found(public_id)
    try:
        said = reply(row.id, ANSWERS[word], request.form.get("reason", ""), by=actor())
    except CannotReply as refused:
        if refused.code == "unknown":
            abort(404)
        flash(words.no_reply(refused.code, refused.objections), "stop")
        return redirect(url_for(".replacement_ask", public_id=public_id))
    if said == "yes":
        flash(_("Thank you. It is on your schedule."), "good")
    elif said == "no":
        flash(_("Thank you for telling us. Somebody else is asked."), "good")
    return redirect(url_for(".replacement_ask", public_id=public_id))


def found(public_id: str) -> ReplacementAsk:
    """Return what the visitor was asked, or say that there is nothing."""
    return db.session.scalar(own_asks(me()).where(ReplacementAsk.public_id == public_id)) or abort(404)
