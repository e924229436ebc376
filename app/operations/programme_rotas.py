"""What a programme says of rotas: which musts of a shift bind, everybody's limits, which duties are not asked first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.actors import Actor
from app.database import db, transaction
from app.models.activities import Duty
from app.models.programmes import Programme, ProgrammeVersion
from app.operations.programmes import LONGEST_NOTE, ProgrammeRefused, StaleProgramme
from app.operations.traces import record
from app.queries.rota_rules import rota_rules_of


def save_rota_rules(
    programme_id: int,
    rota: dict[str, Any],
    live_duties: Iterable[str] | None = None,
    *,
    earlier: int,
    by: Actor,
    note: str = "",
) -> int:
    """Write the next version of a programme with other rules for rotas; what `rota` does not name stays.

    `live_duties` None: as before. Return the version's number. Raises Refusal with the path of what is wrong in `rota`,
    ProgrammeRefused (unknown_live_role, unchanged) and StaleProgramme when `earlier` is no longer the newest version.
    """
    with transaction():
        programme = db.session.get_one(Programme, programme_id, with_for_update=True)
        newest = programme.versions[-1]
        if newest.number != earlier:
            raise StaleProgramme
        live = sorted(set(newest.live_duties if live_duties is None else live_duties))
        if not set(live) <= {duty.value for duty in Duty}:
            raise ProgrammeRefused("unknown_live_role")
        version = ProgrammeVersion(
            number=newest.number + 1,
            rules={**newest.rules, "version": newest.number + 1},
            live_roles=list(newest.live_roles),
            walk_home=newest.walk_home,
            rota={**(newest.rota or {}), **rota},
            live_duties=live,
            note=note.strip()[:LONGEST_NOTE],
            made_by=by.account_id,
        )
        programme.versions.append(version)
        if live == sorted(newest.live_duties) and same_rules(version, newest):
            raise ProgrammeRefused("unchanged")
        record(by, "programme.saved", "programme", programme.public_id, f"version {version.number}")
        return version.number


def same_rules(one: ProgrammeVersion, other: ProgrammeVersion) -> bool:
    """Say whether two versions say the same of rotas; Refusal when either says what is no rule."""
    mine, theirs = rota_rules_of(one), rota_rules_of(other)
    return replace(mine, programme=replace(mine.programme, version=theirs.programme.version)) == theirs
