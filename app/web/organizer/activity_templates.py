"""Templates of activities: the list, one template's form."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.activities import ActivityTemplate
from app.operations.activity_templates import save_template, set_template_closed
from app.operations.activity_values import ActivityRefused
from app.queries.activities import find_template, templates
from app.web.access import actor, door
from app.web.activity_lines import pattern_data
from app.web.forms_activities import TemplateForm
from app.web.organizer import blueprint
from app.wording import activities as words


@blueprint.get("/activities/templates")
@door(Role.ORGANIZER)
def activity_templates() -> str:
    """List the templates: what each asks for, and how to begin a series with it."""
    page = db.paginate(templates(closed=True), per_page=25)
    return render_template("organizer/activities/templates.html", here="organizer.activities", page=page, words=words)


@blueprint.route("/activities/templates/new", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def new_template() -> str | Response:
    """Make a template, perhaps as a copy of another."""
    source = find_template(request.args.get("from", ""))
    data: dict[str, Any] = pattern_data(source) if source else {"least_adults": 2, "urgency": 1, "way_home": "fetched"}
    return template_page(TemplateForm(data=data), None)


@blueprint.route("/activities/templates/<public_id>", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def activity_template(public_id: str) -> str | Response:
    """Change a template; series that stand keep what they began with."""
    found = find_template(public_id) or abort(404)
    data = pattern_data(found) | {"name_zh": found.name_zh, "name_en": found.name_en}
    return template_page(TemplateForm(data=data), found)


@blueprint.post("/activities/templates/<public_id>/close")
@door(Role.ORGANIZER)
def close_template(public_id: str) -> Response:
    """Offer a template no longer, or again."""
    found = find_template(public_id) or abort(404)
    closed = not found.closed
    set_template_closed(found.id, closed, by=actor())
    flash(_("Closed: new series do not begin with it.") if closed else _("Open again."), "good")
    return redirect(url_for("organizer.activity_templates"))


def template_page(form: TemplateForm, found: ActivityTemplate | None) -> str | Response:
    """Write a template, or show its form."""
    wrong = ""
    if request.method == "POST" and "more" not in request.form and form.validate():
        values = form.pattern_values() | {"name_zh": form.name_zh.data, "name_en": form.name_en.data or ""}
        version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
        try:
            save_template(values, by=actor(), template_id=found.id if found else None, version=version)
        except ActivityRefused as refused:
            wrong = form.tell(refused)
        except StaleDataError:
            wrong = _("Somebody has changed this meanwhile. Open it again and write your change once more.")
        else:
            flash(_("Saved. New series begin with it; those that stand keep what they have."), "good")
            return redirect(url_for("organizer.activity_templates"))
    form.add_lines()
    return render_template(
        "organizer/activities/template.html",
        here="organizer.activities",
        form=form,
        found=found,
        wrong=wrong,
        words=words,
    )
