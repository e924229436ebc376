"""Words for rotas: what a round wishes, why somebody is proposed, why a place stays open, what speaks against somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.models.rounds import Round
from app.wording.reasons import way_words
from app.wording.rounds import scope_name

#: the wishes of a rota, in the usual order
WISHES = {
    "held": _l("Shifts that can open"),
    "even": _l("No centre left out"),
    "fill": _l("Filled places"),
    "least_shifts": _l("As many shifts as promised"),
    "asked": _l("What people asked for"),
    "fair_share": _l("Fair shares"),
    "familiar": _l("Familiar faces"),
    "travel": _l("Short ways"),
    "few_changes": _l("Few changes"),
}
#: what binds a shift as a whole, where the programme says so
SHIFT_MUSTS = {
    "two_adults": _l("its least number of adults"),
    "no_newcomers_alone": _l("somebody experienced beside newcomers"),
    "woman": _l("a woman, where the shift asks for one"),
    "first_aider": _l("a first-aider, where the shift asks for one"),
}
#: a funnel's steps: who is left after each must
FUNNEL = {
    "holders": _l("may do this duty"),
    "validity": _l("papers valid on the day"),
    "skills": _l("have the skills"),
    "permitted": _l("nobody said no"),
    "travel_limit": _l("near enough"),
    "available": _l("free at that time"),
    "one_place": _l("not elsewhere then"),
    "travel_between": _l("get there in time from elsewhere"),
    "rest": _l("rested enough"),
    "successors": _l("fits the day before"),
    "minutes_a_day": _l("still have hours on the day"),
    "minutes_a_week": _l("still have hours in the week"),
    "minutes_in_rota": _l("still have hours in the rota"),
    "shifts": _l("not too many shifts"),
    "shifts_a_week": _l("not too many shifts in the week"),
    "per_activity": _l("not too many of this kind"),
    "days_in_a_row": _l("not too many days in a row"),
    "days_off": _l("enough days off"),
    "weekends": _l("not too many weekends"),
    "freeze": _l("not too close to change"),
    "headcount": _l("a place is left"),
    "apart": _l("not kept apart"),
    "together": _l("together with whom they come"),
    "two_adults": _l("enough adults are there"),
    "no_newcomers_alone": _l("somebody experienced is there"),
    "woman": _l("a woman is there"),
    "first_aider": _l("a first-aider is there"),
    "whole_or_closed": _l("enough people to open at all"),
}
#: a must that fails for one person
OBJECTIONS = {
    "holders": _l("does not hold the licence this duty needs"),
    "validity": _l("papers are missing or run out before"),
    "skills": _l("lacks the skills asked for"),
    "permitted": _l("said no to it, or does not come to this place"),
    "travel_limit": _l("too far away"),
    "available": _l("not free at that time"),
    "one_place": _l("is elsewhere at that time"),
    "travel_between": _l("cannot get there in time from elsewhere"),
    "rest": _l("too little rest before or after"),
    "successors": _l("does not fit the day before or after"),
    "minutes_a_day": _l("no hours left on that day"),
    "minutes_a_week": _l("no hours left in that week"),
    "minutes_in_rota": _l("no hours left in this rota"),
    "shifts": _l("has as many shifts as agreed"),
    "shifts_a_week": _l("has as many shifts in that week as agreed"),
    "per_activity": _l("has as many shifts of this kind as agreed"),
    "days_in_a_row": _l("too many days in a row"),
    "days_off": _l("too few days off between"),
    "weekends": _l("has as many weekends as agreed"),
    "freeze": _l("so close to the shift nobody is moved any more"),
    "headcount": _l("all places are taken"),
    "apart": _l("is kept apart from somebody there"),
    "together": _l(
        "comes only together with somebody else: a round plans both at once; to put one there by hand, end that rule first"
    ),
    "two_adults": _l("there would be too few adults"),
    "no_newcomers_alone": _l("there would be nobody experienced"),
    "woman": _l("there would be no woman"),
    "first_aider": _l("there would be no first-aider"),
    "whole_or_closed": _l("too few people to open at all"),
    "shift_gone": _l("the shift was called off or has begun"),
    "supporter_gone": _l("this supporter no longer comes"),
    "note": _l("they would rather not: write a line why you ask them all the same"),
}
#: the same with the numbers behind it
COUNTED: dict[str, Callable[..., str]] = {
    "validity": lambda until, **_facts: _("papers end on %(until)s", until=until),
    "travel_limit": lambda minutes, limit, **_facts: ngettext(
        "%(num)s minute away (limit %(limit)s)", "%(num)s minutes away (limit %(limit)s)", int(minutes), limit=limit
    ),
    "minutes_a_week": lambda needed, left, **_facts: ngettext(
        "%(num)s minute needed, %(left)s left in the week",
        "%(num)s minutes needed, %(left)s left in the week",
        int(needed),
        left=left,
    ),
}
PLAIN = {
    "asked": _l("asked for it"),
    "preferred_hours": _l("likes these hours"),
    "reluctant_hours": _l("would rather not at these hours"),
    "disliked": _l("would rather not: said so of such a shift"),
    "kept": _l("comes already"),
}
ICONS = {
    "asked": "yes",
    "preferred_hours": "clock",
    "reluctant_hours": "hand",
    "disliked": "hand",
    "familiar": "people",
    "kept": "shift",
}
DECLINE_REASONS = {
    "": _l("no reason"),
    "too_far": _l("too far"),
    "times": _l("the times do not fit"),
    "overloaded": _l("has enough to do"),
    "other": _l("something else"),
}
#: what a supporter may say with a no
OWN_REASONS = {
    "": _l("I would rather not say"),
    "too_far": _l("Too far"),
    "times": _l("The times do not fit"),
    "overloaded": _l("Too busy now, ask me later"),
    "other": _l("Something else; I would rather ring"),
}
#: app.operations.shift_answers.CannotAnswer → what one reads
CANNOT_ANSWER = {
    "answered": _l("You have answered this already. Thank you."),
    "withdrawn": _l("This shift was given to somebody else or called off. You need not do anything."),
    "over": _l("This shift has begun already. Please ring the organiser."),
    "vetting": _l("One of your papers has run out before that day. Your yes is welcome as soon as it is renewed."),
    "reason": _l("Please choose one of the reasons, or none."),
}
#: app.operations.rounds.NotAskable → beside the form
NOT_ASKABLE = {
    "span": _l("The first day is tomorrow or later, and the rota ends within eight weeks from today."),
    "places": _l("Choose places inside the area the rota is for."),
    "scope": _l("You do not coordinate this whole area."),
}


def objection_words(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """Return what speaks against somebody on a shift, with its numbers where they are known."""
    try:
        return str(COUNTED[code](**facts or {}))
    except (KeyError, TypeError):
        return str(OBJECTIONS.get(code, code))


def funnel_words(code: str) -> str:
    """Return the words for a step of a funnel."""
    return str(FUNNEL.get(code, code))


def reason_words(reason: Mapping[str, Any]) -> str:
    """Return one reason for somebody on a shift."""
    code = reason.get("code", "")
    if code == "travel":
        return way_words(reason.get("mode", ""), int(reason["minutes"]))
    if code == "familiar":
        return str(_("known here"))
    return str(PLAIN.get(code, code))


def reason_icon(reason: Mapping[str, Any]) -> str:
    """Return the picture beside a reason; "" for none."""
    if reason.get("code") == "travel":
        return str(reason.get("mode") or "route")
    return ICONS.get(str(reason.get("code")), "")


def hours_words(minutes: int) -> str:
    """Word minutes as hours with half hours: 6.5."""
    half = round(minutes / 30)
    return f"{half // 2}.5" if half % 2 else str(half // 2)


def reached_words(wish: str, value: int, outcome: Mapping[str, Any]) -> str:
    """Return what a wish came to in shifts, places, people or hours; "" for a wish that only weighs.

    `outcome` is the stored answer of a finished round.
    """
    if wish == "held":
        shifts = int(outcome["shifts"])
        opening = shifts - int(outcome["comparison"]["closed"])
        return str(ngettext("%(open)s of %(num)s shift", "%(open)s of %(num)s shifts", shifts, open=opening))
    if wish == "fill":
        places = int(outcome["wanted"])
        return str(
            ngettext("%(filled)s of %(num)s place", "%(filled)s of %(num)s places", places, filled=outcome["filled"])
        )
    if wish == "travel":
        return str(_("%(hours)s h of ways", hours=hours_words(-value)))
    if wish == "few_changes":
        kept, ended = outcome["comparison"]["kept"], outcome["comparison"]["ended"]
        if not kept + ended:
            return ""
        return str(_("%(kept)s of %(before)s stay as they are", kept=kept, before=kept + ended))
    return ""


def what_for(this: Round) -> str:
    """Return what a round of kind rota is for: its area, and the chosen places by their number."""
    if not this.place_ids:
        return str(scope_name(this.scope))
    places = ngettext("at %(num)s place", "at %(num)s places", len(this.place_ids))
    return str(_("%(scope)s, %(places)s", scope=scope_name(this.scope), places=places))


def short_words(short: Any) -> str:
    """Return what a short-handed opening means for the shift."""
    if short.closed:
        return str(
            ngettext(
                "%(num)s person short: it cannot open",
                "%(num)s people short: it cannot open",
                max(1, short.missing_least),
            )
        )
    if short.safe_children is not None:
        return str(ngettext("Room for %(num)s child safely", "Room for %(num)s children safely", short.safe_children))
    return str(ngettext("%(num)s more is wanted", "%(num)s more are wanted", short.missing))
