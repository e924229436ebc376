"""My hours: by month and activity, what still lacks a signature, and one's certificates."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, current_app, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.hours import Certificate
from app.operations.certificates import note_printed
from app.queries.service_hours import (
    STARS,
    by_month,
    count,
    meetings_to_note,
    served,
    shifts_to_sign,
    stars,
)
from app.web.access import actor, door
from app.web.certificate_paper import certificates_pdf, pdf_answer
from app.web.volunteer import blueprint
from app.web.volunteer.schedule import MINE, me
from app.wording import activities as activity_words
from app.wording import service_hours as words

#: before anybody served here
LONG_AGO = date(2000, 1, 1)
MONTHS = 12
#: what lacks a signature is shown up to so many lines
SHOWN = 10


@blueprint.get("/hours")
@door(*MINE)
def hours() -> str:
    """Show one's hours, month by month; the months before a year are on the further pages."""
    lines = served([me()], LONG_AGO, today())
    months = by_month(lines)
    first = max(0, request.args.get("from", 0, type=int))
    minutes = sum(line.minutes for line in lines)
    this_year = today() - timedelta(days=365)
    certificates = select(Certificate).where(Certificate.supporter_id == me()).order_by(Certificate.id.desc())
    return render_template(
        "volunteer/hours.html",
        here="volunteer.me",
        months=months[first : first + MONTHS],
        first=first,
        more=first + MONTHS if first + MONTHS < len(months) else None,
        step=MONTHS,
        minutes=minutes,
        year=sum(line.minutes for line in lines if line.day > this_year),
        stars=stars(minutes),
        next_star=next((star for star in STARS if star * 60 > minutes), None),
        to_sign=list(db.session.scalars(shifts_to_sign(me()).limit(SHOWN))),
        to_note=list(db.session.scalars(meetings_to_note(me()).limit(SHOWN))),
        lacking=count(shifts_to_sign(me())) + count(meetings_to_note(me())),
        certificates=list(db.session.scalars(certificates.limit(25))),
        words=words,
        activity=activity_words,
    )


@blueprint.get("/hours/<public_id>.pdf")
@door(*MINE)
def certificate_file(public_id: str) -> Response:
    """Hand one's own certificate out as a file."""
    query = select(Certificate).where(Certificate.public_id == public_id, Certificate.supporter_id == me())
    certificate = db.session.scalar(query) or abort(404)
    certificate_id = certificate.id
    note_printed([certificate], by=actor())
    found = [db.session.get_one(Certificate, certificate_id)]
    return pdf_answer(certificates_pdf(found, current_app.config["SETTINGS"].public_url), found[0].number)
