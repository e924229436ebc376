"""One shift: who comes, what it needs; changed on its own, or called off."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.clock import now
from app.models.accounts import Role
from app.models.activities import Shift, ShiftState
from app.models.assignments import COUNTED
from app.operations.activity_values import ActivityRefused
from app.operations.cancellations import cancel_shift
from app.operations.shifts import change_shift, shift_effect, values_of
from app.queries.overlaps import overlaps
from app.queries.shifts import find_shift, people_on, staffing
from app.web.access import actor, door
from app.web.activity_changes import fact_lines, moved_line
from app.web.activity_lines import safe_data
from app.web.forms_activities import ShiftForm
from app.web.lobby import blueprint
from app.web.place_search import only_narrows
from app.wording import activities as words

STAFF = (Role.COORDINATOR, Role.DIRECTOR, Role.ORGANIZER)


@blueprint.get("/shifts/<public_id>")
@door(*STAFF)
def shift(public_id: str) -> str:
    """Show a shift with its people."""
    found = shift_or_404(public_id)
    return render_template(
        "lobby/shifts/shift.html",
        shift=found,
        staffing=staffing([found])[found.id],
        people=people_on([found.id], COUNTED),
        changeable=found.state == ShiftState.PLANNED and found.starts_at > now(),
        words=words,
    )


@blueprint.route("/shifts/<public_id>/change", methods=["GET", "POST"])
@door(Role.COORDINATOR, Role.ORGANIZER)
def edit_shift(public_id: str) -> str | Response:
    """Change one date only: who stays and who leaves is shown first."""
    found = shift_or_404(public_id)
    duties = [
        {"duty": one.duty, "least": one.least, "wanted": one.wanted, "most": one.most,
         "licences": one.licences, "skills": one.skills}
        for one in found.asked
    ]  # fmt: skip
    form = ShiftForm(data=safe_data(found, duties) | values_of(found) | {"place": found.place.public_id})
    form.offer(found.place)
    wrong, effect, lines, met = "", None, [], []
    if request.method == "POST" and not only_narrows(request.form) and form.validate():
        try:
            effect = shift_effect(found, form.values())
            after = effect.after
            met = (
                overlaps(after.place.id, [(after.starts_at, after.ends_at)], shift_id=found.id) if effect.moved else []
            )
            if "write" in request.form and form.agrees(met):
                version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
                done = change_shift(found.id, version, form.values(), by=actor())
                flash(changed_words(len(done.stay) if done.moved else 0, len(done.leave)), "good")
                return redirect(url_for("lobby.shift", public_id=public_id))
            lines = [moved_line(found, effect.after)] if effect.moved else []
            lines += fact_lines(found, form.safety())
        except ActivityRefused as refused:
            wrong = form.tell(refused)
        except StaleDataError:
            wrong = _("Somebody has changed this meanwhile. Open it again and write your change once more.")
    form.add_lines()
    shown = shift_or_404(public_id)
    return render_template(
        "lobby/shifts/edit.html", form=form, shift=shown, wrong=wrong, effect=effect, lines=lines, met=met, words=words
    )


@blueprint.post("/shifts/<public_id>/off")
@door(*STAFF)
def call_off_shift(public_id: str) -> Response:
    """Call one shift off."""
    found = shift_or_404(public_id)
    try:
        name = cancel_shift(found.id, request.form.get("reason", ""), by=actor())
    except ActivityRefused as refused:
        flash(str(words.REFUSALS[refused.code]), "stop")
        return redirect(url_for("lobby.shift", public_id=public_id))
    return redirect(url_for("lobby.cancellation", public_id=name))


def shift_or_404(public_id: str) -> Shift:
    """Return the shift, if it is the actor's to see."""
    return find_shift(actor(), public_id) or abort(404)


def changed_words(told: int, leave: int) -> str:
    """Say what a change of one date did."""
    people = ngettext("%(num)s person hears of it.", "%(num)s people hear of it.", told + leave)
    return " ".join((_("This date is changed; its series leaves it alone from now on."), people))
