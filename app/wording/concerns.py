"""Words for worries: whom to ring, what was done, what is wrong with a form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: numbers that are answered, and by whom (domain reference 1.4)
NUMBERS = (
    ("12356", _l("somebody to talk to, day and night")),
    ("12338", _l("women and children")),
    ("12345", _l("the government")),
    ("12355", _l("young people")),
)
STEPS = {
    "acknowledged": _l("read and taken on"),
    "note": _l("note"),
    "police": _l("told the police"),
    "closed": _l("brought to an end"),
    "reminded": _l("coordinators were told again"),
}
#: app.operations.concerns.CannotNote → what one reads
CANNOT_NOTE = {
    "empty": _l("Please write a few words."),
    "too_long": _l("At most 4,000 characters; leave a second note for the rest."),
    "child": _l("Choose one of the children in the list, or none."),
    "done": _l("Somebody has done that already."),
    "open": _l("Confirm that you have read it first."),
    "kind": _l("Choose one of the steps."),
}
