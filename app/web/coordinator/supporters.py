"""Supporters: the list, a record, its form, and where somebody stands with us."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.places import PlaceKind
from app.models.supporters import Supporter, SupporterState
from app.models.traces import Change, Disclosure
from app.operations.supporters import (
    MOVES,
    CannotMove,
    PhoneTaken,
    add_supporter,
    edit_supporter,
    move_supporter,
    reveal_contact,
)
from app.queries import supporters as asking
from app.queries.places import find_place, open_places
from app.queries.vetting import steps_of
from app.web.access import actor, door, proved
from app.web.coordinator import blueprint
from app.web.coordinator.forms_supporters import SupporterForm
from app.web.paint import GLADNESS
from app.wording import choices
from app.wording.history import history_words

PER_PAGE = 25
#: what a move is called on its button
MOVE_WORDS = {
    (SupporterState.APPLICANT, SupporterState.DECLINED): _l("Do not take on"),
    (SupporterState.APPLICANT, SupporterState.LEFT): _l("Has withdrawn"),
    (SupporterState.ACTIVE, SupporterState.PAUSED): _l("Pause"),
    (SupporterState.ACTIVE, SupporterState.LEFT): _l("Leaves"),
    (SupporterState.PAUSED, SupporterState.ACTIVE): _l("Is back"),
    (SupporterState.PAUSED, SupporterState.LEFT): _l("Leaves"),
    (SupporterState.DECLINED, SupporterState.APPLICANT): _l("Look at it again"),
    (SupporterState.LEFT, SupporterState.APPLICANT): _l("Comes again"),
}
SPECIAL_WORDS = {"expiring": _l("something ends within 60 days"), "lapsed": _l("with us, but something is missing")}


def supporter_or_404(public_id: str) -> Supporter:
    """Return a supporter the actor may see; unknown and hidden ones look the same."""
    return asking.find_supporter(actor(), public_id) or abort(404)


@blueprint.get("/supporters")
@door(Role.COORDINATOR)
def supporters() -> str:
    """List the supporters, searched and filtered."""
    asked = request.args
    township = find_place(asked.get("township", ""), PlaceKind.TOWNSHIP)
    query = asking.listed(
        actor(),
        asked.get("q", ""),
        asked.get("kind", ""),
        asked.get("state", ""),
        township.id if township else None,
    )
    page = db.paginate(query, per_page=PER_PAGE)
    return render_template(
        "coordinator/supporters/list.html",
        page=page,
        beside=asking.children_beside(supporter.id for supporter in page.items),
        papers={supporter.id: steps_of(supporter, supporter.evidence) for supporter in page.items},
        waiting=db.session.scalar(db.select(db.func.count()).select_from(asking.waiting_evidence(actor()).subquery())),
        townships=db.session.scalars(open_places(PlaceKind.TOWNSHIP, scope=actor().roles[Role.COORDINATOR])).all(),
        states={**choices.SUPPORTER_STATES, **SPECIAL_WORDS},
        words=choices,
    )


@blueprint.get("/supporters/<public_id>")
@door(Role.COORDINATOR)
def supporter(public_id: str) -> str:
    """Show one supporter's record."""
    return record_page(supporter_or_404(public_id))


@blueprint.post("/supporters/<public_id>/contact")
@door(Role.COORDINATOR)
def supporter_contact(public_id: str) -> str:
    """Show phone and e-mail; that somebody looked is noted with it."""
    contact = reveal_contact(supporter_or_404(public_id).id, by=actor())
    return record_page(supporter_or_404(public_id), contact)


def record_page(supporter: Supporter, contact: tuple[str, str] | None = None) -> str:
    """Draw a record, with the contact just revealed."""
    pairs = asking.pairs_of(supporter.id)
    history = asking.history_of(supporter)
    return render_template(
        "coordinator/supporters/supporter.html",
        here="coordinator.supporters",
        supporter=supporter,
        contact=contact,
        papers=steps_of(supporter, supporter.evidence),
        evidence=sorted(supporter.evidence, key=lambda row: (row.created_at, row.id), reverse=True),
        pairs=pairs,
        load=asking.load_of(supporter, pairs),
        history=history_words(history, asking.names_of(writer(row) for row in history).of),
        names=asking.names_of([who for row in supporter.evidence for who in (row.recorded_by, row.approved_by)]),
        moves=[(state, MOVE_WORDS[state_of(supporter), state]) for state in MOVES[state_of(supporter)]],
        gladness=GLADNESS,
        words=choices,
    )


def writer(row: Change | Disclosure) -> int | None:
    """Return the account behind a line of the history."""
    return row.by if isinstance(row, Change) else row.account_id


def state_of(supporter: Supporter) -> SupporterState:
    """Return where a supporter stands."""
    return SupporterState(supporter.state)


@blueprint.route("/supporters/new", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def new_supporter() -> Response | str | tuple[str, int]:
    """Take somebody on who rang instead of signing up."""
    form = SupporterForm()
    if not form.validate_on_submit():
        return form_page(form)
    try:
        made = add_supporter(form.values, by=actor())
    except PhoneTaken:
        return form_page(form, taken=True)
    flash(_("Noted. Next: the evidence, step by step."), "good")
    return redirect(url_for("coordinator.supporter", public_id=made.public_id))


@blueprint.route("/supporters/<public_id>/edit", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def change_supporter(public_id: str) -> Response | str | tuple[str, int]:
    """Correct a record; phone and e-mail stand in the form, so opening it is noted like a look at them."""
    supporter = supporter_or_404(public_id)
    form = SupporterForm()
    if request.method == "GET":
        reveal_contact(supporter.id, by=actor())
        supporter = supporter_or_404(public_id)
        form.fill(supporter)
        return form_page(form, supporter)
    form.keep_codes(supporter)
    if not form.validate():
        return form_page(form, supporter)
    try:
        edit_supporter(supporter.id, form.values, version=int(form.version.data or 0), by=actor())
    except PhoneTaken:
        return form_page(form, supporter_or_404(public_id), taken=True)
    flash(_("Saved."), "good")
    return redirect(url_for("coordinator.supporter", public_id=public_id))


def form_page(form: SupporterForm, supporter: Supporter | None = None, taken: bool = False) -> str | tuple[str, int]:
    """Draw the form; `taken` says that somebody else has this phone number."""
    if taken:
        form.phone.errors = [_("Someone else has this number. Search for it in the list first.")]
    page = render_template(
        "coordinator/supporters/form.html", here="coordinator.supporters", form=form, supporter=supporter
    )
    return (page, 422) if form.errors else page


@blueprint.post("/supporters/<public_id>/state")
@door(Role.COORDINATOR)
@proved
def move(public_id: str) -> Response:
    """Pause, bring back, let go, decline or reconsider."""
    supporter = supporter_or_404(public_id)
    wanted = request.form.get("state", "")
    if wanted not in set(SupporterState):
        abort(400)
    try:
        version = request.form.get("version", 0, int)
        pairs = move_supporter(supporter.id, SupporterState(wanted), version=version, by=actor())
    except CannotMove:
        abort(409)
    flash(_("Noted: %(state)s.", state=choices.SUPPORTER_STATES[wanted]), "good")
    if pairs:
        flash(left_alone(pairs), "hand")
    return redirect(url_for("coordinator.supporter", public_id=public_id))


def left_alone(pairs: int) -> str:
    """Say that children are without somebody now, and what helps."""
    return str(
        ngettext(
            "%(num)s child is without this person from now on. Open the circle, tell the family, and look for someone.",
            "%(num)s children are without this person from now on. Open the circles, tell the families, and look for someone.",
            pairs,
        )
    )
