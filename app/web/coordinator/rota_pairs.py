"""With whom and where somebody comes on shifts: kept apart from, tied to, away from places; for coordinators alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.database import db
from app.models.accounts import Role
from app.models.rotas import PairRule
from app.models.supporters import Supporter, SupporterState
from app.operations.rota_pairs import REASONS, CannotPair, end_rota_pair, pair_up
from app.operations.rota_reviews import let_come
from app.queries import rota_pairs as asking
from app.queries.supporters import find_supporter, names_of
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.supporters import supporter_or_404
from app.web.fields import choices_of
from app.wording import choices
from app.wording import rota_pairs as words

#: most people listed to choose from
MOST = 10
CHOSEN = InputRequired(_l("Please choose one."))


class PairForm(FlaskForm):
    """Who the other one is, what holds for the two, and why."""

    other = HiddenField(validators=[CHOSEN])
    #: rule and reason in one field: "apart:asked"
    rule = SelectField(_l("What holds, and why"), [CHOSEN])

    def __init__(self) -> None:
        super().__init__()
        self.rule.choices = [
            SelectChoice("", _l("please choose")),
            *(
                SelectChoice(f"{rule}:{reason}", words.REASONS[reason], optgroup=str(words.RULES[rule]))
                for rule in PairRule
                for reason in REASONS[rule]
            ),
        ]


class EndForm(FlaskForm):
    """Why a pair ends."""

    reason = SelectField(_l("Why does it end?"), [CHOSEN])

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = [SelectChoice("", _l("please choose")), *choices_of(words.ENDINGS)]


@blueprint.get("/rota/pairs")
@door(Role.COORDINATOR)
def all_rota_pairs() -> str:
    """List everybody who is kept apart or together on shifts."""
    asked = request.args
    ended = asked.get("state") == "ended"
    page = db.paginate(asking.all_pairs(actor(), asked.get("q", ""), asked.get("rule", ""), ended=ended), per_page=25)
    return render_template(
        "coordinator/rota/pairs.html",
        here="coordinator.rota",
        page=page,
        ended=ended,
        names=names_of([who for row in page.items for who in (row.recorded_by, row.ended_by)]),
        words=words,
    )


@blueprint.route("/supporters/<public_id>/shifts-with", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def rota_pairs(public_id: str) -> str | Response:
    """Show with whom and where somebody comes; pair them with somebody found by search."""
    supporter = supporter_or_404(public_id)
    form = PairForm()
    if form.validate_on_submit():
        other = find_supporter(actor(), form.other.data or "") or abort(404)
        rule, _colon, reason = form.rule.data.partition(":")
        try:
            pair_up(supporter.id, other.id, rule, reason, by=actor())
        except CannotPair as refused:
            form.rule.errors = [words.CANNOT_PAIR[refused.code]]
        else:
            flash(_("Noted. Rounds keep to it from now on; what is published stays as it is."), "good")
            return redirect(url_for("coordinator.rota_pairs", public_id=public_id))
    return pairs_page(supporter_or_404(public_id), form)


def pairs_page(supporter: Supporter, form: PairForm) -> str:
    """Render the page."""
    ties = asking.ties_of(supporter)
    places = asking.places_shunned(supporter)
    text = request.args.get("q", "").strip()
    writers = [who for tie in ties for who in (tie.pair.recorded_by, tie.pair.ended_by)]
    return render_template(
        "coordinator/supporters/rota_pairs.html",
        here="coordinator.supporters",
        supporter=supporter,
        standing=[tie for tie in ties if tie.pair.ended_at is None],
        ended=[tie for tie in ties if tie.pair.ended_at is not None],
        places=places,
        names=names_of([*writers, *(row.recorded_by for row in places)]),
        active=SupporterState.ACTIVE,
        form=form,
        found=asking.partners_for(actor(), supporter, text, MOST),
        text=text,
        words=words,
        choices=choices,
    )


@blueprint.route("/supporters/<public_id>/shifts-with/<pair_id>/end", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def end_pair_of_rota(public_id: str, pair_id: str) -> str | Response:
    """End a pair, with a reason."""
    supporter = supporter_or_404(public_id)
    pair = asking.find_pair(supporter, pair_id) or abort(404)
    form = EndForm()
    return ending(
        supporter,
        form,
        lambda: end_rota_pair(pair.id, form.reason.data, by=actor()),
        _("It has ended. Rounds no longer look at it."),
        "end_rota_pair",
        pair=pair,
        other=pair.other if pair.one_id == supporter.id else pair.one,
    )


@blueprint.route("/supporters/<public_id>/places/<place_id>/back", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def let_back(public_id: str, place_id: str) -> str | Response:
    """Let somebody come to a place again, after one more look."""
    supporter = supporter_or_404(public_id)
    row = asking.shunned(supporter, place_id) or abort(404)
    return ending(
        supporter,
        FlaskForm(),
        lambda: let_come(supporter.id, row.place_id, by=actor()),
        _("Noted. Rounds may send them there again."),
        "let_back",
        row=row,
    )


def ending(
    supporter: Supporter, form: FlaskForm, end: Callable[[], object], said: str, template: str, **shown: Any
) -> str | Response:
    """Look once more at what ends for somebody, then end it."""
    if form.validate_on_submit():
        name = supporter.public_id
        end()
        flash(said, "good")
        return redirect(url_for("coordinator.rota_pairs", public_id=name))
    return render_template(
        f"coordinator/supporters/{template}.html",
        here="coordinator.supporters",
        supporter=supporter,
        form=form,
        words=words,
        **shown,
    )
