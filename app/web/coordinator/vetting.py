"""Evidence: written down by one member of staff, approved by another, ended when it no longer holds."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.supporters import Evidence
from app.operations.vetting import BadEvidence, SecondPersonNeeded, approve_evidence, end_evidence, record_evidence
from app.queries.supporters import find_evidence, names_of, waiting_evidence
from app.queries.vetting import needed_kinds
from app.web.access import actor, door, proved
from app.web.coordinator import blueprint
from app.web.coordinator.forms_supporters import EvidenceForm
from app.web.coordinator.supporters import PER_PAGE, left_alone, supporter_or_404
from app.wording import choices

#: why evidence was not taken, beside its field
FAULTS = {
    "not_yet": _l("This day is still to come. Write the day it happened."),
    "too_late": _l("This is before the day it began. Look at both days again."),
    "too_long": _l("A record check counts for twelve months after the query, no longer. Leave this empty."),
    "over": _l("This has ended already and would not count. Ask for a new one."),
    "which_licence": _l("Say what the licence is for."),
}
SECOND_PERSON = {
    "own": _l("This is about yourself. Someone else has to do it."),
    "recorded": _l("You wrote this down yourself. A second person has to approve it."),
    "settled": _l("Someone settled this before you. Nothing was changed."),
}


def evidence_or_404(public_id: str) -> Evidence:
    """Return evidence of a supporter the actor may see; unknown and hidden look the same."""
    return find_evidence(actor(), public_id) or abort(404)


@blueprint.get("/vetting")
@door(Role.COORDINATOR)
def vetting() -> str:
    """List what waits for a second person."""
    page = db.paginate(waiting_evidence(actor()), per_page=PER_PAGE)
    names = names_of(row.recorded_by for row in page.items)
    return render_template(
        "coordinator/supporters/vetting.html", here="coordinator.supporters", page=page, names=names, words=choices
    )


@blueprint.route("/supporters/<public_id>/evidence/new", methods=["GET", "POST"])
@door(Role.COORDINATOR)
@proved
def add_evidence(public_id: str) -> Response | str | tuple[str, int]:
    """Write down evidence."""
    supporter = supporter_or_404(public_id)
    form = EvidenceForm(kind=request.args.get("kind"))
    if form.validate_on_submit():
        try:
            record_evidence(
                supporter.id,
                form.chosen_kind,
                form.issued_on.data or today(),
                form.valid_until.data,
                form.detail.data or "",
                form.note.data or "",
                by=actor(),
            )
        except BadEvidence as fault:
            form[fault.field].errors = [FAULTS[fault.code]]
        except SecondPersonNeeded as fault:
            flash(str(SECOND_PERSON[fault.code]), "stop")
            return redirect(url_for("coordinator.supporter", public_id=public_id))
        else:
            flash(_("Noted. It counts once a second person has approved it."), "good")
            return redirect(url_for("coordinator.supporter", public_id=public_id))
    page = render_template(
        "coordinator/supporters/evidence.html",
        here="coordinator.supporters",
        form=form,
        supporter=supporter_or_404(public_id),
        needed=needed_kinds(supporter.kind),
        words=choices,
    )
    return (page, 422) if form.errors else page


@blueprint.post("/supporters/<public_id>/evidence/<evidence_id>/approve")
@door(Role.COORDINATOR)
@proved
def approve(public_id: str, evidence_id: str) -> Response:
    """Approve evidence as the second person."""
    evidence = evidence_or_404(evidence_id)
    try:
        active = approve_evidence(evidence.id, by=actor())
    except SecondPersonNeeded as fault:
        flash(str(SECOND_PERSON[fault.code]), "stop")
    else:
        flash(
            _("Approved. Everything is there: the next round may propose this person.") if active else _("Approved."),
            "good",
        )
    if request.form.get("then") == "vetting":
        return redirect(url_for("coordinator.vetting"))
    return redirect(url_for("coordinator.supporter", public_id=public_id))


@blueprint.post("/supporters/<public_id>/evidence/<evidence_id>/end")
@door(Role.COORDINATOR)
@proved
def end(public_id: str, evidence_id: str) -> Response:
    """End evidence from now on; where it was needed, children are hidden in this very request."""
    evidence = evidence_or_404(evidence_id)
    reason = request.form.get("reason", "")
    if reason not in choices.ENDINGS:
        abort(400)
    try:
        pairs = end_evidence(evidence.id, reason, by=actor())
    except SecondPersonNeeded as fault:
        flash(str(SECOND_PERSON[fault.code]), "stop")
    else:
        flash(_("Ended from this moment on."), "good")
        if pairs:
            flash(left_alone(pairs), "hand")
    return redirect(url_for("coordinator.supporter", public_id=public_id))
