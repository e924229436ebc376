"""`care import FILE`: bring a spreadsheet in from the console, through the same stages as the page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Write without asking.")
def import_file(file: Path, yes: bool) -> None:
    """Check FILE (xlsx, xls or csv), say what it would change, ask, and write it all at once.

    Exit 1 when nothing could be read or a row was left out.
    """
    uploads, words = import_module("app.operations.uploads"), import_module("app.wording.imports")
    system = import_module("app.actors").SYSTEM
    with import_module("app").create_app().app_context():
        import_module("app.languages").speak("en")
        upload, found = uploads.bring_in(file.read_bytes(), file.name, by=system)
        for problem in found.reading.problems:
            where = words.problem_place(problem)
            value = f" “{problem.value}”" if problem.value else ""
            click.echo(f"{where}{value}: {words.problem_sentence(problem)}", err=True)
        click.echo(", ".join(f"{number} {name}" for name, number in found.counts.items()))
        if found.reading.refused:
            uploads.discard(upload.id, by=system)
            raise click.ClickException("Nothing was read; nothing was written.")
        if not yes and not click.confirm("Write this?"):
            uploads.discard(upload.id, by=system)
            return
        sentences = import_module("app.wording.uploads")
        try:
            left_out = uploads.apply(upload.id, found.digest, by=system)
        except uploads.ChangedSince as fault:
            for sheet, row, code in fault.rows:
                click.echo(f"{sheet}, row {row}: {sentences.LEFT_OUT[code]}", err=True)
            uploads.discard(upload.id, by=system)
            raise click.ClickException("The records changed meanwhile; nothing was written. Run it again.") from None
        except uploads.NotWritten as fault:
            raise click.ClickException(f"{sentences.FAILURES[fault.code]} Nothing was written.") from None
        for sheet, row, code in left_out:
            click.echo(f"{sheet}, row {row}: {sentences.LEFT_OUT.get(code, sentences.OTHER)}", err=True)
        if left_out or found.reading.errors:
            raise SystemExit(1)
