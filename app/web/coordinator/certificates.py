"""Certificates: whose hours are certified, the list, the file for the printer, taking one back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from sqlalchemy import Row
from werkzeug.wrappers import Response
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.hours import Certificate
from app.models.supporters import Supporter
from app.operations.certificates import LONGEST, CannotCertify, Issuer, issue, note_printed, preview, revoke
from app.queries import certificates as asking
from app.queries.installation import county
from app.web.access import actor, door, proved
from app.web.certificate_paper import certificates_pdf, pdf_answer
from app.web.coordinator import blueprint
from app.wording import certificates as words
from app.wording.places import place_name
from app.wording.service_hours import length

PER_PAGE = 50


class IssueForm(FlaskForm):
    """Which days, and who certifies."""

    request_key = HiddenField()
    first = DateField(_l("First day"), [InputRequired(_l("Please fill this in."))])
    last = DateField(_l("Last day"), [InputRequired(_l("Please fill this in."))])
    issuer = StringField(_l("Who certifies"), [InputRequired(words.CANNOT["issuer"]), Length(max=LONGEST)])
    in_charge = StringField(_l("In charge"), [InputRequired(words.CANNOT["in_charge"]), Length(max=LONGEST)])
    contact = StringField(_l("How to reach them"), [InputRequired(words.CANNOT["contact"]), Length(max=LONGEST)])


@blueprint.get("/certificates")
@door(Role.COORDINATOR)
def certificates() -> str:
    """List what was issued, searched by number or name."""
    asked = request.args
    page = db.paginate(asking.listed(actor(), asked.get("q", ""), asked.get("state", "")), per_page=25)
    return render_template("coordinator/certificates/list.html", page=page, length=length)


@blueprint.route("/certificates/new", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def issue_certificates() -> str | Response | tuple[str, int]:
    """Choose people with hours in some days, look at the list once more, and issue certificates to all of them.

    Numbers run on and are never given back, so that nobody is chosen beforehand and nothing is issued unseen.
    """
    form = IssueForm(data=None if request.method == "POST" else proposed())
    if request.method == "POST" and form.validate():
        issuer = Issuer(str(form.issuer.data), str(form.in_charge.data), str(form.contact.data))
        days = form.first.data or today(), form.last.data or today()
        key, chosen = str(form.request_key.data or "")[:43], request.form.getlist("supporter")
        try:
            if "change" not in request.form and "write" not in request.form:
                return confirm_page(form, preview(chosen, *days, issuer, by=actor()))
            if "write" in request.form:
                issued = issue(chosen, *days, issuer, request_key=key, by=actor())
                said = ngettext("%(num)s certificate is issued.", "%(num)s certificates are issued.", len(issued))
                flash(said, "good")
                return redirect(url_for("coordinator.issued_certificates", request_key=key))
        except CannotCertify as refused:
            flash(str(words.CANNOT.get(refused.code, refused.code)), "stop")
    first, last = form.first.data or today(), form.last.data or today()
    page = db.paginate(
        asking.with_hours(actor(), first, last, request.args.get("q", "")), per_page=PER_PAGE, count=True
    )
    rows = db.session.execute(
        asking.with_hours(actor(), first, last, request.args.get("q", ""))
        .limit(PER_PAGE)
        .offset((page.page - 1) * PER_PAGE)
    ).all()
    answer = render_template(
        "coordinator/certificates/issue.html",
        here="coordinator.certificates",
        form=form,
        page=page,
        rows=rows,
        chosen=chosen_on(rows),
        length=length,
    )
    return (answer, 422) if request.method == "POST" and "change" not in request.form else answer


def chosen_on(rows: Sequence[Row[tuple[Supporter, int]]]) -> set[str]:
    """Return who is ticked: whom the form names, or everybody of the page where that was asked for."""
    if request.method == "GET" and "all" in request.args:
        return {row.Supporter.public_id for row in rows}
    return set(request.form.getlist("supporter"))


def confirm_page(form: IssueForm, people: list[tuple[Supporter, int]]) -> str:
    """Show once more who gets a certificate, before numbers are used up."""
    return render_template(
        "coordinator/certificates/confirm.html",
        here="coordinator.certificates",
        form=form,
        people=people,
        length=length,
    )


@blueprint.get("/certificates/issued/<request_key>")
@door(Role.COORDINATOR)
def issued_certificates(request_key: str) -> str:
    """Show what was issued together, to be printed together."""
    query = asking.visible_certificates(actor()).where(Certificate.request_key == request_key)
    found = list(db.session.scalars(query.order_by(None).order_by(Certificate.sequence))) or abort(404)
    return render_template(
        "coordinator/certificates/issued.html",
        here="coordinator.certificates",
        found=found,
        length=length,
    )


@blueprint.get("/certificates/<public_id>")
@door(Role.COORDINATOR)
def certificate(public_id: str) -> str:
    """Show one certificate."""
    return render_template(
        "coordinator/certificates/certificate.html",
        here="coordinator.certificates",
        one=certificate_or_404(public_id),
        length=length,
        words=words,
    )


@blueprint.post("/certificates/<public_id>/revoke")
@door(Role.COORDINATOR)
@proved
def revoke_certificate(public_id: str) -> Response:
    """Take a certificate back."""
    one = certificate_or_404(public_id)
    try:
        revoke(one.id, request.form.get("reason", ""), by=actor())
    except CannotCertify as refused:
        flash(str(words.CANNOT[refused.code]), "stop")
    else:
        flash(_("It is revoked: whoever looks it up reads so."), "good")
    return redirect(url_for("coordinator.certificate", public_id=public_id))


@blueprint.post("/certificates/print")
@door(Role.COORDINATOR)
def print_certificates() -> Response:
    """Hand the chosen certificates out as one file, a page each."""
    wanted = request.form.getlist("certificate")[:200]
    query = asking.visible_certificates(actor()).where(Certificate.public_id.in_(wanted)).order_by(None)
    query = query.order_by(Certificate.year, Certificate.sequence)
    found = list(db.session.scalars(query))
    if not found:
        flash(str(_("Choose at least one certificate.")), "stop")
        return redirect(url_for("coordinator.certificates"))
    note_printed(found, by=actor())
    found = list(db.session.scalars(query))
    name = found[0].number if len(found) == 1 else f"{found[0].number}-and-{len(found) - 1}-more"
    return pdf_answer(certificates_pdf(found, current_app.config["SETTINGS"].public_url), name)


def proposed() -> dict[str, str | date]:
    """Return what a new form says: this year so far, in January with the year before, and who certified last."""
    before = asking.latest_issuer(actor())
    here = county()
    try:
        first = date.fromisoformat(request.args.get("first", ""))
        last = date.fromisoformat(request.args.get("last", ""))
    except ValueError:
        first, last = (today() - timedelta(days=31)).replace(month=1, day=1), today()
    return {
        "request_key": secrets.token_urlsafe(32),
        "first": first,
        "last": min(max(first, last), max(first, today())),
        "issuer": before.issuer if before else (place_name(here) if here else ""),
        "in_charge": before.in_charge if before else "",
        "contact": before.contact if before else "",
    }


def certificate_or_404(public_id: str) -> Certificate:
    """Return a certificate the actor may see; unknown and hidden ones look the same."""
    return asking.find_certificate(actor(), public_id) or abort(404)
