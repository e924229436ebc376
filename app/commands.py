"""The console command `care`. Each sub-command is one line here and loads its code only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from app.running.refusals import plainly

#: name: (where the click command is, what it is for), in the order of `care --help`
COMMANDS = {
    "run": ("app.running.commands:run", "Start everything on this machine: database, queue, workers, ticker, web."),
    "sample": ("app.sampling:sample", "Write the spreadsheets a county would send, and circles.json."),
    "solve": ("app.solving:solve", "Solve a problem file."),
    "check": ("app.solving:check", "Recount a solution without the solver; exit 1 if a rule is broken."),
    "import": ("app.importing:import_file", "Bring a spreadsheet in: checked, shown, then written at once."),
    "export": (
        "app.exporting:export_records",
        "Take children, supporters, matches, meetings, hours or places out as a sheet.",
    ),
    "migrate": ("app.running.commands:migrate", "Bring the database to the newest schema."),
    "worker": ("app.running.commands:worker", "Run jobs from the queue."),
    "tick": ("app.running.commands:tick", "Follow the timetable: what happens by itself."),
    "rounds": ("app.running.rounds:rounds", "Write a round down with all that is needed to repeat it, or repeat it."),
    "admins": ("app.house_commands:admins", "Invite the first administrator."),
    "backup": ("app.backup.commands:backup", "Write the whole database into one encrypted file."),
    "restore": ("app.backup.commands:restore", "Read such a file back, and verify it."),
}
#: parts of `care run`, not for people
HIDDEN = {
    "prepare": ("app.running.commands:prepare", ""),
    "serve": ("app.running.commands:serve", ""),
}


class LazyGroup(click.Group):
    """A group that imports a sub-command when it is called, so that `care --help` loads neither solver nor Flask."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import the command, or return None for an unknown name."""
        place, _ = {**COMMANDS, **HIDDEN}.get(name, (None, None))
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="care-circle", prog_name="care")
def care() -> None:
    """Care Circle (守护圈): plans who stands beside which child, and who is where, when."""


def main() -> None:
    """Run `care`; a fault with a plain cause becomes one sentence and exit 1, our own bugs keep their trace."""
    try:
        care.main(prog_name="care")
    except Exception as fault:
        sentence = plainly(fault)
        if sentence is None:
            raise
        click.echo(f"care: {sentence}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
