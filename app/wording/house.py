"""Words for the administrator: states of rounds, queues, and what the audit records."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ROUND_STATES = {
    "queued": _l("waiting"),
    "solving": _l("being worked on"),
    "proposed": _l("ready for review"),
    "published": _l("published"),
    "failed": _l("failed"),
    "stopped": _l("stopped"),
    "discarded": _l("discarded"),
}
QUEUES = {"messages": _l("Messages"), "uploads": _l("Files brought in"), "rounds": _l("Rounds")}
#: what the audit records; a code without words is shown as it stands
ACTIONS = {
    "sign_in": _l("signed in"),
    "sign_in.proved": _l("proved who they are again"),
    "sessions.ended": _l("ended sign-ins"),
    "account.invited": _l("invited somebody"),
    "account.reset": _l("voided a password"),
    "account.disabled": _l("closed an account"),
    "account.enabled": _l("opened an account again"),
    "invitation.accepted": _l("accepted an invitation"),
    "invitation.withdrawn": _l("withdrew an invitation"),
    "role.granted": _l("gave a role"),
    "role.ended": _l("ended a role"),
    "password.changed": _l("changed their password"),
    "second_factor.changed": _l("changed their sign-in app"),
    "programme.made": _l("made a programme"),
    "programme.saved": _l("saved a version of a programme"),
    "programme.current": _l("put a programme first"),
    "programme.closed": _l("closed a programme"),
    "programme.opened": _l("opened a programme again"),
    "child.file": _l("opened a child's file"),
    "child.name": _l("saw a child's name"),
    "child.address": _l("saw a child's address"),
    "child.guardian": _l("saw a guardian's name"),
    "child.phone": _l("saw a guardian's phone number"),
    "child.compared": _l("compared two records of a child"),
    "child.merged": _l("merged two records of a child"),
    "child.erased": _l("erased a child"),
    "supporter.added": _l("added a supporter"),
    "supporter.contact": _l("saw how to reach a supporter"),
    "supporter.phone": _l("saw a supporter's phone number"),
    "supporter.erased": _l("erased a supporter"),
    "supporter.merged": _l("merged two records of a supporter"),
    "wish.noted": _l("noted whom a child asks for"),
    "wish.withdrawn": _l("took back whom a child asks for"),
    "evidence.recorded": _l("recorded evidence"),
    "evidence.approved": _l("approved evidence"),
    "evidence.ended": _l("ended evidence"),
    "concern.raised": _l("left a note because they are worried"),
    "concern.read": _l("read a note of worry"),
    "round.asked": _l("asked for a round"),
    "round.stop": _l("stopped a round"),
    "round.published": _l("published a round"),
    "round.discarded": _l("discarded a round"),
    "rota.chosen": _l("chose somebody for a shift by hand"),
    "assignments.offered": _l("asked people for shifts"),
    "assignment.accepted": _l("said yes to a shift"),
    "assignment.declined": _l("said no to a shift"),
    "match.offered": _l("offered a place in a circle"),
    "match.live": _l("began a pair"),
    "match.ended": _l("ended a pair"),
    "match.withdrawn": _l("withdrew an offer"),
    "offer.accepted": _l("accepted an offer"),
    "offer.declined": _l("declined an offer"),
    "upload.staged": _l("uploaded a file"),
    "upload.applied": _l("imported a file"),
    "upload.discarded": _l("discarded a file"),
    "message.again": _l("let a message be sent again"),
    "message.told": _l("told somebody in another way"),
    "gateway.saved": _l("set a gateway"),
    "gateway.off": _l("switched a gateway off"),
    "gateway.tried": _l("tried a gateway"),
    "notice.sent": _l("wrote to a group"),
    "quiet_hours.set": _l("set the county's quiet hours"),
    "export": _l("exported a list"),
    "printed.cards": _l("printed contact cards"),
}


def action_words(code: str) -> str:
    """Word what the audit recorded."""
    return str(ACTIONS.get(code, code))
