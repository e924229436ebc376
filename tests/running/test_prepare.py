"""Before anything starts the database is made ready, and production never meets a sample."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.database import db
from app.models.activities import ActivityTemplate
from app.operations.activity_templates import READY_MADE
from app.operations.installation import set_fact
from app.queries.installation import SAMPLE_COUNTY
from app.running import prepare
from app.running.refusals import CannotRun


@pytest.fixture
def production(house):
    """The same house under a production start."""
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], production=True)
    return house


def test_production_refuses_a_database_with_a_sample_county(production):
    set_fact(SAMPLE_COUNTY, "jingning")
    with pytest.raises(CannotRun, match="holds a sample county"):
        prepare.migrate()


def test_production_takes_a_database_of_its_own_and_gives_it_the_templates_that_ship(production):
    prepare.migrate()
    prepare.migrate()
    assert db.session.query(ActivityTemplate).count() == len(READY_MADE)


def test_a_sample_county_may_be_migrated_outside_production(house):
    set_fact(SAMPLE_COUNTY, "jingning")
    prepare.migrate()


def test_production_is_not_filled_with_a_sample(production, monkeypatch):
    monkeypatch.setattr(prepare, "create_app", lambda: production)
    with pytest.raises(CannotRun, match="--county none"):
        prepare.prepare("jingning", lambda _line: None)
