"""Programmes standing in the tables, for tests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from app.database import db, transaction
from app.matching import Problem, dump_problem
from app.matching import Programme as Rules
from app.matching.ready_made import care_in_365_days
from app.models.programmes import Programme, ProgrammeVersion


def rules_of(rules: Rules) -> dict:
    """Return rules as a programme's version keeps them."""
    return json.loads(dump_problem(Problem("empty", date(2026, 9, 1), rules, (), (), ())))["programme"]


def programme_version(rules: Rules | None = None) -> int:
    """Add a programme with one version and return the version's id; the cast's guardians speak what its people do."""
    rules = rules or replace(care_in_365_days(), stay_months=0)
    with transaction():
        programme = Programme(code=rules.code, name_en="Care in 365 Days", name_zh="关爱365天", current=True)
        version = ProgrammeVersion(programme=programme, number=rules.version, rules=rules_of(rules))
        db.session.add(version)
        db.session.flush()
        return version.id
