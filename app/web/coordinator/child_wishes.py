"""Whom a child or the guardian asks for: noted and taken back on the child's page."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.children import SupporterWish
from app.models.supporters import Supporter
from app.operations.children import ChildRefused
from app.operations.supporter_wishes import wish_for, withdraw_wish
from app.queries.supporters import named
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.child_steps import MOST, back
from app.web.coordinator.children import child_or_404
from app.web.coordinator.forms_children import SupporterWishForm

#: (field, code) → the remedy
REMEDIES = {
    ("asked_on", "future"): _l("This day lies ahead: give the day it was said."),
    ("supporter", "gone"): _l("This supporter no longer comes: choose somebody else."),
    ("supporter", "apart"): _l("These two are kept apart. Lift that on the child's page first."),
}


@blueprint.route("/children/<public_id>/wish", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def child_wish(public_id: str) -> str | Response:
    """Note that a child or guardian asks for a supporter."""
    child = child_or_404(public_id)
    form = SupporterWishForm(data={"asked_on": today()})
    if form.validate_on_submit():
        supporter = db.session.scalar(select(Supporter).where(Supporter.public_id == form.supporter.data)) or abort(404)
        try:
            wish_for(child.id, supporter.id, form.asked_by.data, form.asked_on.data, by=actor())
        except ChildRefused as refused:
            form[refused.field].errors = [REMEDIES[refused.field, refused.code]]
        else:
            flash(_("Noted. The next round follows the wish where nothing speaks against it."), "good")
            return back(public_id)
    text = request.args.get("q", "").strip()
    return render_template(
        "coordinator/children/wish.html",
        here="coordinator.children",
        child=child_or_404(public_id),
        form=form,
        found=named(text, MOST),
        text=text,
    )


@blueprint.post("/children/<public_id>/wish/end")
@door(Role.COORDINATOR)
def end_wish(public_id: str) -> Response:
    """Note that a supporter is no longer asked for."""
    child = child_or_404(public_id)
    wish = db.session.scalar(
        select(SupporterWish)
        .join(Supporter, Supporter.id == SupporterWish.supporter_id)
        .where(SupporterWish.child_id == child.id, Supporter.public_id == request.form.get("supporter", ""))
    )
    withdraw_wish((wish or abort(404)).id, by=actor())
    flash(_("Saved."), "good")
    return redirect(url_for("coordinator.child", public_id=public_id))
