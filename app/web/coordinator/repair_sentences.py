"""A way to repair the rota in one plain sentence: what happens, how many people hear of it, and what stays open."""

from __future__ import annotations

from collections import defaultdict

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models.activities import Opening
from app.queries.rota_repairs import Move, Proposal
from app.web.filters import clock_time, day_long
from app.wording.places import place_name


def way(found: Proposal, budget: int) -> str:
    """Say a way in one sentence; `budget`: how many people may be disturbed at most."""
    parts = [*what_happens(found), who_is_disturbed(found, budget), what_stays_open(found)]
    return _("%(sentence)s.", sentence=_("; ").join(parts))


def what_happens(found: Proposal) -> list[str]:
    """Say who comes where, and what they need not come to for it."""
    given_up: dict[int, list[Move]] = defaultdict(list)
    for move in found.leaves:
        given_up[move.supporter.id].append(move)
    said = []
    for move in found.joins:
        instead = given_up.pop(move.supporter.id, [])
        if instead:
            shifts = _(" and ").join(shift(one.opening) for one in instead)
            said.append(
                _(
                    "%(name)s comes %(shift)s instead of %(other)s",
                    name=move.supporter.name,
                    shift=shift(move.opening),
                    other=shifts,
                )
            )
        else:
            said.append(_("%(name)s comes %(shift)s", name=move.supporter.name, shift=shift(move.opening)))
    for moves in given_up.values():
        shifts = _(" and ").join(shift(one.opening) for one in moves)
        said.append(_("%(name)s need not come %(shift)s", name=moves[0].supporter.name, shift=shifts))
    return said


def who_is_disturbed(found: Proposal, budget: int) -> str:
    """Say for how many people the days change, and how many it may be."""
    return ngettext(
        "the plans of %(num)s person change, of %(budget)s at most",
        "the plans of %(num)s people change, of %(budget)s at most",
        found.disturbed,
        budget=budget,
    )


def what_stays_open(found: Proposal) -> str:
    """Say which places still lack somebody."""
    if not found.left_open:
        return _("no place stays open")
    places = _(" and ").join(
        _(
            "%(place)s, %(day)s %(time)s",
            place=place_name(one.shift.place),
            day=day_long(one.shift.starts_at),
            time=clock_time(one.shift.starts_at),
        )
        for one in found.left_open
    )
    return ngettext(
        "%(num)s place stays open (%(places)s)",
        "%(num)s places stay open (%(places)s)",
        len(found.left_open),
        places=places,
    )


def shift(opening: Opening) -> str:
    """Say when and where: on Wed, Mar 4 at 16:30 to Qingping centre."""
    this = opening.shift
    return _(
        "on %(day)s at %(time)s to %(place)s",
        day=day_long(this.starts_at),
        time=clock_time(this.starts_at),
        place=place_name(this.place),
    )
