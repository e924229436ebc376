"""Words for the day itself: who is there, what cannot be noted, and what a coming shift lacks."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.queries.day_sheets import DaySheet
from app.queries.forecasts import Lack
from app.wording.activities import DUTIES, worded

#: how somebody expected stands
STATES = {
    "coming": _l("expected"),
    "here": _l("is here"),
    "left": _l("has left"),
    "missed": _l("did not come"),
}
#: why a coming or going, or attendance, cannot be noted
CANNOT = {
    "too_early": _l("It is too early: this opens an hour before the shift."),
    "over": _l("The shift is over. Ask the keeper to write it down for you."),
    "called_off": _l("This shift was called off."),
    "signed_off": _l("This shift is signed off; take the sign-off back first."),
    "code": _l("This code does not fit. Look again: it belongs to this one shift."),
    "tries": _l("Too many codes were tried. Wait ten minutes, or ask the keeper to tap."),
    "twice": _l("Two people have this code today. Tap the name instead."),
    "vetting": _l("Their papers do not hold today, so they cannot stay with children. Please ring the coordinator."),
    "times": _l("These times do not fit the shift. Write the hour of coming, then of leaving, as 16:25."),
    "not_here": _l("They were not noted as there yet."),
    "not_accepted": _l("They never said that they would come, so there is nothing to note."),
}


def adults_words(sheet: DaySheet) -> str:
    """Say how many adults are there and how many children that is safe for: "2 adults: up to 16 children"."""
    adults = ngettext("%(num)s adult", "%(num)s adults", sheet.adults)
    if sheet.safe is None:
        return str(adults)
    if sheet.safe == 0:
        return str(_("%(adults)s: do not start yet", adults=adults))
    return str(
        ngettext("%(adults)s: up to %(num)s child", "%(adults)s: up to %(num)s children", sheet.safe, adults=adults)
    )


def lack_words(lack: Lack) -> str:
    """Say what a coming shift lacks."""
    if lack.code == "second_adult":
        return str(_("a second adult"))
    if lack.code == "woman":
        return str(_("a woman"))
    if lack.code == "first_aider":
        return str(_("a first-aider"))
    if lack.code == "experienced":
        return str(_("somebody who is not new"))
    if lack.code == "adults":
        return str(ngettext("%(num)s more adult", "%(num)s more adults", lack.number))
    return str(
        ngettext("%(num)s place: %(duty)s", "%(num)s places: %(duty)s", lack.number, duty=worded(DUTIES, lack.duty))
    )
