"""Why something cannot run, as one sentence a person can act on."""

from __future__ import annotations


class CannotRun(Exception):
    """The message is one clear sentence with the remedy; it is shown as it is, without a trace."""


def plainly(fault: BaseException) -> str | None:
    """Return the sentence for a fault that has a plain cause (settings, folder, database), or None for our own bugs."""
    kind = type(fault).__name__
    if isinstance(fault, CannotRun) or kind in {"BadSetting", "WrongFieldKey"}:
        return str(fault)
    if kind in {"OperationalError", "DatabaseError"} and type(fault).__module__.startswith(("sqlalchemy", "sqlite3")):
        return f"The database cannot be used: {_last_cause(fault)}. Check DATABASE_URL, or the file it names."
    if isinstance(fault, PermissionError):
        return f"{fault.filename} cannot be written: give this user the right to, or choose another folder with --data."
    if isinstance(fault, OSError) and fault.strerror and fault.filename:
        return f"{fault.filename}: {fault.strerror}."
    return None


def _last_cause(fault: BaseException) -> str:
    """Return the driver's own words, on one line and without SQLAlchemy's statement and link."""
    return " ".join(str(getattr(fault, "orig", None) or fault).split()).rstrip(".")
