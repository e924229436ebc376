"""My circles: the offers that wait for an answer, and the children one stands beside."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.validators import Optional

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.matches import Match
from app.operations.answers import CannotAnswer, answer
from app.operations.disclosures import disclose
from app.queries.appointments import due_days
from app.queries.meetings import next_of
from app.queries.newcomers import newcomers_among
from app.queries.offers import live_circles, offers_of
from app.queries.policy import find_child
from app.queries.responsible import organiser_for
from app.queries.seats import current_roles, matches_of, seats_of
from app.web.access import actor, door
from app.web.fields import choices_of
from app.web.volunteer import blueprint
from app.wording import children as child_words
from app.wording import meetings as words
from app.wording.reasons import reason_icon, reason_words

#: what stands behind a tap, each look written down
MASKED = ("name", "address", "guardian", "phone")
PER_PAGE = 25


class AnswerForm(FlaskForm):
    """Yes or no is the button; the reason is nobody's duty."""

    reason = RadioField(
        _l("Would you like to say why? You need not"),
        choices=choices_of(words.DECLINE_REASONS),
        validators=[Optional()],
    )


@blueprint.get("/circle")
@door(Role.SUPPORTER)
def circle() -> str:
    """Show offers first, then the children one stands beside."""
    return page()


@blueprint.post("/offers/<public_id>/<word>")
@door(Role.SUPPORTER)
def offer_answer(public_id: str, word: str) -> Response:
    """Say yes or no to an offer."""
    match_id = db.session.scalar(
        select(Match.id).where(Match.public_id == public_id, Match.supporter_id == actor().supporter_id)
    )
    form = AnswerForm()
    if match_id is None or word not in ("yes", "no"):
        abort(404)
    try:
        answer(match_id, word == "yes", (form.reason.data or "") if word == "no" else "", by=actor())
    except CannotAnswer as fault:
        if fault.code not in words.CANNOT_ANSWER:
            abort(404)
        flash(str(words.CANNOT_ANSWER[fault.code]), "hand")
        return redirect(url_for("volunteer.circle"))
    if word == "yes":
        flash(_("Thank you. You are part of the circle now; your meetings stand in your schedule."), "good")
    else:
        flash(_("Thank you for answering. We will not ask you about this child again for a while."), "good")
    return redirect(url_for("volunteer.circle"))


@blueprint.post("/circle/<child_id>/<field>")
@door(Role.SUPPORTER)
def reveal(child_id: str, field: str) -> str:
    """Show one masked value of a child one stands beside; the look is written down. The next page masks it again."""
    child = find_child(actor(), child_id)
    if child is None or field not in MASKED:
        abort(404)
    return page(shown=(child_id, field, disclose(child.id, field, by=actor())))


def page(shown: tuple[str, str, str] | None = None) -> str:
    """Draw the page; `shown` is a child's public id, a field and its value."""
    supporter_id = actor().supporter_id
    assert supporter_id is not None  # the door lets nobody else in
    pairs = db.paginate(live_circles(supporter_id), per_page=PER_PAGE)
    circles, roles = matches_of(match.child_id for match in pairs.items), current_roles()
    return render_template(
        "volunteer/circle/circle.html",
        offers=offers_of(supporter_id),
        pairs=pairs,
        seats={match.id: seats_of(match.child, circles[match.child_id], roles) for match in pairs.items},
        next_meetings=next_of(match.id for match in pairs.items),
        due=due_days(pairs.items),
        today=today(),
        newcomers=newcomers_among(pairs.items),
        organisers={match.child.village_id: organiser_for(match.child.village) for match in pairs.items},
        form=AnswerForm(formdata=None),
        shown=shown,
        reasons_of=reasons_of,
        words=words,
        child_words=child_words,
    )


def reasons_of(match: Match) -> list[tuple[str, str]]:
    """Return why the two were brought together, as (picture, words); the way is told beside."""
    return [
        (reason_icon(reason) or "info", reason_words(reason))
        for reason in match.reasons
        if reason.get("code") != "travel"
    ]
