"""`care export WHAT`: take records out at the console, in the same columns and with the same audit as the page."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from app.running.commands import data_option

WHAT = ("children", "supporters", "matches", "meetings", "hours", "open", "places")
PURPOSES = ("correct", "report", "visits", "check", "move", "upkeep")


@click.command("export")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write, .xlsx or .csv.")
@click.option("--reason", type=click.Choice(PURPOSES), default="upkeep", show_default=True, help="For the audit.")
@click.option("--addresses", is_flag=True, help="With the children's home addresses.")
@data_option
def export_records(what: str, out: Path | None, reason: str, addresses: bool) -> None:
    """Write WHAT as a sheet; without --out as csv (UTF-8 with a mark) to the screen.

    \b
    children    with valid consent, their carers, free hours, needs (`care import` takes the sheet back)
    supporters  with their offers and dates of evidence             (`care import` takes the sheet back)
    matches     running pairs, by name                              (`care import` takes the sheet back)
    meetings    of the last 90 and the coming 60 days, children by pseudonym
    open        places of the newest round that stay open, with the limit that bites and who came nearest
    hours       of service that count, of the last year, for the national system
    places      with their points                                   (`care import` takes the sheet back)

    Every export writes a line in the audit, with the number of rows; its number stands in the sheet's first row.
    """
    form = out.suffix.removeprefix(".").lower() if out else "csv"
    if form not in ("xlsx", "csv"):
        raise click.ClickException(f"{out}: name the file .xlsx or .csv.")
    if out is not None and not out.parent.is_dir():
        raise click.ClickException(f"{out}: there is no folder {out.parent}.")
    with import_module("app").create_app().app_context():
        system = import_module("app.actors").SYSTEM
        taken = import_module("app.operations.exports").export(what, form, reason, by=system, addresses=addresses)
    if out is None:
        for piece in taken.pieces():
            sys.stdout.buffer.write(piece)
        return
    with out.open("wb") as file:
        file.writelines(taken.pieces())
    click.echo(f"{out}: {len(taken.sheet.rows)} rows, export {taken.number}.", err=True)
