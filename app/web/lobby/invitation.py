"""Beginning as a member of staff, by the link of an invitation."""

from __future__ import annotations

from flask import abort, flash, make_response, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.models.accounts import key_hash
from app.operations.accounts import AccountRefused
from app.operations.invitations import InvitationOver, accept, find_invitation
from app.operations.passwords import WeakPassword
from app.operations.sessions import open_session
from app.web.access import public
from app.web.lobby import blueprint
from app.web.lobby.enrolment import offer, offered
from app.web.lobby.forms_sign_in import BeginForm
from app.web.lobby.sign_in import device, enter
from app.wording.accounts import PASSWORDS, REFUSALS
from app.wording.people import ROLES


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Response:
    """Set one's own password and second factor; the link works once."""
    try:
        found = find_invitation(token)
        form, whose = BeginForm(), key_hash(token).hex()
        if form.validate_on_submit():
            secret = offered(whose, form.offered.data or "")
            try:
                account_id = accept(token, str(form.password.data), secret or "", str(form.code.data))
            except WeakPassword as fault:
                form.password.errors = [PASSWORDS[fault.code]]
            except AccountRefused as fault:
                form.code.errors = [REFUSALS[fault.code]]
            else:
                flash(_("Welcome. From now on you sign in with this password and your app."), "good")
                return enter(open_session(account_id, device()))
            found = find_invitation(token)
    except InvitationOver:
        abort(404)
    fresh = offer(whose, found.account.handle, form.offered.data)
    form.offered.data = fresh.signed
    page = make_response(
        render_template("lobby/invitation.html", form=form, invitation=found, role=ROLES.get(found.role), offer=fresh)
    )
    page.headers["Cache-Control"] = "no-store"
    return page
