"""Two rounds, or a round and today, side by side."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from app.models.accounts import Role
from app.models.places import Place, PlaceKind
from app.models.rounds import Round, RoundKind
from app.queries import comparisons as queries
from app.queries.changed_children import PageOfChildren, changed_children, changes_of
from app.queries.places import find_place
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import WORDS, own_round
from app.web.filters import moment
from app.wording.places import place_name
from app.wording.rounds import scope_name

PER_PAGE = 25


@blueprint.get("/rounds/compare")
@door(Role.COORDINATOR)
def compare() -> str:
    """Show two plans side by side, the later one on the right; without a choice today and the newest round."""
    offered = queries.offered_rounds(actor())
    if not offered:
        return render_template("coordinator/rounds/compare.html", here="coordinator.rounds", offered=[], **WORDS)
    left, right = chosen("left"), chosen("right") or offered[0]
    found = queries.compare(right, left).turned()
    township = find_place(request.args.get("township", ""), PlaceKind.TOWNSHIP)
    text = request.args.get("q", "")
    children = changed_children(actor(), found, text=text, township_id=township.id if township else None)
    page = PageOfChildren(children, per_page=PER_PAGE)

    def township_link(place: Place) -> str:
        other = left.public_id if left else ""
        return url_for(".compare", left=other, right=right.public_id, township=place.public_id, _anchor="children")

    return render_template(
        "coordinator/rounds/compare.html",
        here="coordinator.rounds",
        offered=offered,
        left=left,
        right=right,
        found=found,
        roles=found.by_role(),
        townships=found.by_township(),
        township_link=township_link,
        page=page,
        changes=changes_of(found, page.items),
        name_of=name_of,
        short_name=short_name,
        place_name=place_name,
        **WORDS,
    )


def chosen(side: str) -> Round | None:
    """Return the round the address names for a side, or None when it names none; 404 without a plan for circles."""
    public_id = request.args.get(side, "")
    if not public_id:
        return None
    this = own_round(public_id)
    if this.kind != RoundKind.CIRCLES or not this.plan_hash:
        abort(404)
    return this


def name_of(this: Round) -> str:
    """Return what a round is called where one is chosen."""
    about = {"number": this.id, "scope": scope_name(this.scope), "when": moment(this.created_at)}
    if this.trial:
        return _("Try-out %(number)s · %(scope)s · %(when)s", **about)
    return _("Round %(number)s · %(scope)s · %(when)s", **about)


def short_name(this: Round | None) -> str:
    """Return what heads a column."""
    if this is None:
        return _("Today")
    return _("Try-out %(number)s", number=this.id) if this.trial else _("Round %(number)s", number=this.id)
