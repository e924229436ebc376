"""Steps of a child's case: consent, a pause, the end, brothers and sisters, who is kept apart."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.children import Exclusion
from app.models.supporters import Supporter
from app.operations.children import ChildRefused, close_child, pause_child
from app.operations.consents import record_consent, withdraw_consent
from app.operations.exclusions import keep_apart, lift_exclusion
from app.operations.siblings import join_siblings, leave_siblings
from app.queries.children import matching_children, siblings_of
from app.queries.supporters import named
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.children import child_or_404, standing_consents
from app.web.coordinator.forms_children import ApartForm, CloseForm, ConsentForm, PauseForm

#: (field, code) → the remedy, beside the field
REMEDIES = {
    ("given_on", "future"): _l("This day lies ahead: give the day it was signed."),
    ("valid_until", "past"): _l("Choose a day after today."),
    ("valid_until", "too_long"): _l("Consent is asked again every year: choose a day within a year of signing."),
    ("until", "past"): _l("Choose a day after today."),
}
#: most people listed to choose from
MOST = 10


def back(public_id: str) -> Response:
    """Return to the child's page."""
    return redirect(url_for("coordinator.child", public_id=public_id))


@blueprint.route("/children/<public_id>/consent", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def child_consent(public_id: str) -> str | Response:
    """Record or renew the guardian's consent."""
    child = child_or_404(public_id)
    form = ConsentForm(data={"given_on": today(), "valid_until": today() + timedelta(days=365)})
    if form.validate_on_submit():
        try:
            record_consent(child.id, form.purpose.data, form.given_on.data, form.valid_until.data, by=actor())
        except ChildRefused as refused:
            form[refused.field].errors = [REMEDIES[refused.field, refused.code]]
        else:
            flash(_("The consent is recorded."), "good")
            return back(public_id)
    child = child_or_404(public_id)
    return render_template(
        "coordinator/children/consent.html",
        here="coordinator.children",
        child=child,
        form=form,
        consents=standing_consents(child),
    )


@blueprint.post("/children/<public_id>/consent/withdraw")
@door(Role.COORDINATOR)
def end_consent(public_id: str) -> Response:
    """Note that the guardian takes consent back."""
    child = child_or_404(public_id)
    purpose = request.form.get("purpose", "")
    try:
        withdraw_consent(child.id, purpose, by=actor())
    except ChildRefused:
        abort(409)
    if purpose == "matching":
        flash(_("Consent is withdrawn. Supporters no longer see the child, offers are taken back."), "good")
    else:
        flash(_("Consent is withdrawn."), "good")
    return back(public_id)


@blueprint.route("/children/<public_id>/state", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def child_state(public_id: str) -> str | Response:
    """Pause or end a child's case."""
    child = child_or_404(public_id)
    asked = request.form.get("step", "")
    pause = PauseForm(data={"version": child.version}, formdata=request.form if asked == "pause" else None)
    close = CloseForm(data={"version": child.version}, formdata=request.form if asked == "close" else None)
    try:
        if asked == "pause" and pause.validate():
            pause_child(child.id, pause.version.data, pause.until.data, by=actor())
            flash(_("Noted. Meetings until then are off; the circle stays as it is."), "good")
            return back(public_id)
        if asked == "close" and close.validate():
            close_child(child.id, close.version.data, close.reason.data, by=actor())
            flash(_("The case has ended, and with it the circle. Everybody in it is told."), "good")
            return back(public_id)
    except ChildRefused as refused:
        if refused.field != "until":
            abort(409)
        pause.until.errors = [REMEDIES["until", refused.code]]
    return render_template(
        "coordinator/children/state.html",
        here="coordinator.children",
        child=child_or_404(public_id),
        pause=pause,
        close=close,
    )


@blueprint.route("/children/<public_id>/siblings", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def child_siblings(public_id: str) -> str | Response:
    """Say who is a brother or sister of whom."""
    child = child_or_404(public_id)
    if request.method == "POST":
        if "leave" in request.form:
            leave_siblings(child.id, by=actor())
        else:
            other = child_or_404(request.form.get("other", ""))
            try:
                join_siblings(child.id, other.id, by=actor())
            except ChildRefused:
                abort(400)
        flash(_("Saved."), "good")
        return redirect(url_for("coordinator.child_siblings", public_id=public_id))
    text = request.args.get("q", "").strip()
    found = []
    if text:
        known = {child.id, *(sibling.id for sibling in siblings_of(actor(), child))}
        rows = db.session.scalars(matching_children(actor(), text=text).limit(MOST + len(known)))
        found = [row for row in rows if row.id not in known][:MOST]
    siblings = siblings_of(actor(), child)
    return render_template(
        "coordinator/children/siblings.html",
        here="coordinator.children",
        child=child,
        siblings=siblings,
        found=found,
        text=text,
    )


@blueprint.route("/children/<public_id>/apart", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def child_apart(public_id: str) -> str | Response:
    """Keep a child and a supporter apart; nobody has to say why."""
    child = child_or_404(public_id)
    form = ApartForm()
    if form.validate_on_submit():
        supporter = db.session.scalar(select(Supporter).where(Supporter.public_id == form.supporter.data)) or abort(404)
        keep_apart(child.id, supporter.id, form.asked_by.data, by=actor())
        flash(_("From now on these two are kept apart."), "good")
        return back(public_id)
    text = request.args.get("q", "").strip()
    return render_template(
        "coordinator/children/apart.html",
        here="coordinator.children",
        child=child,
        form=form,
        found=named(text, MOST),
        text=text,
    )


@blueprint.post("/children/<public_id>/apart/lift")
@door(Role.COORDINATOR)
def child_together(public_id: str) -> Response:
    """Let a child and a supporter be brought together again."""
    child = child_or_404(public_id)
    exclusion = db.session.scalar(
        select(Exclusion)
        .join(Supporter, Supporter.id == Exclusion.supporter_id)
        .where(Exclusion.child_id == child.id, Supporter.public_id == request.form.get("supporter", ""))
    )
    lift_exclusion((exclusion or abort(404)).id, by=actor())
    flash(_("Saved."), "good")
    return back(public_id)
