"""Words for the school year and its days."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SEASONS = {
    "term": _l("term"),
    "exams": _l("exams"),
    "winter": _l("winter break"),
    "summer": _l("summer break"),
    "spring_festival": _l("Spring Festival"),
}
#: why a line of a pasted list cannot be used, with the remedy
LINE_FAULTS = {
    "no_day": _l("no day: write it as 2027-02-05"),
    "no_word": _l("say off or work (放假 or 上班) in the second column"),
    "twice": _l("this day stands in the list twice: leave one"),
    "too_long": _l("more than 400 lines: paste one year at a time"),
}
