"""Make the database ready before anything else starts: migrate, and fill the sample county once."""

from __future__ import annotations

from collections.abc import Callable

import flask_migrate

from app import create_app

#: The sample county of `care run` is the same on every machine.
SAMPLE_SEED = 1


def migrate() -> None:
    """Bring the database to the newest schema. Needs an application context."""
    flask_migrate.upgrade()


def prepare(county: str, say: Callable[[str], None]) -> list[str]:
    """Migrate, and fill an empty database with the sample county (unless "none"); return the sample sign-ins to show.

    `say` gets one line per step of the filling.
    """
    with create_app().app_context():
        say("Preparing the database ...")
        migrate()
        if county == "none":
            return []
        # Imported here: only the sample needs the solvers' values and the writer of spreadsheets.
        from app.operations import samples  # noqa: PLC0415

        samples.fill(county, SAMPLE_SEED, say)
        return samples.sign_ins()
