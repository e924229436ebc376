"""`care run`, `care migrate`, `care worker`, `care tick`, and the two hidden parts of `care run`."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import click

#: Counties there are samples of; "none" starts with an empty database.
COUNTIES = ("jingning", "haian", "shaodong", "none")


def _say(line: str) -> None:
    click.echo(line, err=True)


def _use_data(_context: click.Context, _option: click.Parameter, folder: Path | None) -> None:
    """Let every part of this process find the installation's data folder."""
    if folder is not None:
        os.environ["CARE_DATA"] = str(folder.absolute())


data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    callback=_use_data,
    expose_value=False,
    is_eager=True,
    help="Folder of this installation's files (default: $CARE_DATA, or ./data).",
)


@click.command()
@click.option(
    "--county", type=click.Choice(COUNTIES), default="jingning", show_default=True, help="Sample for an empty database."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@data_option
def run(county: str, port: int, host: str, workers: int) -> None:
    """Start everything on this machine: database, queue, workers, ticker and web server, until Ctrl-C.

    DATABASE_URL and REDIS_URL move the same installation to PostgreSQL and to a Redis of your own.
    """
    supervisor = import_module("app.running.supervisor")
    folder = Path(os.environ.get("CARE_DATA") or "data")
    order = supervisor.Order(folder, county=county, host=host, port=port, workers=workers)
    try:
        supervisor.Supervisor(order, click.echo).run()
    except supervisor.AlreadySaid:
        raise SystemExit(1) from None


@click.command()
@data_option
def migrate() -> None:
    """Bring the database to the newest schema; safe to repeat."""
    preparation = import_module("app.running.prepare")
    preparation.compile_texts()
    with import_module("app").create_app().app_context():
        preparation.migrate()


@click.command()
@data_option
def worker() -> None:
    """Run jobs from the queue until SIGTERM; a running job is finished first."""
    import_module("app.running.worker").main()


@click.command()
@data_option
def tick() -> None:
    """Follow the timetable until SIGTERM. Any number may run; each entry is run by one of them."""
    import_module("app.running.ticker").main()


@click.command(hidden=True)
@click.option("--county", type=click.Choice(COUNTIES), required=True)
def prepare(county: str) -> None:
    """Migrate, fill the sample once, and print the sample sign-ins."""
    for line in import_module("app.running.prepare").prepare(county, _say):
        click.echo(line)


@click.command(hidden=True)
@click.argument("number", type=int)
def serve(number: int) -> None:
    """Serve pages on the inherited socket NUMBER."""
    import_module("app.running.web").serve(number)
