"""Every page × every kind of visitor, held against the table of tests/web/rights.py (security reference B1, B4, C1-C3).

The walk asks with real ids. A form is sent without its token: who may enter gets 400, so nothing is ever changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.actors import Actor
from app.clock import now
from app.config import Settings
from app.database import db, transaction
from app.models.accounts import Account, Grant, Role
from app.models.children import Child
from app.models.places import PlaceKind
from app.operations.accounts import disable
from app.operations.programmes import ensure_ready_made
from app.operations.sessions import open_session
from app.web.access import public, set_session_cookie
from tests import cast as people
from tests.cast import Cast
from tests.web.rights import EVERYBODY, RIGHTS, child

#: who walks → what the table calls them; an applicant enters the supporters' room, a closed account nothing
VISITORS = {
    "anonymous": "",
    "closed": "",
    "zhou_account": "supporter",
    "ye_account": "supporter",
    "director": "director",
    "coordinator": "coordinator",
    "organizer": "organizer",
    "admin": "admin",
}
ROOM = VISITORS | {"elsewhere": "coordinator"}
#: tables that a look may write: who looked, and until when the sign-in lives
TRACES = {"disclosures", "sessions"}
#: a page that is not there is a 404; a form may lead back with a word, or miss a field first
NOT_FOUND = {"GET": {404}, "POST": {302, 400, 404}}
#: forms send their token back, and error pages repeat their own address in the language button
CHANGING = re.compile(rb'name="csrf_token" value="[^"]*"|next=[^"&]*')


@pytest.fixture
def town(house: Flask, cast: Cast) -> Cast:
    """The cast, the ready-made programmes, and one more administrator whose account is closed."""
    ensure_ready_made()
    with transaction():
        closed = people.account("Closed Admin", Role.ADMIN)
        db.session.flush()
        cast.ids["closed"] = closed.id
    return cast


def browser(house: Flask, cast: Cast, who: str) -> FlaskClient:
    """Return a browser in which `who` is signed in."""
    client = house.test_client()
    client.set_cookie("care_language", "en")
    if who != "anonymous":
        client.set_cookie("care", open_session(cast.ids[who]))
    if who == "closed":
        with transaction():
            db.session.get_one(Account, cast.ids[who]).disabled_at = now()
    return client


def rules(house: Flask) -> list[Rule]:
    return sorted(house.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def address(house: Flask, rule: Rule, cast: Cast, **other: str) -> str:
    """Return the address of a page with real ids, or with `other` in their place."""
    finders = RIGHTS[rule.endpoint].finders
    assert set(finders) == set(rule.arguments), f"{rule.endpoint}: name its ids {sorted(rule.arguments)} in rights.py"
    values = {name: other.get(name, finder(cast)) for name, finder in finders.items()}
    with house.test_request_context():
        return url_for(rule.endpoint, **values)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def walk(house: Flask, cast: Cast, who: str) -> Iterator[tuple[Rule, str, TestResponse]]:
    """Ask for every page by every method as one visitor; end with a page that is not there."""
    client = browser(house, cast, who)
    for rule in rules(house):
        where = address(house, rule, cast)
        for method in methods(rule):
            yield rule, method, client.open(where, method=method, buffered=True)


def entered(answer: TestResponse) -> bool:
    """Say whether a visitor was let in; a form without its token is refused only after the door."""
    return answer.status_code not in (401, 403) and not (answer.location or "").startswith("/sign-in?next=")


def undecided(house: Flask) -> set[str]:
    """Return the pages that the table forgot, or that the house no longer has."""
    return {rule.endpoint for rule in house.url_map.iter_rules()} ^ set(RIGHTS)


def test_every_page_stands_in_the_table(house: Flask) -> None:
    assert undecided(house) == set()


def test_a_page_that_does_not_stand_in_the_table_is_noticed(house: Flask) -> None:
    house.add_url_rule("/forgotten", "forgotten", public(lambda: ""))
    assert undecided(house) == {"forgotten"}


def test_the_doors_are_those_of_the_table(house: Flask) -> None:
    doors = {name: frozenset(map(str, vars(view)["door"])) for name, view in house.view_functions.items()}
    assert doors == {name: line.who for name, line in RIGHTS.items()}


@pytest.mark.parametrize("who", VISITORS)
def test_a_visitor_enters_what_the_table_says_and_nothing_else(house: Flask, town: Cast, who: str) -> None:
    """And every answer carries its headers."""
    wrong, seen = [], 0
    for rule, method, answer in walk(house, town, who):
        allowed = RIGHTS[rule.endpoint].who == EVERYBODY or VISITORS[who] in RIGHTS[rule.endpoint].who
        fits = entered(answer) == allowed and answer.status_code < 500
        if allowed and method == "POST":
            fits = answer.status_code == 400
        if not allowed and VISITORS[who]:
            fits = answer.status_code == 403
        lacks = missing_headers(answer, private=bool(VISITORS[who]) and rule.endpoint != "static")
        if lacks or not fits:
            wrong.append(f"{method} {rule.rule}: {answer.status_code} {lacks}")
        seen += 1
    assert wrong == []
    assert seen >= len(rules(house))


def test_a_wrong_line_in_the_table_is_noticed(house: Flask, town: Cast, monkeypatch) -> None:
    audit = [rule for rule in rules(house) if rule.endpoint == "admin.audit"]
    monkeypatch.setattr(f"{__name__}.rules", lambda _house: audit)
    monkeypatch.setitem(RIGHTS, "admin.audit", replace(RIGHTS["admin.audit"], who=frozenset({"organizer"})))
    with pytest.raises(AssertionError, match="/house/audit"):
        test_a_visitor_enters_what_the_table_says_and_nothing_else(house, town, "organizer")


def missing_headers(answer: TestResponse, *, private: bool) -> list[str]:
    """Return what an answer should say to the browser and does not (B4)."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    wanted = {
        "policy": all(f"{name} 'none'" in policy for name in ("default-src", "base-uri", "frame-ancestors")),
        "no scripts in pages": bool(policy) and "unsafe" not in policy,
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "no referrer": headers.get("Referrer-Policy") == "no-referrer",
        "not kept": not private or headers.get("Cache-Control") == "no-store",
    }
    return [name for name, there in wanted.items() if not there]


def test_a_page_that_is_not_there_carries_the_headers_too(house: Flask, town: Cast) -> None:
    answer = browser(house, town, "coordinator").get("/nowhere")
    assert answer.status_code == 404
    assert missing_headers(answer, private=True) == []
    del answer.headers["Content-Security-Policy"]
    assert missing_headers(answer, private=True) == ["policy", "no scripts in pages"]


def test_a_page_that_breaks_carries_them_too_and_shows_no_trace(house: Flask, town: Cast, caplog) -> None:
    def broken() -> str:
        raise RuntimeError("Invented Xiaoman lives by the old mill")

    house.add_url_rule("/broken", "broken", public(broken))
    answer = browser(house, town, "coordinator").get("/broken")
    assert answer.status_code == 500
    assert "old mill" not in answer.text
    assert missing_headers(answer, private=True) == []


def test_over_https_the_cookie_is_bound_to_the_house_and_https_is_remembered(settings: Settings) -> None:
    app = create_app(replace(settings, secure_cookies=True))
    answer = app.test_client().get("/")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    with app.test_request_context():
        answer = app.make_response("")
        cookie = set_session_cookie(answer, "key").headers["Set-Cookie"]
    assert cookie.startswith("__Host-care=key;")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    with app.app_context():
        db.engine.dispose()


def contents() -> dict[str, str]:
    """Return a hash of every table's rows but the traces."""
    with db.engine.connect() as connection:
        return {
            name: hashlib.sha256(repr(connection.execute(text(f'SELECT * FROM "{name}"')).all()).encode()).hexdigest()
            for name in db.metadata.tables
            if name not in TRACES
        }


def test_looking_changes_nothing(house: Flask, town: Cast) -> None:
    before = contents()
    for who in VISITORS:
        if who == "closed":
            continue  # closing the account is itself a change
        client = browser(house, town, who)
        for rule in rules(house):
            if "GET" in methods(rule):
                client.get(address(house, rule, town), buffered=True)
    assert contents() == before


def test_a_change_is_noticed(house: Flask, town: Cast) -> None:
    before = contents()
    disable(town.ye_account, by=Actor(town.admin))
    assert contents() != before


def shown(answer: TestResponse) -> tuple[int, bytes]:
    """Return what a visitor can tell answers apart by."""
    return answer.status_code, CHANGING.sub(b"", answer.data)


@pytest.mark.parametrize("who", ["ye_account", "coordinator", "organizer", "admin"])
def test_what_does_not_exist_is_not_found_and_every_time_alike(house: Flask, town: Cast, who: str) -> None:
    house.config["WTF_CSRF_ENABLED"] = False
    wrong = []
    for rule in rules(house):
        if "public_id" not in rule.arguments or VISITORS[who] not in RIGHTS[rule.endpoint].who:
            continue
        client = browser(house, town, who)  # a new one: what a form said must not stand on the next page
        for method in methods(rule):
            short, long = (
                client.open(address(house, rule, town, public_id=unknown), method=method) for unknown in ("x", "A" * 22)
            )
            if short.status_code not in NOT_FOUND[method] or (method == "GET" and shown(short) != shown(long)):
                wrong.append(f"{method} {rule.rule}: {short.status_code}, {long.status_code}")
    assert wrong == []


def elsewhere(cast: Cast) -> int:
    """Add a coordinator of another township, who may not see the cast's children; return the account's id."""
    with transaction():
        other = people.place(PlaceKind.TOWNSHIP, "shawan", "沙湾镇", 27.8, 119.7)
        account = people.account("Elsewhere")
        db.session.flush()
        account.grants = [Grant(role=Role.COORDINATOR, place_id=other.id)]
        db.session.flush()
        return account.id


@pytest.mark.parametrize(("who", "hidden_child"), [("elsewhere", "xiaoman"), ("director", "guyu")])
def test_what_is_hidden_looks_like_what_does_not_exist(house: Flask, town: Cast, who: str, hidden_child: str) -> None:
    house.config["WTF_CSRF_ENABLED"] = False
    town.ids["elsewhere"] = elsewhere(town)
    hidden_id, pages = db.session.get_one(Child, town.ids[hidden_child]).public_id, 0
    for rule in rules(house):
        ids = [name for name, finder in RIGHTS[rule.endpoint].finders.items() if finder is child]
        if not ids or ROOM[who] not in RIGHTS[rule.endpoint].who:
            continue
        client = browser(house, town, who)
        for method in methods(rule):
            hidden = client.open(address(house, rule, town, **{ids[0]: hidden_id}), method=method)
            unknown = client.open(address(house, rule, town, **{ids[0]: "A" * 22}), method=method)
            assert shown(hidden) == shown(unknown), f"{method} {rule.rule}"
            assert hidden.status_code in NOT_FOUND[method], f"{method} {rule.rule}"
            pages += 1
    assert pages > 0
