"""Me: what is known of oneself, and where one's vetting stands."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional, Regexp

from app.models.accounts import Role
from app.operations.supporters import edit_supporter
from app.queries.supporters import own_record
from app.queries.vetting import steps_of
from app.web.access import actor, door
from app.web.fields import Several, spaced_out
from app.web.volunteer import blueprint
from app.wording import choices


class MeForm(FlaskForm):
    """What one may say of oneself at any time; name and phone are part of the vetting and of signing in."""

    version = HiddenField()
    email = StringField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=120),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("An e-mail address reads like name@example.org.")),
        ],
        filters=[spaced_out],
    )
    languages = Several(_l("Speaks"), choices.SPOKEN)
    interests = Several(_l("Likes"), choices.INTERESTS)
    skills = Several(_l("Can help with"), choices.SKILLS)


@blueprint.get("/about")
@door(Role.SUPPORTER)
def me() -> str:
    """Show one's own record."""
    supporter = own_record(actor())
    return render_template(
        "volunteer/me.html", supporter=supporter, papers=steps_of(supporter, supporter.evidence), words=choices
    )


@blueprint.route("/about/edit", methods=["GET", "POST"])
@door(Role.SUPPORTER)
def change_me() -> Response | str | tuple[str, int]:
    """Say what one speaks, likes and can help with."""
    supporter = own_record(actor())
    form = MeForm(obj=supporter)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("languages", "interests", "skills")}
        values["email"] = form.email.data or ""
        edit_supporter(supporter.id, values, version=int(form.version.data or 0), by=actor())
        flash(_("Saved. The next round looks for children who share it."), "good")
        return redirect(url_for("volunteer.me"))
    page = render_template("volunteer/change_me.html", here="volunteer.me", form=form)
    return (page, 422) if form.errors else page
