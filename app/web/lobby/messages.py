"""Messages: one's own, those that could not be sent, and the outbox of a sample installation."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.operations.messages import open_all, open_message, send_again, settle_unsent
from app.queries.messages import OUTSIDE, failed_messages, own_messages, unread
from app.queries.messages import outbox as everything
from app.queries.samples import may_be_tried, sample_staff, sample_supporters
from app.web.access import actor, door, public, signed_in
from app.web.addresses import inside
from app.web.lobby import blueprint
from app.wording.deliveries import DELIVERY_STATES, WAY_NAMES, failure_words
from app.wording.messages import words_of
from app.wording.people import KINDS, ROLES

#: who looks after messages that could not be sent
CARETAKERS = (Role.COORDINATOR, Role.ADMIN)


def list_page() -> str:
    """Draw the visitor's own messages; the volunteer's room has the same page in its bar."""
    return render_template(
        "lobby/messages/messages.html",
        page=db.paginate(own_messages(visitor.account.id), per_page=25),
        unread=unread(visitor.account.id),
        caretaker=actor().has(*CARETAKERS),
        words_of=words_of,
    )


@blueprint.get("/messages")
@signed_in
def messages() -> str:
    """Show what one was told, unread first."""
    return list_page()


@blueprint.post("/messages/<public_id>/open")
@signed_in
def message_open(public_id: str) -> Response:
    """Mark a message as read and go where it leads."""
    path = open_message(public_id, by=actor())
    if path is None:
        abort(404)
    return redirect(inside(path) if path else url_for("lobby.messages"))


@blueprint.post("/messages/open-all")
@signed_in
def messages_open_all() -> Response:
    """Mark everything as read."""
    open_all(by=actor())
    return redirect(url_for("lobby.messages"))


@blueprint.get("/messages/unsent")
@door(*CARETAKERS)
def unsent() -> str:
    """Show what could not be sent, and why."""
    page = db.paginate(failed_messages(), per_page=25)
    return render_template(
        "lobby/messages/unsent.html",
        page=page,
        words_of=words_of,
        failure_words=failure_words,
        way_names=WAY_NAMES,
        outside=OUTSIDE,
    )


@blueprint.post("/messages/<public_id>/again")
@door(*CARETAKERS)
def message_again(public_id: str) -> Response:
    """Let a message be sent once more."""
    if send_again(public_id, by=actor()):
        flash(_("It waits to be sent once more."), "good")
    else:
        flash(_("This one has run out or was taken care of already."), "hand")
    return redirect(url_for("lobby.unsent"))


@blueprint.post("/messages/<public_id>/told")
@door(*CARETAKERS)
def message_told(public_id: str) -> Response:
    """Note that somebody was told in another way."""
    if settle_unsent(public_id, by=actor()):
        flash(_("Noted. It is off the list."), "good")
    else:
        flash(_("This one has run out or was taken care of already."), "hand")
    return redirect(url_for("lobby.unsent"))


@blueprint.get("/outbox")
@public
def outbox() -> str:
    """Show everything that was told, sign-in codes too: in a sample installation only, so that one can try the house."""
    if not may_be_tried():
        abort(404)
    page = db.paginate(everything(), per_page=25)
    return render_template(
        "lobby/messages/outbox.html",
        page=page,
        words_of=words_of,
        way_names=WAY_NAMES,
        delivery_states=DELIVERY_STATES,
        staff=sample_staff(),
        supporters=sample_supporters(),
        kinds=KINDS,
        roles=ROLES,
    )
