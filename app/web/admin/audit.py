"""Who did what, when."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _

from app.models.accounts import Role
from app.queries.traces import actions, audit_page, staff
from app.web.access import door
from app.web.admin import blueprint
from app.wording.audit import action_words, subject_words
from app.wording.audit_details import detail_words


@blueprint.get("/audit")
@door(Role.ADMIN)
def audit() -> str:
    """Show the audit: names of staff, ids of everything else."""
    asked = request.args
    people = staff()
    since, until = day_asked("since"), day_asked("until")
    wrong = [
        _("“%(day)s” is no date: write it as 2026-09-01.", day=asked[name])
        for name, found in (("since", since), ("until", until))
        if asked.get(name) and found is None
    ]
    return render_template(
        "admin/audit.html",
        page=audit_page(asked.get("action", ""), asked.get("person", ""), since, until),
        actions=sorted(((code, action_words(code)) for code in actions()), key=lambda pair: pair[1]),
        words=action_words,
        about=subject_words,
        more=detail_words,
        people=people,
        names={person.id: person.name for person in people},
        wrong=wrong,
    )


def day_asked(name: str) -> date | None:
    """Return the day in the address, or None when there is none or it is no date."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
