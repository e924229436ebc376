"""The address a phone's calendar reads. The key in it is the only proof; it opens times and places, nothing else."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import abort, current_app
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.languages import speak
from app.models.accounts import Account
from app.queries.appointments import FURTHEST
from app.queries.meetings import between, own_meetings, with_faces
from app.queries.own_shifts import calendar_shifts
from app.web.access import public
from app.web.calendars import calendar_file
from app.web.lobby import blueprint

#: a phone keeps the last weeks too
WEEKS_BACK = 4


@blueprint.get("/calendar/<key>.ics")
@public
def calendar_feed(key: str) -> Response:
    """Return the calendar behind a key; a wrong, old or closed one looks like no page at all."""
    query = select(Account).where(Account.calendar_key == key, Account.disabled_at.is_(None))
    account = db.session.scalar(query)
    if account is None or account.supporter_id is None:
        abort(404)
    speak(account.language)
    first, last = today() - timedelta(weeks=WEEKS_BACK), today() + FURTHEST
    meetings = db.session.scalars(with_faces(own_meetings(account.supporter_id)).where(between(first, last)))
    shifts = db.session.scalars(calendar_shifts(account.supporter_id, first, last))
    host = urlsplit(current_app.config["SETTINGS"].public_url).hostname or "localhost"
    answer = Response(calendar_file(meetings, host, shifts), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "no-store"
    return answer
