"""Where my vetting stands, like a parcel on its way."""

from __future__ import annotations

from flask import render_template

from app.models.accounts import Role
from app.queries.supporters import own_record
from app.queries.vetting import steps_of
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.wording import choices


@blueprint.get("/vetting")
@door(Role.SUPPORTER)
def vetting() -> str:
    """Show each step, what usually takes how long, and what one can do oneself."""
    supporter = own_record(actor())
    return render_template(
        "volunteer/vetting.html",
        here="volunteer.me",
        supporter=supporter,
        papers=steps_of(supporter, supporter.evidence),
        words=choices,
    )
