"""Words for two supporters whom rotas keep apart or together."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: app.models.rotas.PairRule
RULES = {
    "apart": _l("Never on one shift"),
    "together": _l("Only together"),
}
#: app.operations.rota_pairs.REASONS
REASONS = {
    "asked": _l("one of them asked for it"),
    "quarrel": _l("they do not work well side by side"),
    "related": _l("they are family or live together"),
    "concern": _l("a worry is being looked into"),
    "learning": _l("one learns from the other"),
    "way": _l("they share the way"),
    "language": _l("one speaks for the other"),
    "other": _l("another reason"),
}
#: app.operations.rota_pairs.ENDINGS
ENDINGS = {
    "settled": _l("no longer needed"),
    "asked": _l("one of them asked for it"),
    "mistake": _l("it was noted by mistake"),
    "other": _l("another reason"),
}
#: app.operations.rota_pairs.CannotPair → the remedy
CANNOT_PAIR = {
    "reason": _l("Please choose one."),
    "same": _l("This is the same person: choose somebody else."),
    "gone": _l("One of the two no longer comes: choose somebody else."),
    "there": _l("This holds for the two already."),
    "otherwise": _l("The opposite holds for these two: end that first."),
    "contradiction": _l(
        "Through others, these two would be kept apart and tied together at once: end one of those pairs first."
    ),
}
