"""`care sample`: writes an invented county as files."""

from __future__ import annotations

from pathlib import Path

import click

from app.samples import COUNTIES


@click.command()
@click.argument("county", type=click.Choice(list(COUNTIES)))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same files.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the files; made if it is not there.",
)
def sample(county: str, seed: int, out: Path) -> None:
    """Write the spreadsheets a county would send, faults included, and the clean circles.json. All invented."""
    from app.samples.writer import write_county  # noqa: PLC0415 - choosing a county needs no spreadsheet library

    try:
        written = write_county(county, seed, out)
    except OSError as fault:
        raise click.ClickException(f"{out}: {fault.strerror or fault}; choose a folder that can be written") from fault
    for path in written.files:
        click.echo(f"{path}  {path.stat().st_size:,} bytes")
    click.echo(f"{len(written.planted)} faults were planted in the spreadsheets, none in circles.json.")
