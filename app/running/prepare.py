"""Make the database ready before anything else starts: migrate, and fill the sample county once."""

from __future__ import annotations

from collections.abc import Callable

import flask_migrate
from flask import current_app

from app import create_app
from app.operations.activity_templates import ensure_ready_made
from app.queries.installation import is_sample
from app.running.catalogues import compile_texts
from app.running.refusals import CannotRun

#: The sample county of `care run` is the same on every machine.
SAMPLE_SEED = 1
SAMPLE_IN_PRODUCTION = (
    "This database holds a sample county, whose sign-ins are printed for everybody: name another one in DATABASE_URL, "
    "or start without CARE_PRODUCTION."
)


def migrate() -> None:
    """Bring the database to the newest schema, with the templates that ship; raise CannotRun in production when it
    holds a sample county.

    Needs an application context.
    """
    flask_migrate.upgrade()
    if current_app.config["SETTINGS"].production and is_sample():
        raise CannotRun(SAMPLE_IN_PRODUCTION)
    ensure_ready_made()


def prepare(county: str, say: Callable[[str], None]) -> list[str]:
    """Migrate, and fill an empty database with the sample county (unless "none"); return the sample sign-ins to show.

    `say` gets one line per step of the filling. Raises CannotRun when production meets a sample.
    """
    compile_texts()
    with create_app().app_context():
        say("Preparing the database ...")
        migrate()
        if county == "none":
            return []
        if current_app.config["SETTINGS"].production:
            raise CannotRun("CARE_PRODUCTION is set, and a sample's sign-ins are printed: start with --county none.")
        # Imported here: only the sample needs the solvers' values and the writer of spreadsheets.
        from app.operations import samples  # noqa: PLC0415

        samples.fill(county, SAMPLE_SEED, say)
        return samples.sign_ins()
