"""Programmes standing in the tables, for tests."""

from __future__ import annotations

from dataclasses import replace

from app.database import db, transaction
from app.matching import Programme as Rules
from app.matching import dump_programme
from app.matching.ready_made import care_in_365_days
from app.models.programmes import Programme, ProgrammeVersion


def programme_version(rules: Rules | None = None) -> int:
    """Add a programme with one version and return the version's id; the cast's guardians speak what its people do."""
    rules = rules or replace(care_in_365_days(), stay_months=0)
    with transaction():
        programme = Programme(code=rules.code, name_en="Care in 365 Days", name_zh="关爱365天", current=True)
        version = ProgrammeVersion(
            programme=programme, number=rules.version, rules=dump_programme(rules), live_roles=["officer", "doctor"]
        )
        db.session.add(version)
        db.session.flush()
        return version.id
