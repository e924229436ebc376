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
