"""Words for what a line of the audit tells besides who did what: a code, numbers, or a few of both, by the action.

What is no code stands as it is: numbers, days, a certificate's number, a county. So does what an older version wrote in
another form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.wording import certificates, gateways, history, notices, people, rota_pairs, rotas, rounds, uploads
from app.wording.activities import CANCEL_REASONS
from app.wording.children import ASKED_BY, CONSENT_PURPOSES
from app.wording.choices import ENDINGS, EVIDENCE, SUPPORTER_STATES
from app.wording.exports import FORMATS, PURPOSES

Words = Callable[[str], str]
#: why a pair ends when a round is published
GIVING_WAY = {"replaced": _l("somebody else takes the place"), "moved": _l("is needed beside another child")}
READ = {
    "name": _l("name"),
    "address": _l("address"),
    "guardian": _l("carer"),
    "phone": _l("phone number"),
    "email": _l("e-mail"),
    "names": _l("names"),
}
COUNTS = {**uploads.COUNTS, "left_out": _l("left out")}


def code_of(*words: Mapping[Any, Any]) -> Words:
    """Word one code; several may stand one after another, with commas between."""
    known = {str(code): told for table in words for code, told in table.items()}
    return lambda detail: ", ".join(str(known[code]) if code else "" for code in detail.split(","))


def by_pattern(pattern: str, told: Callable[..., Any]) -> Words:
    """Word a detail of several parts, by their names in the pattern."""

    def words(detail: str) -> str:
        found = re.fullmatch(pattern, detail)
        if found is None:
            raise KeyError(detail)
        return str(told(**found.groupdict()))

    return words


def as_it_stands(detail: str) -> str:
    """Return a detail that holds no code."""
    return detail


def said_already(_detail: str) -> str:
    """Return nothing: the action says it."""
    return ""


def exported(rows: str, form: str, purpose: str, addresses: str) -> str:
    """Word an export."""
    also = _(", with home addresses") if addresses else ""
    return _("%(rows)s rows, %(form)s, %(purpose)s", rows=rows, form=FORMATS[form], purpose=PURPOSES[purpose]) + also


def applied(counts: str) -> str:
    """Word what an import changed."""
    parts = (part.partition("=") for part in counts.split(","))
    return ", ".join(f"{COUNTS[name]}: {number}" for name, _equals, number in parts)


def entered(detail: str) -> str:
    """Word how a supporter came to be active: by what was shown, or by a person's decision."""
    if detail == "everything needed is approved":
        return _("everything needed is approved")
    return STOOD(detail)


ROLE = code_of(people.ROLES)
CIRCLE_ROLE = code_of(rounds.CIRCLE_ROLES)
END = code_of(rounds.END_REASONS, GIVING_WAY)
STOOD = by_pattern(r"was (?P<state>\w+)", lambda state: _("was: %(state)s", state=SUPPORTER_STATES[state]))
VERSION = by_pattern(r"version (?P<number>\d+)", lambda number: _("version %(number)s", number=number))
LIMIT = by_pattern(r"(?P<field>\w+) (?P<value>\d+)", lambda field, value: f"{history.FIELDS[field]}: {value}")
GATEWAY, ASKER, PURPOSE = code_of(gateways.KINDS), code_of(ASKED_BY), code_of(CONSENT_PURPOSES)
NO, RULE = code_of(rotas.DECLINE_REASONS), code_of(rota_pairs.RULES)
DETAILS: dict[str, Words] = {
    "role.granted": ROLE,
    "role.ended": ROLE,
    "account.invited": ROLE,
    "invitation.accepted": ROLE,
    "pair.pinned": CIRCLE_ROLE,
    "pair.unpinned": CIRCLE_ROLE,
    "match.offered": CIRCLE_ROLE,
    "match.live": CIRCLE_ROLE,
    "match.ended": END,
    "ending.emergency": END,
    "ending.notice": by_pattern(r"(?P<why>\w+), (?P<day>[\d-]+)", lambda why, day: f"{END(why)}, {day}"),
    "offer.declined": code_of(rounds.DECLINE_REASONS),
    "assignment.declined": NO,
    "replacement.no": NO,
    "assignment.cancelled": code_of({"late": _l("at short notice"), "early": _l("in good time")}),
    "consent.given": PURPOSE,
    "consent.withdrawn": PURPOSE,
    "wish.noted": ASKER,
    "wish.withdrawn": ASKER,
    "evidence.approved": code_of(EVIDENCE),
    "evidence.recorded": by_pattern(
        r"(?P<kind>\w+) until (?P<day>[\d-]+)",
        lambda kind, day: _("%(what)s, until %(day)s", what=EVIDENCE[kind], day=day),
    ),
    "evidence.ended": by_pattern(r"(?P<kind>\w+): (?P<why>\w+)", lambda kind, why: f"{EVIDENCE[kind]}: {ENDINGS[why]}"),
    "gateway.saved": GATEWAY,
    "gateway.off": GATEWAY,
    "gateway.tried": GATEWAY,
    "notice.sent": code_of(notices.TITLES),
    "rota_pair.made": RULE,
    "rota_pair.ended": RULE,
    "certificate.revoked": code_of(certificates.REASONS),
    "supporter.consented": by_pattern("sign-up", lambda: _("when signing up")),
    "supporter.contact": code_of(READ),
    "supporter.phone": by_pattern("changed", lambda: _("changed")),
    "supporter.active": entered,
    "supporter.applicant": STOOD,
    "supporter.paused": STOOD,
    "supporter.declined": STOOD,
    "supporter.left": STOOD,
    "child.compared": code_of(READ),
    "upload.seen": code_of(READ),
    "upload.applied": applied,
    "export": by_pattern(
        r"rows=(?P<rows>\d+) form=(?P<form>\w+) purpose=(?P<purpose>\w+)(?P<addresses> addresses)?", exported
    ),
    "programme.saved": VERSION,
    "limit.confirmed": LIMIT,
    "limit.dismissed": LIMIT,
    "round.published": by_pattern(
        r"(?P<new>\d+) new, (?P<ended>\d+) ended", lambda new, ended: _("%(new)s new, %(ended)s ended", new=new, ended=ended)
    ),
    "rota.repaired": by_pattern(
        r"(?P<came>\d+) joined, (?P<left>\d+) left, (?P<out>\d+) out",
        lambda came, left, out: _("%(came)s joined, %(left)s left, %(out)s out", came=came, left=left, out=out),
    ),
    "circle.repaired": by_pattern(
        r"(?P<asked>\d+) asked, (?P<way>\d+) give way, (?P<out>\d+) cannot go on",
        lambda asked, way, out: _(
            "%(asked)s asked, %(way)s give way, %(out)s cannot go on", asked=asked, way=way, out=out
        ),
    ),
    "shifts.cancelled": by_pattern(
        r"(?P<why>\w*) (?P<number>\d+)", lambda why, number: f"{CANCEL_REASONS.get(why, '')} {number}".strip()
    ),
    **dict.fromkeys(("child.file", "child.name", "child.address", "child.guardian", "child.phone"), said_already),
    **dict.fromkeys(
        (
            "assignments.offered", "calendar.declared", "calendar.forgotten", "certificate.issued",
            "certificate.printed", "doubtful.found", "printed.cards", "programme.made", "quiet_hours.set",
            "replacement.asked", "rota.chosen", "sample.filled", "sessions.ended", "shifts.restored", "ticket.rests",
            "tickets.given",
        ),
        as_it_stands,
    ),
}  # fmt: skip


def detail_words(action: str, detail: str) -> str:
    """Word a line's detail; one that no version of today writes is shown as it stands."""
    try:
        return DETAILS[action](detail) if detail else ""
    except KeyError:
        return detail
