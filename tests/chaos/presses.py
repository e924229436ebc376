"""Two hundred people in front of one opening, and all of them pressing at the same moment, over real HTTP."""

from __future__ import annotations

import http.client
import re
import threading
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from sqlalchemy import delete, select

from app.database import db, transaction
from app.models.accounts import Role
from app.models.assignments import Assignment
from app.models.places import Place
from app.models.supporters import Supporter
from app.operations.sessions import open_session
from tests.cast import Cast, account, supporter
from tests.rotas import shift_on, wednesday

#: seconds one press may take on a busy machine
PATIENCE = 120


@dataclass
class Crowd:
    """People with open sessions, and the opening they press on."""

    address: str
    opening_id: int
    opening: str
    cookies: list[str]
    token: str
    session: str

    def press(self, number: int) -> Counter[str]:
        """Let the first `number` people press at once; return how many pages of each kind came back."""
        together, found = threading.Barrier(number, timeout=PATIENCE), []
        threads = [
            threading.Thread(target=self._one, args=(cookie, together, found)) for cookie in self.cookies[:number]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Counter(found)

    def _one(self, cookie: str, together: threading.Barrier, found: list[str]) -> None:
        parts = urlsplit(self.address)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
        headers = {"Cookie": f"care={cookie}; {self.session}; care_language=en"}
        try:
            line.connect()
            together.wait()
            body = urlencode({"csrf_token": self.token})
            form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", f"/me/open/{self.opening}/take", body, form)
            answer = line.getresponse()
            answer.read()
            found.append(self._read(line, headers, answer))
        except (OSError, threading.BrokenBarrierError) as fault:
            together.abort()  # whoever still waits for this one would wait for ever
            found.append(type(fault).__name__)
        finally:
            line.close()

    def _read(self, line: http.client.HTTPConnection, headers: dict[str, str], answer: http.client.HTTPResponse) -> str:
        """Follow the way a press leads and say what page it is."""
        if answer.status != 302:
            return str(answer.status)
        line.request("GET", answer.headers["Location"], headers=headers)
        page = line.getresponse()
        text = page.read().decode()
        if page.status != 200:
            return str(page.status)
        if f'{answer.headers["Location"]}/cannot"' in text:
            return "taken"
        if "Every place is taken" in text and "Put me on the list" in text:
            return "full"
        return "something else"

    def clear(self) -> None:
        """Make every place free again."""
        with transaction():
            db.session.execute(delete(Assignment).where(Assignment.opening_id == self.opening_id))

    def seats(self) -> list[int]:
        """Return the seats that are taken."""
        db.session.rollback()
        query = select(Assignment.seat).where(Assignment.opening_id == self.opening_id)
        return sorted(db.session.scalars(query))


def crowd(cast: Cast, address: str, number: int, places: int) -> Crowd:
    """Add `number` vetted volunteers with open sessions and a shift with so many places."""
    with transaction():
        village = db.session.get_one(Place, cast.village)
        people: list[Supporter] = []
        for one in range(number):
            people.append(supporter(f"Presser {one}", "volunteer", village))
        db.session.flush()
        accounts = [account(f"Presser {one}", Role.SUPPORTER, supporter=row) for one, row in enumerate(people)]
        shift = shift_on(wednesday(), cast.centre)
        opening = shift.openings[0]
        opening.least, opening.wanted, opening.most = min(2, places), places, places
        shift.least_adults = min(2, places)
        db.session.flush()
        ids = [row.id for row in accounts]
        opening_id, name = opening.id, opening.public_id
    cookies = [open_session(one) for one in ids]
    token, session = form_token(address)
    db.session.rollback()
    return Crowd(address, opening_id, name, cookies, token, session)


def form_token(address: str) -> tuple[str, str]:
    """Return a form's token and the cookie it belongs to."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    line.request("GET", "/sign-in")
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found, text[:300]
    cookies = [part.split(";")[0] for part in answer.headers.get_all("Set-Cookie") or []]
    return found[1], "; ".join(cookies)


def assert_exactly(this: Crowd, number: int, places: int) -> None:
    """Press, and see that as many were taken as there are places, and everybody else read that it is full."""
    told = this.press(number)
    assert told == Counter({"taken": places, "full": number - places}), told
    assert this.seats() == list(range(places))
