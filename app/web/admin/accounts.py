"""Accounts: who may enter, and with which role."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.models.accounts import Account, Role
from app.operations import accounts as operations
from app.operations import invitations
from app.operations.accounts import AccountRefused
from app.operations.sessions import end_sessions
from app.queries import accounts as queries
from app.web.access import actor, door, proved
from app.web.admin import blueprint
from app.web.admin.forms_accounts import GrantForm, InvitationForm, place_name
from app.wording.accounts import DEVICES, REFUSALS, STANDINGS
from app.wording.people import ROLES

#: beside which field a refusal stands
FIELD_OF = {
    "bad_handle": "handle",
    "has_account": "handle",
    "no_name": "name",
    "place_needed": "place",
    "wrong_place": "place",
    "past": "until",
}


@blueprint.get("/accounts")
@door(Role.ADMIN)
def accounts() -> str:
    """List accounts."""
    shown = request.args.get("show", "staff")
    page = queries.accounts_page(shown, request.args.get("words", ""))
    return render_template(
        "admin/accounts.html",
        page=page,
        shown=shown if shown in queries.FILTERS else "",
        roles=ROLES,
        standings=STANDINGS,
        standing=queries.standing,
        invited=queries.invited_among(page.items),
        live=queries.live,
        place_name=place_name,
    )


@blueprint.route("/accounts/invite", methods=["GET", "POST"])
@door(Role.ADMIN)
@proved
def invite() -> Response | str:
    """Invite somebody to work here."""
    form = InvitationForm()
    if form.validate_on_submit():
        handle = str(form.handle.data)
        try:
            token = invitations.invite(str(form.name.data), handle, form.role.data, form.place_id, by=actor())
        except AccountRefused as fault:
            blame(form, fault)
        else:
            return link_page(token, str(form.name.data), handle)
    return render_template("admin/invite.html", form=form)


@blueprint.get("/accounts/<public_id>")
@door(Role.ADMIN)
def account(public_id: str) -> str:
    """Show one account."""
    return account_page(found(public_id), GrantForm())


@blueprint.post("/accounts/<public_id>/grants")
@door(Role.ADMIN)
@proved
def grant(public_id: str) -> Response | str:
    """Give a role."""
    this, form = found(public_id), GrantForm()
    if form.validate_on_submit():
        try:
            operations.grant_role(this.id, form.role.data, form.place_id, form.ends_at, by=actor())
        except AccountRefused as fault:
            blame(form, fault)
        else:
            flash(_("The role is given. It holds from their next sign-in on."), "good")
            return redirect(url_for("admin.account", public_id=public_id))
    return account_page(found(public_id), form)


@blueprint.post("/accounts/<public_id>/grants/<int:grant_id>/end")
@door(Role.ADMIN)
@proved
def end_grant(public_id: str, grant_id: int) -> Response:
    """Take a role away."""
    row = queries.find_grant(found(public_id).id, grant_id)
    if row is None:
        abort(404)
    return done(
        public_id,
        lambda: operations.end_grant(grant_id, by=actor()),
        _("The role is ended, and so are their sign-ins."),
    )


@blueprint.post("/accounts/<public_id>/disable")
@door(Role.ADMIN)
@proved
def disable(public_id: str) -> Response:
    """Close an account."""
    this = found(public_id).id
    return done(
        public_id, lambda: operations.disable(this, by=actor()), _("The account is closed; they are signed out.")
    )


@blueprint.post("/accounts/<public_id>/enable")
@door(Role.ADMIN)
@proved
def enable(public_id: str) -> Response:
    """Open a closed account."""
    this = found(public_id).id
    return done(public_id, lambda: operations.enable(this, by=actor()), _("The account is open again."))


@blueprint.post("/accounts/<public_id>/end-sign-ins")
@door(Role.ADMIN)
def end_all_sign_ins(public_id: str) -> Response:
    """End the sign-ins of a lost phone, at once and without being asked for a password first."""
    ended = end_sessions(found(public_id).id, by=actor())
    flash(ngettext("%(num)s sign-in ended.", "%(num)s sign-ins ended.", ended), "good")
    return redirect(url_for("admin.account", public_id=public_id))


@blueprint.post("/accounts/<public_id>/reset")
@door(Role.ADMIN)
@proved
def reset(public_id: str) -> Response | str:
    """Void password and app, and hand out a new link."""
    this = found(public_id)
    name, handle = this.name, this.handle
    try:
        token = invitations.reset(this.id, by=actor())
    except AccountRefused as fault:
        flash(REFUSALS[fault.code], "stop")
        return redirect(url_for("admin.account", public_id=public_id))
    return link_page(token, name, handle)


@blueprint.post("/accounts/<public_id>/withdraw")
@door(Role.ADMIN)
def withdraw(public_id: str) -> Response:
    """Make an open invitation worthless."""
    this = found(public_id).id
    return done(public_id, lambda: invitations.withdraw(this, by=actor()), _("The link is worthless now."))


def found(public_id: str) -> Account:
    """Return the account, or answer 404."""
    this = queries.find_account(public_id)
    if this is None:
        abort(404)
    return this


def account_page(this: Account, form: GrantForm) -> str:
    """Show an account with the form for one more role."""
    invited = queries.invited_among([this])
    return render_template(
        "admin/account.html",
        account=this,
        form=form,
        own=this.id == actor().account_id,
        sessions=queries.open_sessions(this.id),
        standing=queries.standing(this, invited),
        invited=this.id in invited,
        grants=[grant for grant in this.grants if queries.live(grant)],
        roles=ROLES,
        standings=STANDINGS,
        devices=DEVICES,
        place_name=place_name,
        here="admin.accounts",
    )


def link_page(token: str, name: str, handle: str) -> str:
    """Show a link this once, unless the outbox takes it to the person by itself."""
    sent = invitations.can_be_sent(handle)
    link = f"{current_app.config['SETTINGS'].public_url}{url_for('lobby.invitation', token=token)}"
    return render_template(
        "admin/link.html", name=name, handle=handle, link="" if sent else link, here="admin.accounts"
    )


def done(public_id: str, act: Callable[[], None], said: str) -> Response:
    """Do it, say so or why not, and show the account."""
    try:
        act()
    except AccountRefused as fault:
        flash(REFUSALS[fault.code], "stop")
    else:
        flash(said, "good")
    return redirect(url_for("admin.account", public_id=public_id))


def blame(form: InvitationForm | GrantForm, fault: AccountRefused) -> None:
    """Put a refusal beside its field."""
    form[FIELD_OF.get(fault.code, "role")].errors = [REFUSALS[fault.code]]
