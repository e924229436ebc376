"""``python -m benchmarks county``: a round of a whole sample county in a real house, with its pages open meanwhile."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from app.running.refusals import CannotRun
from benchmarks.visitor import LostTheWay


@click.command()
@click.argument("county", type=click.Choice(["jingning", "haian", "shaodong"]))
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the house; filled with the county when new, and kept for the next time.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="As of `care run`.")
@click.option("--seconds", type=click.IntRange(5, 600), default=60, show_default=True, help="As on the form.")
@click.option("--publish", is_flag=True, help="Publish the first round at the end, and save things meanwhile.")
def county(county: str, data: Path, workers: int, seconds: int, publish: bool) -> None:
    """Press the button for all of COUNTY, wait for the proposal, and open the pages of its review during the next round.

    DATABASE_URL and REDIS_URL count as they do for `care run`.
    """
    from app.operations.samples.staff import COORDINATOR, PASSWORD  # noqa: PLC0415 - loads the house
    from benchmarks.county import measure  # noqa: PLC0415

    try:
        sign_in = {"handle": COORDINATOR, "password": PASSWORD}
        figures = measure(county, data, workers=workers, seconds=seconds, publish=publish, **sign_in)
    except (LostTheWay, CannotRun, OSError) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(json.dumps({**figures, "solved": [solved(data, name) for name in figures.pop("rounds")]}))


def solved(data: Path, public_id: str) -> dict[str, Any]:
    """What the database says of a round: places filled, the first wish that is not at its bound, seconds by stage."""
    from app import create_app  # noqa: PLC0415
    from app.database import db  # noqa: PLC0415
    from app.models.rounds import Round  # noqa: PLC0415

    os.environ["CARE_DATA"] = str(data.absolute())
    with create_app().app_context():
        this = db.session.query(Round).filter_by(public_id=public_id).one()
        told = this.outcome
        wishes = {wish["code"]: [wish["value"], wish["bound"]] for wish in told["wishes"]}
        return {name: told[name] for name in ("filled", "wanted", "gap", "stages", "peak_mb")} | {"wishes": wishes}
