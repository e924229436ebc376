"""What became of a message on its way: by which way, how far, and why not."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: why a delivery failed or was dropped; a code may have the gateway's own number behind it
FAILURES = {
    "expired": _l("It had run out before it could be sent."),
    "no_such_address": _l("Nobody has this address."),
    "unreachable": _l("The gateway could not be reached."),
    "refused": _l("The gateway refused it."),
    "bad_gateway": _l("The gateway's address no longer works: an administrator has to set it anew."),
    "no_gateway": _l("The gateway was switched off."),
    "read": _l("It had been read in the app before."),
    "over": _l("What it reminded of had begun."),
}
WAY_NAMES = {"email": _l("E-mail"), "sms": _l("SMS"), "group": _l("Group chat")}
DELIVERY_STATES = {
    "waiting": _l("waiting"),
    "sent": _l("sent"),
    "failed": _l("failed"),
    "dropped": _l("not needed"),
}


def failure_words(failure: str) -> str:
    """Word why a delivery failed, with the gateway's number when it gave one."""
    code, _, number = failure.partition(" ")
    words = str(FAILURES.get(code, FAILURES["refused"]))
    return f"{words} ({number})" if number else words
