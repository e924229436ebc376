"""Try-outs: what changed limits would do, before they are saved. Figures only; organizers see no children."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.database import db
from app.matching import dump_programme, load_programme
from app.models.accounts import Role
from app.models.programmes import Programme
from app.models.rounds import Round
from app.operations.programmes import ProgrammeRefused
from app.operations.rounds import NotAskable
from app.operations.tryouts import try_rules
from app.queries.comparisons import compare
from app.queries.tryouts import find_tryout, last_round
from app.web.access import actor, door
from app.web.organizer import blueprint
from app.web.organizer.programme_edit import carried
from app.web.organizer.programmes import found
from app.wording.places import place_name
from app.wording.programme_changes import differences
from app.wording.programmes import REFUSALS, programme_name
from app.wording.rounds import FAILURES, STATES, WISHES, role_name


@blueprint.post("/<public_id>/tryouts")
@door(Role.ORGANIZER)
def try_out(public_id: str) -> Response:
    """Try the limits that were looked at, without saving them."""
    this = found(public_id)
    rules, _live, _walk = carried()
    key = request.form.get("request_key", "")[:43] or abort(400)
    try:
        round_id = try_rules(this.id, dump_programme(rules), request_key=key, by=actor())
    except ProgrammeRefused as fault:
        flash(REFUSALS[fault.code], "stop")
        return redirect(url_for("organizer.programme", public_id=public_id))
    except NotAskable:
        abort(400)
    asked = db.session.get_one(Round, round_id)
    return redirect(url_for("organizer.tryout", public_id=public_id, tryout_id=asked.public_id))


@blueprint.get("/<public_id>/tryouts/<tryout_id>")
@door(Role.ORGANIZER)
def tryout(public_id: str, tryout_id: str) -> str:
    """Show a try-out beside the last round or beside today."""
    this = found(public_id)
    tried = find_tryout(this, tryout_id) or abort(404)
    version = tried.programme_version
    return render_template(
        "organizer/tryout.html",
        programme=this,
        name=programme_name(this),
        tried=tried,
        state=STATES[tried.state],
        failure=FAILURES.get(tried.failure, FAILURES["broken"]),
        version=version,
        changes=differences(load_programme(version.rules), load_programme(tried.rules), [], []),
        here="organizer.programmes",
        wish_words=WISHES,
        role_name=role_name,
        place_name=place_name,
        **(beside(this, tried) if tried.plan_hash else {"found": None}),
    )


def beside(this: Programme, tried: Round) -> dict[str, Any]:
    """Return the comparison asked for: with today, or with the last round, which is usual where there is one."""
    last = last_round(this)
    other = None if request.args.get("beside") == "today" else last
    comparison = compare(tried, other).turned()
    return {
        "found": comparison,
        "last": last,
        "other": other,
        "roles": comparison.by_role(),
        "townships": comparison.by_township(),
        "left": _("Round %(number)s", number=other.id) if other else _("Today"),
    }
