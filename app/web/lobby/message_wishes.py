"""How one is told, and the county's quiet hours."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user as visitor
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional

from app.languages import LANGUAGES
from app.models.accounts import Role
from app.models.messages import Way
from app.operations.message_wishes import BadHours, save_wishes, set_quiet_hours
from app.queries.gateways import outlets
from app.queries.quiet_hours import QuietHours, clock_words, countys_quiet_hours, quiet_hours_of
from app.queries.reach import address_of, wishes_of
from app.web.access import actor, door, signed_in
from app.web.fields import choices_of
from app.web.lobby import blueprint

TOO_QUIET = _l("At most 16 hours a day can be quiet. For none at all, write the same time twice.")
NEEDED = _l("Please write a time, such as 21:30.")
QUIET_WAYS = {"county": _l("the county's"), "own": _l("my own"), "none": _l("none")}


class HoursForm(FlaskForm):
    """Quiet hours."""

    begin = TimeField(_l("Quiet from"), [InputRequired(NEEDED)])
    end = TimeField(_l("until"), [InputRequired(NEEDED)])

    @property
    def hours(self) -> QuietHours:
        """Return what was written."""
        return QuietHours(minutes(self.begin.data), minutes(self.end.data))


class WishesForm(FlaskForm):
    """How one person is told."""

    email = BooleanField(_l("by e-mail"))
    sms = BooleanField(_l("by SMS"))
    reminders = BooleanField(_l("reminders: the evening before, two hours before, when a paper runs out"))
    work = BooleanField(_l("what waits for me as staff: rounds, applications, papers to approve"))
    quiet = RadioField(_l("Quiet hours"), choices=choices_of(QUIET_WAYS))
    begin = TimeField(_l("Quiet from"), [Optional()])
    end = TimeField(_l("until"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both ends when the hours are one's own."""
        good = bool(super().validate(extra_validators))
        for end in (self.begin, self.end):
            if self.quiet.data == "own" and end.data is None:
                end.errors = [NEEDED]
                good = False
        return good

    @property
    def hours(self) -> QuietHours | None:
        """Return one's own quiet hours; None for the county's, equal ends for none."""
        if self.quiet.data == "county":
            return None
        return QuietHours(minutes(self.begin.data), minutes(self.end.data)) if self.quiet.data == "own" else NO_HOURS


NO_HOURS = QuietHours(0, 0)


@blueprint.route("/messages/wishes", methods=["GET", "POST"])
@signed_in
def message_wishes() -> Response | str:
    """Show and keep how one wants to be told."""
    form = WishesForm(data=standing())
    if form.validate_on_submit():
        try:
            save_wishes(
                email=form.email.data,
                sms=form.sms.data,
                reminders=form.reminders.data,
                work=form.work.data,
                quiet=form.hours,
                by=actor(),
            )
        except BadHours:
            form.begin.errors = [TOO_QUIET]
        else:
            flash(_("Saved. That is how you are told from now on."), "good")
            return redirect(url_for("lobby.message_wishes"))
    return render_template(
        "lobby/messages/wishes.html",
        form=form,
        county=countys_quiet_hours(),
        addresses={way.value: address_of(visitor.account, way) for way in (Way.EMAIL, Way.SMS)},
        in_use={found.kind for found in outlets()},
        staff=actor().is_staff,
        languages=LANGUAGES,
        spoken=visitor.account.language,
    )


@blueprint.route("/messages/quiet-hours", methods=["GET", "POST"])
@door(Role.ORGANIZER, Role.ADMIN)
def quiet_hours() -> Response | str:
    """Show and set the county's quiet hours."""
    hours = countys_quiet_hours()
    form = HoursForm(data={"begin": clock(hours.begin), "end": clock(hours.end)})
    if form.validate_on_submit():
        try:
            set_quiet_hours(form.hours, by=actor())
        except BadHours:
            form.begin.errors = [TOO_QUIET]
        else:
            flash(_("Saved for everybody who has not set their own."), "good")
            return redirect(url_for("lobby.quiet_hours"))
    return render_template("lobby/messages/quiet_hours.html", form=form)


def standing() -> dict[str, Any]:
    """Return what the form shows at first; nothing when it was sent, so that a tick taken away stays away."""
    if request.method == "POST":
        return {}
    wishes = wishes_of(visitor.account.id)
    hours = quiet_hours_of(wishes)
    own = wishes is not None and wishes.quiet_from is not None
    shown = hours if hours.begin != hours.end else countys_quiet_hours()
    return {
        **{name: wishes is None or getattr(wishes, name) for name in ("email", "sms", "reminders", "work")},
        "quiet": "county" if not own else "own" if hours.begin != hours.end else "none",
        "begin": clock(shown.begin),
        "end": clock(shown.end),
    }


def minutes(moment: time) -> int:
    """Return a clock time as minutes after midnight."""
    return moment.hour * 60 + moment.minute


def clock(minute: int) -> time:
    """Return minutes after midnight as a clock time."""
    return time.fromisoformat(clock_words(minute))
