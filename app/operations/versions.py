"""Two people, one form: the second is told what the first changed."""

from __future__ import annotations

from app.models.common import Versioned


class ChangedMeanwhile(Exception):
    """The record has changed since the form was opened; nothing was written."""


def expect_version(row: Versioned, version: int) -> None:
    """Raise ChangedMeanwhile unless `row` still is at the version a form was filled in over."""
    if row.version != version:
        raise ChangedMeanwhile
