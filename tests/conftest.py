"""Fixtures every test may use: an application on a fresh database, and a cast of invented people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.database import db
from app.operations.sessions import open_session
from tests.cast import Cast, summon
from tests.servers.once import collect_garbage_seldom, compile_rules_once, share
from tests.servers.settings import invented_settings


class Browser(FlaskClient):
    """A browser whose every request has a context of its own, as in a real server."""

    def open(self, *args, **kwargs):
        """Send one request."""
        db.session.rollback()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.expire_all()
        return answer


compile_rules_once()

pytest_plugins = [
    "tests.servers.postgresql",
    "tests.servers.databases",
    "tests.servers.valkey",
    "tests.servers.processes",
    "tests.servers.browser",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: at the end of a run no process shall wait for another's browser."""
    longest_first = ("browser", "processes")

    def turn(item: pytest.Item) -> int:
        marks = [bool(item.get_closest_marker(mark)) for mark in longest_first]
        return marks.index(True) if any(marks) else len(marks)

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """Once every test is known nothing more is imported."""
    collect_garbage_seldom()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a throw-away installation without a queue, on a migrated database of its own (SQLite by default)."""
    return invented_settings(database_url=database_url, data_dir=tmp_path)


@pytest.fixture
def house(settings: Settings) -> Iterator[Flask]:
    """The application with empty tables, made by the migrations; its context is entered."""
    app = create_app(settings)
    app.config["TESTING"] = True
    app.test_client_class = Browser
    with app.app_context():
        share(app)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(house: Flask) -> FlaskClient:
    """A browser without a person."""
    return house.test_client()


@pytest.fixture
def sign_in(house: Flask) -> Callable[[int], FlaskClient]:
    """Return a browser in which the account with this id is signed in (CSRF tokens are not asked for)."""
    house.config["WTF_CSRF_ENABLED"] = False

    def signed_in(account_id: int, language: str = "en") -> FlaskClient:
        browser = house.test_client()
        browser.set_cookie("care", open_session(account_id))
        browser.set_cookie("care_language", language)
        return browser

    return signed_in


@pytest.fixture
def cast(house: Flask) -> Cast:
    """Ids of the invented people of tests/cast.py, standing in the tables."""
    return summon()
