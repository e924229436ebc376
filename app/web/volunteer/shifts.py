"""Shifts one is asked for, and one's own share of them."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.assignments import Assignment, AssignmentState
from app.operations.seating import NoSeat
from app.operations.second_thoughts import take_back_no
from app.operations.shift_answers import CannotAnswer, accept_all, answer_shift
from app.queries.burdens import own_share
from app.queries.own_shifts import find_own, shift_offers, with_shift
from app.queries.second_thoughts import just_said
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.web.volunteer.schedule import MINE, me
from app.wording import activities as activity_words
from app.wording import living as living_words
from app.wording import meetings as meeting_words
from app.wording import rotas as words

ANSWERS = {"yes": True, "no": False}


@blueprint.get("/shifts")
@door(Role.SUPPORTER)
def shifts() -> str:
    """Show the shifts one is asked for, and one's share beside the median."""
    offers = db.paginate(with_shift(shift_offers(me())), per_page=15)
    return render_template(
        "volunteer/shifts.html",
        here="volunteer.schedule",
        page=offers,
        said_no=db.session.scalars(with_shift(just_said(me()))).all(),
        share=own_share(me(), today()),
        words=words,
        activity=activity_words,
        meeting_words=meeting_words,
    )


@blueprint.post("/shifts/<public_id>/<word>")
@door(*MINE)
def shift_answer(public_id: str, word: str) -> Response:
    """Say yes or no to one shift."""
    if word not in ANSWERS:
        abort(404)
    assignment_id = db.session.scalar(select(Assignment.id).where(Assignment.public_id == public_id)) or abort(404)
    try:
        answer_shift(assignment_id, ANSWERS[word], request.form.get("reason", ""), by=actor())
    except CannotAnswer as refused:
        if refused.code == "unknown":
            abort(404)
        flash(str(words.CANNOT_ANSWER[refused.code]), "stop")
    else:
        said = (
            _("Thank you. It is on your schedule.")
            if ANSWERS[word]
            else _("Thank you for telling us. For ten minutes you can take it back.")
        )
        flash(said, "good")
    return redirect(url_for("volunteer.shifts"))


@blueprint.post("/shifts/<public_id>/back")
@door(*MINE)
def shift_answer_back(public_id: str) -> Response:
    """Take back a no, or "I can't come", of a moment ago."""
    mine = find_own(me(), public_id) or abort(404)
    try:
        mine = take_back_no(mine.id, by=actor())
    except NoSeat as refused:
        flash(living_words.no_seat(refused.code, refused.objections), "stop")
        return redirect(url_for("volunteer.own_shift", public_id=public_id))
    asked = mine.state == AssignmentState.OFFERED
    flash(
        _("Taken back: you are asked as before.") if asked else _("Taken back: you are on the shift as before."), "good"
    )
    return redirect(url_for("volunteer.shifts") if asked else url_for("volunteer.own_shift", public_id=public_id))


@blueprint.post("/shifts/yes")
@door(*MINE)
def shifts_all() -> Response:
    """Say yes to all of them."""
    number = accept_all(by=actor())
    flash(ngettext("%(num)s shift is on your schedule.", "%(num)s shifts are on your schedule.", number), "good")
    return redirect(url_for("volunteer.shifts"))
