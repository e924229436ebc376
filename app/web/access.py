"""Doors: every page says who may enter; a page without a door keeps the house from starting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import LoginManager
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.actors import NOBODY, Actor
from app.clock import now
from app.models.accounts import Account, OpenSession, Role
from app.operations.sessions import keep_alive
from app.queries.actors import actor_of, open_session_of
from app.web.addresses import page_above

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY = frozenset({"everybody"})
SIGNED_IN = frozenset(Role)
#: a proof of who one is holds so long for sensitive pages (security reference, B2)
STEP_UP = timedelta(minutes=30)


class Visitor:
    """The signed-in person as Flask-Login knows it."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, session: OpenSession) -> None:
        self.session: OpenSession = session
        self.account: Account = session.account
        self.actor: Actor = actor_of(session)

    def get_id(self) -> str:
        """Return the account's public id (Flask-Login asks for one; sessions are ours)."""
        return self.account.public_id


def cookie_name() -> str:
    """Return the session cookie's name; the __Host- prefix binds it to https and this host."""
    return "__Host-care" if current_app.config["SETTINGS"].secure_cookies else "care"


def set_session_cookie(response: Response, key: str) -> Response:
    """Hand the browser its session key; it forgets it when closed."""
    secure = current_app.config["SETTINGS"].secure_cookies
    response.set_cookie(cookie_name(), key, httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def actor() -> Actor:
    """Return who asks in this request."""
    return visitor.actor if visitor.is_authenticated else NOBODY


def public(view: View) -> View:
    """Open a page to everybody."""
    view.door = EVERYBODY  # type: ignore[attr-defined]
    return view


def door(*roles: Role) -> Callable[[View], View]:
    """Open a page to holders of any of `roles`."""

    def mark(view: View) -> View:
        view.door = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """Open a page to everybody who is signed in."""
    view.door = SIGNED_IN  # type: ignore[attr-defined]
    return view


def proved(view: View) -> View:
    """Ask for password and second factor again when the last proof is older than STEP_UP; stands below the door.

    What a form carried is not kept meanwhile: people come back to the page the form stood on.
    """

    @wraps(view)
    def checked(*args: Any, **values: Any) -> Any:
        if now() - visitor.session.proved_at > STEP_UP:
            page = request.full_path.rstrip("?") if request.method == "GET" else page_above(request.path)
            return redirect(url_for("lobby.prove", next=page))
        return view(*args, **values)

    checked.asks_again = True  # type: ignore[attr-defined]
    return cast(View, checked)


def guard() -> Response | None:
    """Let the visitor in, send them to the sign-in page, or say the room is not theirs."""
    if request.endpoint is None:
        return None
    roles = vars(current_app.view_functions[request.endpoint])["door"]
    if roles == EVERYBODY:
        return None
    if not visitor.is_authenticated:
        if request.method != "GET":
            abort(401)
        return redirect(url_for("lobby.sign_in", next=request.full_path.rstrip("?")))
    if not visitor.actor.has(*roles):
        abort(403)
    keep_alive(visitor.session)
    return None


def load_visitor(_request: Any) -> Visitor | None:
    """Find the visitor of a request."""
    key = request.cookies.get(cookie_name())
    session = open_session_of(key) if key else None
    return Visitor(session) if session else None


def check_doors(app: Flask) -> None:
    """Raise when a page has no door."""
    vars(app.view_functions["static"])["door"] = EVERYBODY
    open_ends = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "door"))
    if open_ends:
        raise RuntimeError(f"these pages have no door (app.web.access): {', '.join(open_ends)}")


def init_app(app: Flask) -> None:
    """Set the guard before every page."""
    login = LoginManager(app)
    login.request_loader(load_visitor)
    app.before_request(guard)
