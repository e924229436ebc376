"""`care admins`: what has to be done before anybody can sign in."""

from __future__ import annotations

from importlib import import_module

import click


@click.group()
def admins() -> None:
    """Administrators: the first one is invited from here, all others in the house."""


@admins.command()
@click.argument("name")
@click.argument("handle")
def invite(name: str, handle: str) -> None:
    """Invite NAME, who will sign in with HANDLE (e-mail or phone), and print the link: good once, for 72 hours."""
    accounts, invitations = import_module("app.operations.accounts"), import_module("app.operations.invitations")
    app = import_module("app").create_app()
    with app.app_context():
        try:
            token = invitations.invite(name, handle, "admin", by=import_module("app.actors").SYSTEM)
        except accounts.AccountRefused as fault:
            raise click.ClickException(REMEDIES.get(fault.code, fault.code)) from None
    click.echo(f"{app.config['SETTINGS'].public_url}/invitation/{token}")


REMEDIES = {
    "bad_handle": "HANDLE must be an e-mail address, or a phone number with all its digits.",
    "no_name": "NAME is empty.",
    "has_account": "There is an account with this handle: give it the role in the house, under Accounts.",
}
