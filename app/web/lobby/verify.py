"""Is this certificate real? Open to everybody who holds the paper: number and code, nothing else is searched."""

from __future__ import annotations

from flask import render_template, request

from app.models.hours import Certificate
from app.operations.attempts import TooMany
from app.operations.certificates import verify as verify_certificate
from app.web.access import public
from app.web.lobby import blueprint
from app.wording.certificates import masked_name
from app.wording.service_hours import length


@blueprint.get("/verify")
@public
def verify() -> str | tuple[str, int]:
    """Say whether a certificate is valid: when it was issued, for how many hours, and whose family name it bears."""
    number, code = request.args.get("n", ""), request.args.get("c", "")
    found: Certificate | None = None
    too_many = False
    if number or code:
        try:
            found = verify_certificate(number, code, address=request.remote_addr or "")
        except TooMany:
            too_many = True
    page = render_template(
        "lobby/verify.html",
        number=number,
        code=code,
        found=found,
        too_many=too_many,
        name=masked_name(found.supporter.name) if found else "",
        length=length,
    )
    return (page, 429) if too_many else page
