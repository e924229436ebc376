"""Words of the coordinator's digest: what a line says, and the one step it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext


@dataclass(frozen=True)
class LineWords:
    """How a line reads: `text` by number, the step's words, and the page it leads to."""

    text: Callable[[int], str]
    step: Any
    endpoint: str
    params: dict[str, str] = field(default_factory=dict)


LINES = {
    "concerns": LineWords(
        lambda number: ngettext("worry nobody has confirmed reading", "worries nobody has confirmed reading", number),
        _l("Read"),
        "coordinator.concerns",
    ),
    "unsent": LineWords(
        lambda number: ngettext("message did not reach its reader", "messages did not reach their readers", number),
        _l("Tell them"),
        "lobby.unsent",
    ),
    "reviews": LineWords(
        lambda number: ngettext("round waits for your review", "rounds wait for your review", number),
        _l("Review"),
        "coordinator.rounds",
    ),
    "consent_missing": LineWords(
        lambda number: ngettext("child without the family's consent", "children without the family's consent", number),
        _l("Ask them"),
        "coordinator.children",
        {"no_consent": "1"},
    ),
    "incomplete": LineWords(
        lambda number: ngettext("child still has an open place", "children still have an open place", number),
        _l("See the open places"),
        "coordinator.circles",
        {"show": "incomplete"},
    ),
    "offers": LineWords(
        lambda number: ngettext("proposal waits for an answer", "proposals wait for an answer", number),
        _l("See whom"),
        "coordinator.circles",
        {"show": "offered"},
    ),
    "approvals": LineWords(
        lambda number: ngettext(
            "paper waits for a second pair of eyes", "papers wait for a second pair of eyes", number
        ),
        _l("Look at them"),
        "coordinator.vetting",
    ),
    "evidence_ending": LineWords(
        lambda number: ngettext("supporter has papers that run out", "supporters have papers that run out", number),
        _l("Renew"),
        "coordinator.supporters",
        {"state": "expiring"},
    ),
    "consent_ending": LineWords(
        lambda number: ngettext("consent runs out", "consents run out", number),
        _l("Renew"),
        "coordinator.children",
    ),
    "appointments_overdue": LineWords(
        lambda number: ngettext(
            "meeting by appointment is overdue and has no date",
            "meetings by appointment are overdue and have no date",
            number,
        ),
        _l("Plan them"),
        "coordinator.appointments",
    ),
    "appointments_due": LineWords(
        lambda number: ngettext(
            "meeting by appointment is due and has no date",
            "meetings by appointment are due and have no date",
            number,
        ),
        _l("Plan them"),
        "coordinator.appointments",
    ),
    "answers_due": LineWords(
        lambda number: ngettext("answer is due within two days", "answers are due within two days", number),
        _l("Ring them"),
        "coordinator.circles",
        {"show": "offered"},
    ),
    "shifts_lacking": LineWords(
        lambda number: ngettext("shift lacks somebody", "shifts lack somebody", number),
        _l("Find somebody"),
        "lobby.forecast",
    ),
    "to_sign_off": LineWords(
        lambda number: ngettext("shift waits to be signed off", "shifts wait to be signed off", number),
        _l("Sign off"),
        "lobby.sign_offs",
    ),
    "not_noted": LineWords(
        lambda number: ngettext(
            "meeting not yet noted (not noted is not the same as not held)",
            "meetings not yet noted (not noted is not the same as not held)",
            number,
        ),
        _l("Ask"),
        "coordinator.meetings",
    ),
    "duplicates": LineWords(
        lambda number: ngettext(
            "two records that may be one person", "pairs of records that may be one person", number
        ),
        _l("Look at them"),
        "coordinator.doubtful",
    ),
}
