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
    """Migrate, and fill an empty database with the sample county (not for "none"); return the sample sign-ins to show.

    `say` gets one line per step of the filling.
    """
    # Imported here: the operations load every table, and `care run` itself needs none.
    from app.operations import samples  # noqa: PLC0415

    with create_app().app_context():
        say("Preparing the database ...")
        migrate()
        if county != "none":
            samples.fill(county, SAMPLE_SEED, say)
        return samples.sign_ins()
