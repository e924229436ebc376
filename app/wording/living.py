"""Words for living with the rota: taking places, not being able to come, being asked to step in, repairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.queries.books import Objection
from app.wording.rotas import objection_words
from app.wording.rotas import reason_words as rota_reason_words

#: what somebody may say when they cannot come
CANNOT_REASONS = {
    "": _l("I would rather not say"),
    "ill": _l("Ill"),
    "exam": _l("Exams or school"),
    "work": _l("Work"),
    "transport": _l("No way to get there"),
    "other": _l("Something else"),
}
#: app.operations.own_shifts.CannotChange and swaps.CannotSwap → what one reads
CANNOT_CHANGE = {
    "over": _l("This shift has begun or was called off. Please ring the organiser."),
    "gone": _l("You are not on this shift any more. You need not do anything."),
    "too_early": _l("It is long until then. If you cannot come, say so; otherwise come back on the day."),
    "reason": _l("Please choose one of the reasons, or none."),
}
#: app.operations.seating.NoSeat → what one reads
NO_SEAT = {
    "over": _l("This shift has begun or was called off."),
    "full": _l("Someone is coming already, thank you. Every place is taken."),
    "there": _l("You are on this shift already, with another duty."),
    "gone": _l("The ten minutes are over. Look among the open places whether it is free still, or ring the organiser."),
    "answered": _l("You have answered this already. Thank you."),
    "reason": _l("Please choose one of the reasons, or none."),
}
STAFF_NO_SEAT = {
    "over": _l("This shift has begun or was called off."),
    "full": _l("Every place is taken."),
    "there": _l("They are on this shift already, with another duty."),
}
#: app.operations.rota_repairs.CannotRepair → what one reads
CANNOT_REPAIR = {
    "unknown": _l("There is no such way any more. Look for ways again."),
    "done": _l("One of these ways was carried out before."),
    "changed": _l("Somebody has moved meanwhile, and nothing was changed. Look for ways again."),
    "freeze": _l("Somebody would be moved too shortly before a shift. Ask instead."),
}
#: stages of looking for repairs, in order
REPAIR_STAGES = {
    "asked": _l("Waits for its turn"),
    "reading": _l("Reads who stands where"),
    "searching": _l("Tries who could change places"),
}
#: why no ways were looked for
REPAIR_FAILURES = {
    "rights": _l("Whoever asked is no coordinator any more."),
    "worker_lost": _l(
        "The program that looks was cut off three times. Look for ways again; if it stays so, tell your administrator."
    ),
    "memory": _l("It needs more memory than there is. Tell your administrator."),
    "broken": _l("Something went wrong on our side and is in the log. Tell your administrator."),
}
#: a rule that leaves places out of somebody's list, in the second person
LEFT_OUT = {
    "licence": _l("a licence is needed"),
    "validity": _l("your papers run out before"),
    "skills": _l("skills are needed that you have not named"),
    "permitted": _l("not at these places"),
    "travel_limit": _l("further away than you said"),
    "available": _l("outside the times you named"),
    "one_place": _l("you are elsewhere then"),
    "travel_between": _l("too short a way from what you do before or after"),
    "rest": _l("too little rest before or after"),
    "minutes_a_day": _l("more hours in a day than the rules allow"),
    "minutes_a_week": _l("more hours in the week than you give"),
    "days_in_a_row": _l("too many days in a row"),
    "no_newcomers_alone": _l("somebody experienced is needed first"),
    "woman": _l("a woman is needed there"),
    "first_aider": _l("a first-aider is needed there"),
    "two_adults": _l("an adult is needed there"),
    # Who is kept from whom, or tied to whom, is not for the two to read.
    "apart": _l("planned otherwise"),
    "together": _l("planned otherwise"),
}
SEARCH_STATES = {
    "running": _l("people are being asked"),
    "filled": _l("somebody was found"),
    "stopped": _l("asking was stopped"),
    "exhausted": _l("nobody is left to ask"),
    "over": _l("the shift has begun, or is off"),
}
ASK_STATES = {
    "asked": _l("no answer yet"),
    "yes": _l("yes"),
    "no": _l("not this time"),
    "filled": _l("somebody else was first"),
    "withdrawn": _l("taken back"),
}


def no_seat(code: str, objections: Iterable[Objection] = ()) -> str:
    """Say why somebody cannot take a place."""
    told = list(objections)
    if code == "unfit" and told:
        return str(_("This does not work: %(reasons)s.", reasons=against_words(told)))
    return str(NO_SEAT.get(code, NO_SEAT["over"]))


def no_reply(code: str, objections: Iterable[Any] = ()) -> str:
    """Say why an answer was not taken."""
    return no_seat(code, objections)


def against_words(objections: Iterable[Objection]) -> str:
    """Word what speaks against the reader taking a place."""
    words = (str(LEFT_OUT.get(one.code) or objection_words(one.code, one.facts)) for one in objections)
    return str(_("; ")).join(dict.fromkeys(words))


def left_out_words(counted: Mapping[str, int]) -> str:
    """Word why a list is short: 5 further away than you said, 2 outside the times you named."""
    parts = []
    for code, number in sorted(counted.items(), key=lambda item: -item[1]):
        why = str(LEFT_OUT.get(code) or objection_words(code))
        parts.append(_("%(number)s: %(why)s", number=number, why=why))
    return str(_("; ")).join(parts)


def reason_words(reason: Mapping[str, Any]) -> str:
    """Word one reason for somebody who could step in."""
    code = reason.get("code")
    if code == "never_asked":
        return str(_("never asked so far"))
    if code == "last_asked":
        return str(_("last asked on %(day)s", day=reason.get("on", "")))
    if code == "fair_share":
        return str(_("carries %(share)s %% of what they offer", share=int(reason.get("per_mille", 0)) // 10))
    return rota_reason_words(reason)


def safe_words(safe: int | None, least: int) -> str:
    """Say what a shift with so many fewer adults means for the children."""
    if safe is None:
        return str(_("The organiser decides what happens to the activity."))
    if safe == 0:
        return str(
            ngettext(
                "Unless somebody else comes, the shift does not start: %(num)s adult has to be there.",
                "Unless somebody else comes, the shift does not start: %(num)s adults have to be there.",
                least,
            )
        )
    return str(
        ngettext(
            "Until somebody else comes, there is room for %(num)s child.",
            "Until somebody else comes, there is room for %(num)s children.",
            safe,
        )
    )


def staff_no_seat(code: str, objections: Iterable[Objection] = ()) -> str:
    """Say to staff why somebody cannot be put on a shift."""
    told = list(objections)
    if code == "unfit" and told:
        reasons = str(_("; ")).join(objection_words(one.code, one.facts) for one in told)
        return str(_("Not possible: %(reasons)s.", reasons=reasons))
    return str(STAFF_NO_SEAT.get(code, STAFF_NO_SEAT["over"]))


def cannot_repair(code: str, objections: Iterable[Objection] = ()) -> str:
    """Say why a chosen way cannot be gone."""
    return str(CANNOT_REPAIR[code]) if code in CANNOT_REPAIR else staff_no_seat(code, objections)
