"""Pair by hand, take an offer back, end a pair."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.models.matches import TAKEN, Match
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.operations.matches import Forbidden, NotPossible, pair_by_hand, withdraw
from app.queries.appointments import due_days
from app.queries.candidates import candidates_for
from app.queries.newcomers import newcomers_among
from app.queries.policy import find_child, seen_by
from app.queries.rounds import newest_versions
from app.queries.seats import current_roles, matches_of, seats_of
from app.queries.snapshots import programme_of
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.review import REVIEW_WORDS
from app.web.errors import OutOfDate
from app.wording.reasons import objection_words


def own_child(public_id: str) -> Child:
    """Return a child the actor may know of; unknown and hidden ones look the same."""
    return find_child(actor(), public_id) or abort(404)


def current_version() -> ProgrammeVersion:
    """Return the rules in force; without a programme there is nothing to pair by."""
    versions = newest_versions()
    return versions[0] if versions else abort(404)


@blueprint.get("/children/<child_id>/pair")
@door(Role.COORDINATOR)
def pair(child_id: str) -> str:
    """Show who could stand beside a child in a role, the most fitting first, and what speaks against the others."""
    child = own_child(child_id)
    version = current_version()
    roles = [role for role in programme_of(version).roles if role.needed_by.value == "all" or child.study_help]
    code = request.args.get("role") or roles[0].code
    if code not in [role.code for role in roles]:
        abort(404)
    found = candidates_for(version, child.id, code)
    child = own_child(child_id)
    matches = matches_of([child.id]).get(child.id, [])
    return render_template(
        "coordinator/pairs/pair.html",
        here="coordinator.circles",
        child=child,
        role=code,
        roles=[role.code for role in roles],
        found=found,
        seats=seats_of(child, matches, current_roles()),
        newcomers=newcomers_among(matches),
        due=due_days(matches),
        today=today(),
        **REVIEW_WORDS,
    )


@blueprint.post("/children/<child_id>/pair")
@door(Role.COORDINATOR)
def pair_up(child_id: str) -> Response:
    """Offer a child's free place to the chosen supporter."""
    child = own_child(child_id)
    supporter = db.session.scalar(
        select(Supporter).where(Supporter.public_id == request.form.get("supporter", ""))
    ) or abort(404)
    role = request.form.get("role", "")
    version = current_version()
    if role not in [one.code for one in programme_of(version).roles]:
        abort(400)
    try:
        pair_by_hand(version.id, child.id, supporter.id, role, by=actor())
    except Forbidden as fault:
        words = objection_words(fault.objection.code, fault.objection.facts)
        flash(_("That cannot be: %(reason)s. This rule cannot be set aside.", reason=words), "stop")
    except NotPossible:
        flash(_("This place has been filled meanwhile."), "stop")
    else:
        flash(_("Done. %(name)s will hear.", name=db.session.get_one(Supporter, supporter.id).name), "good")
    return redirect(url_for(".pair", child_id=child_id, role=role))


def own_match(public_id: str) -> Match:
    """Return a match that holds a seat beside a child the actor may know of."""
    query = (
        select(Match)
        .join(Child)
        .where(Match.public_id == public_id, Match.state.in_(TAKEN), seen_by(actor()))
        .options(joinedload(Match.child))
    )
    return db.session.scalar(query) or abort(404)


@blueprint.post("/pairs/<public_id>/withdraw")
@door(Role.COORDINATOR)
def withdraw_offer(public_id: str) -> Response:
    """Take back an offer."""
    match = own_match(public_id)
    child_id, role = match.child.public_id, match.role
    try:
        withdraw(match.id, by=actor())
    except NotPossible as fault:
        raise OutOfDate from fault
    flash(_("The offer is taken back; the supporter will hear."), "good")
    return redirect(url_for(".pair", child_id=child_id, role=role))
