"""Two people, one form: the second is told what the first changed."""

from __future__ import annotations

from sqlalchemy.orm.exc import StaleDataError

from app.models.common import Versioned


class ChangedMeanwhile(StaleDataError):
    """The record has changed since the form was opened; nothing was written.

    The database says the same with a plain StaleDataError when two people save in the same instant.
    """


def expect_version(row: Versioned, version: int) -> None:
    """Raise ChangedMeanwhile unless `row` still is at the version a form was filled in over."""
    if row.version != version:
        raise ChangedMeanwhile(f"version {row.version}, form {version}")
