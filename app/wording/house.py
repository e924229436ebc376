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
QUEUES = {"messages": _l("Messages"), "rounds": _l("Rounds")}
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
}


def action_words(code: str) -> str:
    """Word what the audit recorded."""
    return str(ACTIONS.get(code, code))
