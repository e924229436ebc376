"""A supporter says that they cannot go on: four weeks or more, so that there is time for a goodbye."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.matches import Match, MatchState
from app.operations.endings import LEAST_NOTICE, CannotEnd, give_notice
from app.operations.matches import NotPossible
from app.queries.policy import find_child
from app.web.access import actor, door
from app.web.errors import OutOfDate
from app.web.fields import choices_of
from app.web.volunteer import blueprint
from app.wording.endings import CANNOT_END
from app.wording.rounds import END_REASONS as END_WORDS

#: what a supporter may say: the ones that are theirs to say
OWN_REASONS = ("wish_supporter", "moved_away", "office", "other")
NEEDED = InputRequired(_l("Please fill this in."))


class OwnNoticeForm(FlaskForm):
    """Notice from the supporter's side."""

    last_day = DateField(_l("Day of the last meeting"), [NEEDED])
    reason = RadioField(
        _l("Why"), choices=choices_of({code: END_WORDS[code] for code in OWN_REASONS}), default="wish_supporter"
    )


@blueprint.route("/circle/<public_id>/ending", methods=["GET", "POST"])
@door(Role.SUPPORTER)
def own_ending(public_id: str) -> Response | str:
    """Give notice for one of one's own pairs."""
    match = own_pair(public_id)
    form = OwnNoticeForm(data={"last_day": today() + LEAST_NOTICE + timedelta(days=1)})
    if form.validate_on_submit():
        try:
            give_notice(match.id, form.last_day.data, form.reason.data, by=actor(), said_by="supporter")
        except CannotEnd as fault:
            form.last_day.errors = [CANNOT_END[fault.code]]
        except NotPossible as fault:
            raise OutOfDate from fault
        else:
            flash(_("Thank you for saying so early. The organiser will ring you about the goodbye."), "good")
            return redirect(url_for("volunteer.circle"))
        match = own_pair(public_id)
    return render_template("volunteer/circle/ending.html", here="volunteer.circle", match=match, form=form)


def own_pair(public_id: str) -> Match:
    """Return one of the visitor's live pairs beside a child they may see, or 404."""
    query = select(Match).where(
        Match.public_id == public_id, Match.supporter_id == actor().supporter_id, Match.state == MatchState.LIVE
    )
    match = db.session.scalar(query.options(joinedload(Match.child))) or abort(404)
    return match if find_child(actor(), match.child.public_id) is not None else abort(404)
