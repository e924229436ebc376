"""What people read when something cannot be done; never a trace, never a hint of what is hidden."""

from __future__ import annotations

import logging

from flask import Flask, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

WORDS = {
    400: (_l("That did not come through in one piece"), _l("Go back, reload the page and try once more.")),
    401: (_l("Please sign in again"), _l("You were away for a while, so we closed the door. Nothing was changed.")),
    403: (_l("This room is not yours"), _l("If you need it for your work, ask your coordinator.")),
    404: (_l("There is nothing here"), _l("The page may have moved, or it is not yours to see.")),
    405: (_l("That does not work this way"), _l("Go back and use the button on the page.")),
    409: (_l("Someone was quicker"), _l("This has changed since you opened it. Look at it again; nothing was saved.")),
    413: (_l("The file is too large"), _l("Send at most 5 MB at once: split it into parts.")),
    429: (_l("Too many tries"), _l("Wait a few minutes, then try again.")),
    500: (
        _l("Something broke on our side"),
        _l("It was noted. What you entered was not saved; try again in a minute."),
    ),
}


class OutOfDate(Exception):
    """A form was filled in over a record that someone else has changed since."""


def init_app(app: Flask) -> None:
    """Word every error."""
    app.register_error_handler(HTTPException, lambda fault: page(fault.code or 500, fault))
    app.register_error_handler(CSRFError, lambda _fault: page(400))
    app.register_error_handler(StaleDataError, lambda _fault: page(409))
    app.register_error_handler(OutOfDate, lambda _fault: page(409))
    app.register_error_handler(Exception, broken)


def page(code: int, fault: HTTPException | None = None) -> tuple[str, int] | HTTPException:
    """Return the page for an error code (redirects pass through)."""
    if fault is not None and code < 400:
        return fault
    title, remedy = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    return render_template("error.html", title=title, remedy=remedy, code=code), code


def broken(fault: Exception) -> tuple[str, int] | HTTPException:
    """Note what broke, without the values that were in it, and say so."""
    log.error("page broke: %s", type(fault).__name__, exc_info=fault)
    return page(500)
