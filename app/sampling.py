"""`care sample COUNTY --seed N --out DIR`: the files an invented county would send."""

from __future__ import annotations

from pathlib import Path

import click

from app.samples import COUNTIES
from app.samples.writer import write_county


@click.command()
@click.argument("county", type=click.Choice(list(COUNTIES)))
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed gives the same files."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the files; made if missing.",
)
def sample(county: str, seed: int, out: Path) -> None:
    """Write the spreadsheets COUNTY would send, with the faults such spreadsheets have, and circles.json.

    Everybody in them is invented.
    """
    written = write_county(county, seed, out)
    for path in written.files:
        click.echo(path)
    click.echo(f"{len(written.planted)} faults are planted in the spreadsheets; circles.json has none.", err=True)
