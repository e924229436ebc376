"""`care sample COUNTY --seed N --out DIR`: the files an invented county would send, or the rota of its centres."""

from __future__ import annotations

from pathlib import Path

import click

from app.samples import COUNTIES
from app.samples.writer import write_centres, write_county

CENTRES = "centres"


@click.command()
@click.argument("county", type=click.Choice([*COUNTIES, CENTRES]))
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

    `centres` writes rota.json instead: a month of 26 children's centres. Everybody in the files is invented.
    """
    if county == CENTRES:
        click.echo(write_centres(seed, out))
        return
    written = write_county(county, seed, out)
    for path in written.files:
        click.echo(path)
    click.echo(f"{len(written.planted)} faults are planted in the spreadsheets; circles.json has none.", err=True)
