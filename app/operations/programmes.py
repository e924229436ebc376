"""What happens to programmes: made from a ready-made one, changed version by version, put first, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from app import matching
from app.actors import SYSTEM, Actor
from app.database import db, transaction
from app.matching.ready_made import care_in_365_days, care_in_365_days_with_tutor, one_to_one, volunteer_for_each
from app.models.programmes import Programme, ProgrammeVersion
from app.operations.traces import record

#: code → (rules, English name, Chinese name); what ships with the product
READY_MADE: dict[str, tuple[Callable[[], matching.Programme], str, str]] = {
    "care_365": (care_in_365_days, "Care in 365 Days", "365 天守护"),
    "care_365_tutor": (care_in_365_days_with_tutor, "Care in 365 Days, with tutor", "365 天守护，带学业辅导"),
    "one_to_one": (one_to_one, "One to one", "一对一陪伴"),
    "volunteer_for_each": (volunteer_for_each, "A volunteer for every child", "每个孩子一位志愿者"),
}
#: licences of people on duty: they are not asked again, their pairs go live at publication (design, section 7)
ON_DUTY = ("police", "physician")
LONGEST_NAME, LONGEST_NOTE = 120, 400
#: minutes a child may have to walk home; longer ways are not walked alone
LONGEST_WALK = 120


class ProgrammeRefused(Exception):
    """What was asked of a programme cannot be done; `code` says why.

    Codes: no_name, unknown_template, unknown_programme, unknown_live_role, unchanged, walk_home, closed, current.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class StaleProgramme(Exception):
    """Somebody saved a version meanwhile; nothing was written."""


def ensure_ready_made(*, by: Actor = SYSTEM) -> None:
    """Write the ready-made programmes that are not there yet; the one with tutor is offered first if none is."""
    with transaction():
        known = set(db.session.scalars(select(Programme.code)))
        for code, (rules, english, chinese) in READY_MADE.items():
            if code not in known:
                _write(code, rules(), english, chinese, by)
        if db.session.scalar(select(Programme.id).where(Programme.current)) is None:
            make_current("care_365_tutor", by=by)


def make_programme(template: str, english: str, chinese: str, *, by: Actor) -> str:
    """Make a programme with the rules of a ready-made one; return its public id. Raises ProgrammeRefused."""
    if template not in READY_MADE:
        raise ProgrammeRefused("unknown_template")
    english, chinese = english.strip()[:LONGEST_NAME], chinese.strip()[:LONGEST_NAME]
    if not english or not chinese:
        raise ProgrammeRefused("no_name")
    with transaction():
        codes = set(db.session.scalars(select(Programme.code)))
        number = next(number for number in range(2, len(codes) + 3) if f"{template}_{number}" not in codes)
        return _write(f"{template}_{number}", READY_MADE[template][0](), english, chinese, by).public_id


def save_version(
    programme_id: int,
    rules: object,
    live_roles: Iterable[str],
    note: str,
    *,
    earlier: int,
    by: Actor,
    walk_home: int | None = None,
) -> int:
    """Write the next version of a programme and return its number; versions before it stay as they are.

    `rules` is the JSON form of a programme, `walk_home` the minutes children who walk home alone need at most (None:
    as before), `earlier` the version the change began from. Raises Refusal with the path
    of what is wrong in the rules, ProgrammeRefused, and StaleProgramme when `earlier` is no longer the newest.
    """
    wanted = matching.load_programme(rules)
    live = sorted(set(live_roles))
    if not set(live) <= {role.code for role in wanted.roles}:
        raise ProgrammeRefused("unknown_live_role")
    with transaction():
        programme = db.session.get_one(Programme, programme_id, with_for_update=True)
        newest = programme.versions[-1]
        if newest.number != earlier:
            raise StaleProgramme
        kept: dict[str, Any] = matching.dump_programme(replace(wanted, code=programme.code, version=newest.number + 1))
        walk = newest.walk_home if walk_home is None else walk_home
        if not 0 <= walk <= LONGEST_WALK:
            raise ProgrammeRefused("walk_home")
        same = kept | {"version": newest.number} == newest.rules and live == sorted(newest.live_roles)
        if same and walk == newest.walk_home:
            raise ProgrammeRefused("unchanged")
        number = newest.number + 1
        programme.versions.append(
            ProgrammeVersion(
                number=number,
                rules=kept,
                live_roles=live,
                walk_home=walk,
                rota=newest.rota,
                live_duties=list(newest.live_duties),
                note=note.strip()[:LONGEST_NOTE],
                made_by=by.account_id,
            )
        )
        record(by, "programme.saved", "programme", programme.public_id, f"version {number}")
    return number


def make_current(code: str, *, by: Actor) -> None:
    """Offer this programme first when a round is asked for. Raises ProgrammeRefused."""
    with transaction():
        programme = db.session.scalar(select(Programme).where(Programme.code == code))
        if programme is None:
            raise ProgrammeRefused("unknown_programme")
        if programme.closed:
            raise ProgrammeRefused("closed")
        db.session.execute(update(Programme).where(Programme.id != programme.id).values(current=False))
        programme.current = True
        record(by, "programme.current", "programme", programme.public_id)


def close(code: str, *, by: Actor) -> None:
    """Offer this programme no longer; what it made stays. Raises ProgrammeRefused."""
    with transaction():
        programme = db.session.scalar(select(Programme).where(Programme.code == code))
        if programme is None:
            raise ProgrammeRefused("unknown_programme")
        if programme.current:
            raise ProgrammeRefused("current")
        programme.closed = True
        record(by, "programme.closed", "programme", programme.public_id)


def reopen(code: str, *, by: Actor) -> None:
    """Offer a closed programme again. Raises ProgrammeRefused."""
    with transaction():
        programme = db.session.scalar(select(Programme).where(Programme.code == code))
        if programme is None:
            raise ProgrammeRefused("unknown_programme")
        programme.closed = False
        record(by, "programme.opened", "programme", programme.public_id)


def _write(code: str, rules: matching.Programme, english: str, chinese: str, by: Actor) -> Programme:
    programme = Programme(code=code, name_en=english, name_zh=chinese)
    live = sorted(role.code for role in rules.roles if role.licence in ON_DUTY)
    kept = matching.dump_programme(replace(rules, code=code, version=1))
    programme.versions = [ProgrammeVersion(number=1, rules=kept, live_roles=live, made_by=by.account_id)]
    db.session.add(programme)
    db.session.flush()
    record(by, "programme.made", "programme", programme.public_id, code)
    return programme
