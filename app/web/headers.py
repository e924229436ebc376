"""Headers on every answer: what a browser may load, keep and frame."""

from __future__ import annotations

from flask import Flask, current_app, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Protect every form and set the headers."""
    csrf.init_app(app)
    app.after_request(set_headers)


def set_headers(response: Response) -> Response:
    """Add the headers of the security reference, B4."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if current_app.config["SETTINGS"].secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=86400"
    elif current_user.is_authenticated or request.method != "GET":
        response.headers["Cache-Control"] = "no-store"
    return response
