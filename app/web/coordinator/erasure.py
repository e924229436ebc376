"""Erase a person, after reading what follows."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.matches import TAKEN, Match
from app.operations import erasure
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.children import child_or_404
from app.web.coordinator.supporters import supporter_or_404
from app.wording.people import child_name


@blueprint.route("/children/<public_id>/erase", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def erase_child(public_id: str) -> str | Response:
    """Say what erasing a child's data means, then do it."""
    child = child_or_404(public_id)
    called = child_name(child.pseudonym, child.number)
    if request.method == "POST" and "understood" in request.form:
        erasure.erase_child(child.id, by=actor())
        flash(_("The data of %(child)s are erased.", child=called), "good")
        return redirect(url_for("coordinator.children"))
    return render_template(
        "coordinator/erase.html",
        here="coordinator.children",
        called=called,
        back=url_for("coordinator.child", public_id=public_id),
        pairs=pairs_of(Match.child_id == child.id),
        unticked=request.method == "POST",
    )


@blueprint.route("/supporters/<public_id>/erase", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def erase_supporter(public_id: str) -> str | Response:
    """Say what erasing a supporter's data means, then do it."""
    supporter = supporter_or_404(public_id)
    if request.method == "POST" and "understood" in request.form:
        erasure.erase_supporter(supporter.id, by=actor())
        flash(_("The supporter's data are erased."), "good")
        return redirect(url_for("coordinator.supporters"))
    return render_template(
        "coordinator/erase.html",
        here="coordinator.supporters",
        called=supporter.name,
        back=url_for("coordinator.supporter", public_id=public_id),
        pairs=pairs_of(Match.supporter_id == supporter.id),
        unticked=request.method == "POST",
    )


def pairs_of(whose: object) -> int:
    """Return how many offers and pairs would end."""
    query = select(func.count()).select_from(Match).where(whose, Match.state.in_(TAKEN))  # type: ignore[arg-type]
    return db.session.scalar(query) or 0
