"""Goodbyes: plan one, name who follows, say that nobody does yet, take it back; or end a pair at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from app.clock import today
from app.models.accounts import Role
from app.operations import endings as doing
from app.operations.endings import LEAST_NOTICE, CannotEnd, end_at_once, give_notice
from app.operations.matches import END_REASONS, NotPossible
from app.queries import endings as asking
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.pairs import own_match
from app.web.coordinator.review import REVIEW_WORDS
from app.web.errors import OutOfDate
from app.web.fields import choices_of
from app.wording import endings as words
from app.wording.rounds import END_REASONS as END_WORDS

NEEDED = InputRequired(_l("Please fill this in."))
#: step of an ending → what it does
STEPS: dict[str, Callable[..., None]] = {
    "goodbye": doing.say_goodbye,
    "nobody": doing.say_nobody_follows,
    "stay": doing.stay,
    "visited": doing.note_visit,
}


class NoticeForm(FlaskForm):
    """The ending of one pair."""

    last_day = DateField(_l("Day of the last meeting"), [NEEDED])
    reason = SelectField(
        _l("Why"), [NEEDED], default="other", choices=choices_of({code: END_WORDS[code] for code in END_REASONS})
    )
    contact = SelectField(_l("Contact allowed afterwards"), [NEEDED], choices=choices_of(words.CONTACTS))


@blueprint.get("/endings")
@door(Role.COORDINATOR)
def endings() -> str:
    """List the goodbyes under way, and the visits owed after emergencies."""
    found = asking.under_way(actor())
    return render_template(
        "coordinator/endings/list.html",
        here="coordinator.circles",
        endings=found,
        followers=asking.followers([one for one in found if one.state == "notice"]),
        today=today(),
        words=words,
        end_words=END_WORDS,
        **REVIEW_WORDS,
    )


@blueprint.route("/pairs/<public_id>/ending", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def plan_ending(public_id: str) -> Response | str:
    """Give notice for a pair."""
    match = own_match(public_id)
    form = NoticeForm(data={"last_day": today() + LEAST_NOTICE + timedelta(days=1)})
    if form.validate_on_submit():
        try:
            give_notice(match.id, form.last_day.data, form.reason.data, contact=form.contact.data, by=actor())
        except CannotEnd as fault:
            form.last_day.errors = [words.CANNOT_END[fault.code]]
        except NotPossible as fault:
            raise OutOfDate from fault
        else:
            flash(_("Notice is given. Name who follows before the goodbye."), "good")
            return redirect(url_for("coordinator.endings"))
        match = own_match(public_id)
    return render_template(
        "coordinator/endings/plan.html", here="coordinator.circles", match=match, form=form, end_words=END_WORDS,
        **REVIEW_WORDS,
    )  # fmt: skip


@blueprint.post("/pairs/<public_id>/end")
@door(Role.COORDINATOR)
def end_pair(public_id: str) -> Response:
    """End a pair at once."""
    match, form = own_match(public_id), NoticeForm()
    try:
        end_at_once(match.id, form.reason.data or "", by=actor())
    except CannotEnd:
        abort(400)
    except NotPossible as fault:
        raise OutOfDate from fault
    flash(_("The pair has ended. From now on the supporter no longer sees this child. Please visit the child."), "good")
    return redirect(url_for("coordinator.endings"))


@blueprint.post("/endings/<public_id>/<step>")
@door(Role.COORDINATOR)
def ending_step(public_id: str, step: str) -> Response:
    """Take one step of a goodbye."""
    ending = asking.find_ending(actor(), public_id)
    if ending is None or step not in STEPS:
        abort(404)
    try:
        STEPS[step](ending.id, by=actor())
    except CannotEnd as fault:
        flash(str(words.CANNOT_END[fault.code]), "hand")
    else:
        flash(_("Noted."), "good")
    return redirect(url_for("coordinator.endings"))
