"""Puts the house together."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import database, languages, models, web  # noqa: F401  (models: the tables must be known)
from app.config import Settings

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def build(settings: Settings | None = None) -> Flask:
    """Return the application for `settings` (default: the environment's)."""
    settings = settings or Settings.from_environment()
    app = Flask("app")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MIGRATIONS=MIGRATIONS,
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="care_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.proxies:
        # Without it every visitor has the proxy's address, and one of them throttles all.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    database.init_app(app)
    languages.init_app(app)
    web.init_app(app)
    return app
