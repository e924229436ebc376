"""Gateways: where messages leave the house."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.models.accounts import Role
from app.models.gateways import Gateway
from app.operations import gateways as operations
from app.operations.gateways import GatewayRefused
from app.queries import gateways as queries
from app.web.access import actor, door, proved
from app.web.admin import blueprint
from app.web.admin.forms_gateways import GatewayForm, TrialForm
from app.wording.deliveries import DELIVERY_STATES, failure_words
from app.wording.gateways import KINDS, REFUSALS


@blueprint.get("/gateways")
@door(Role.ADMIN)
def gateways() -> str:
    """List the gateways in use with their last trial."""
    return list_page(TrialForm(formdata=None), "")


@blueprint.route("/gateways/new", methods=["GET", "POST"])
@door(Role.ADMIN)
@proved
def new_gateway() -> Response | str:
    """Set a gateway."""
    form = GatewayForm()
    form.url.flags.required = True
    if form.validate_on_submit() and saved(form, ""):
        return redirect(url_for("admin.gateways"))
    return render_template("admin/gateway.html", form=form, gateway=None, here="admin.gateways")


@blueprint.route("/gateways/<public_id>", methods=["GET", "POST"])
@door(Role.ADMIN)
@proved
def gateway(public_id: str) -> Response | str:
    """Change a gateway; an empty address keeps the one that stands."""
    row = found(public_id)
    form = GatewayForm(
        data={"name": row.name, "kind": row.kind, "language": row.language, "place": str(row.place_id or "")}
    )
    if form.validate_on_submit() and saved(form, public_id):
        return redirect(url_for("admin.gateways"))
    return render_template("admin/gateway.html", form=form, gateway=found(public_id), here="admin.gateways")


@blueprint.post("/gateways/<public_id>/off")
@door(Role.ADMIN)
@proved
def gateway_off(public_id: str) -> Response:
    """Switch a gateway off."""
    found(public_id)
    operations.switch_off(public_id, by=actor())
    flash(_("Switched off. What waits for it is read in the app."), "good")
    return redirect(url_for("admin.gateways"))


@blueprint.post("/gateways/<key>/try")
@door(Role.ADMIN)
@proved
def gateway_try(key: str) -> Response | str:
    """Send a neutral text by a gateway, through a job."""
    if queries.outlet(key) is None:
        abort(404)
    form = TrialForm()
    try:
        operations.try_gateway(key, form.to.data or "", visitor.account.language, by=actor())
    except GatewayRefused as fault:
        form.to.errors = [REFUSALS[fault.code]]
        return list_page(form, key)
    flash(_("The trial is on its way. Look again in a moment: its result stands beside the gateway."), "good")
    return redirect(url_for("admin.gateways"))


def list_page(form: TrialForm, tried: str) -> str:
    """Draw the list; `form` belongs to the gateway `tried`."""
    in_use = queries.outlets()
    return render_template(
        "admin/gateways.html",
        outlets=in_use,
        trials=queries.last_trials([one.key for one in in_use]),
        failing=queries.failing_gateways(),
        form=form,
        tried=tried,
        kinds=KINDS,
        states=DELIVERY_STATES,
        failure_words=failure_words,
    )


def found(public_id: str) -> Gateway:
    """Return the gateway, or answer 404."""
    row = queries.find_gateway(public_id)
    if row is None:
        abort(404)
    return row


def saved(form: GatewayForm, public_id: str) -> bool:
    """Keep what the form says; on a fault, word it beside its field and return False."""
    version = request.form.get("version", "")
    try:
        operations.save_gateway(
            public_id,
            name=(form.name.data or "").strip(),
            kind=form.kind.data or "",
            url=form.url.data or "",
            language=form.language.data or "",
            place_id=form.place_id,
            version=int(version) if version.isdecimal() else 0,
            by=actor(),
        )
    except GatewayRefused as fault:
        form[fault.field].errors = [REFUSALS[fault.code]]
        return False
    flash(_("Saved. Try it: whether an address works shows only when something is sent."), "good")
    return True
