"""A sample county's house at work: the round from the click to the proposal on the page, and the pages meanwhile.

Nothing is replaced: `care run` with its web server, workers, ticker, queue and database; a visitor over HTTP signs in,
presses the button and waits. A first round makes a proposal; while a second one is solved, the pages with which a
coordinator reviews the first are opened one after another.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import monotonic, sleep
from typing import Any

from benchmarks.visitor import LostTheWay, Visitor, found

ROOT = Path(__file__).parents[1]
ROUNDS = "/coordination/rounds"
CHOSEN = re.compile(r'<select[^>]*name="programme"[^>]*>\s*<option[^>]*value="(\d+)"')
STATE = re.compile(r'data-state="(\w+)"')
WHY = re.compile(r'href="(/coordination/rounds/[^"/]+/why/[^"]+)"')
TOWNSHIP = re.compile(r"[?&;]township=([\w-]+)")
PIN = re.compile(r'formaction="([^"]+/placements/[^"/]+)/pin"')
STARTED = "Data are kept in"
"""What `care run` says once pages are answered."""
LONGEST, SETTLING, PAUSE = 900.0, 20.0, 0.2
"""Seconds: longest wait for a start, a round or a stop; the ticker's first turn; between two pages."""


@contextmanager
def house(county: str, data: Path, workers: int) -> Iterator[str]:
    """Start the whole house on a free port and stop it afterwards; gives its address. A new database is filled first."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ("run", "--county", county, "--data", str(data), "--port", str(port), "--workers", str(workers))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [sys.executable, "-m", "app.commands", *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        said: list[str] = []
        while not said or not said[-1].startswith(STARTED):
            line = running.stdout.readline()
            if not line:
                raise LostTheWay("`care run` ended:\n" + "".join(said))
            said.append(line)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(LONGEST)
        except subprocess.TimeoutExpired:
            running.kill()


def measure(
    county: str, data: Path, *, workers: int, seconds: int, handle: str, password: str, publish: bool
) -> dict[str, Any]:
    """Return the figures of two rounds, of the pages opened while the second was solved, and of the first's publication."""
    with house(county, data, workers) as address:
        visitor = Visitor(address)
        visitor.sign_in(handle, password)
        sleep(SETTLING)
        first, alone = asked(visitor, seconds, lambda: sleep(PAUSE))
        pages = iter(cycle(pages_of(visitor, first)))

        def look_at_the_next() -> None:
            named, path = next(pages)
            visitor.get(path, named)
            sleep(PAUSE)

        second, beside = asked(visitor, seconds, look_at_the_next)
        both = f"{ROUNDS}/compare?left={first}&right={second}"
        for _ in range(5):
            visitor.get(both, "compare two rounds, nothing solved")
        told = told_of(visitor.seconds)
        publication = published(visitor, first, second) if publish else {}
    return {
        "county": county,
        "workers": workers,
        "asked_seconds": seconds,
        "click_to_proposal": round(alone, 1),
        "with_pages_opened": round(beside, 1),
        **told,
        **publication,
        "rounds": [first, second],
    }


def asked(visitor: Visitor, seconds: int, meanwhile: Callable[[], None]) -> tuple[str, float]:
    """Ask for a round of the whole county; return its name in addresses, and the seconds until its proposal was seen."""
    page = visitor.get(ROUNDS)
    fields = {"scope": "", "programme": found(CHOSEN, page, ROUNDS), "seconds": str(seconds), "seed": "1"}
    begun = monotonic()
    visitor.press(ROUNDS, page, request_key=secrets.token_urlsafe(32), **fields)
    name = visitor.at.rpartition("/")[2]
    while monotonic() - begun < LONGEST:
        state = found(STATE, visitor.get(f"{ROUNDS}/{name}", "round under way"), visitor.at)
        if state == "proposed":
            visitor.get(f"{ROUNDS}/{name}/review")
            return name, monotonic() - begun
        if state not in ("queued", "solving"):
            raise LostTheWay(f"Round {name} ended as {state}: the data folder's log of the workers says why.")
        meanwhile()
    raise LostTheWay(f"Round {name} had no proposal after {LONGEST:.0f} seconds.")


def published(visitor: Visitor, this: str, other: str) -> dict[str, Any]:
    """Publish a round by its button; return the seconds until its page says so, and those of what was done meanwhile.

    Meanwhile pages of the circles are opened, and pairs of the other round are kept and let go again: each time somebody
    has to write between two parts of the publication.
    """
    visitor.seconds.clear()
    path, page = f"{ROUNDS}/{this}", visitor.get(f"{ROUNDS}/{this}/publish")
    meanwhile = cycle(
        [path, "/coordination/", "/coordination/circles", "/coordination/map", "/coordination/supporters"]
    )
    begun = monotonic()
    visitor.press(f"{path}/publish", page)
    visitor.seconds["the click itself"] = [monotonic() - begun]
    while monotonic() - begun < LONGEST:
        state = found(STATE, visitor.get(path, "its page"), path)
        if state == "published":
            seconds = monotonic() - begun
            return {"publication": round(seconds, 1), "while_published": told_of(visitor.seconds)["by_page"]}
        if state not in ("publishing", "writing"):
            raise LostTheWay(f"The publication of {this} ended as {state}: the log of the workers says why.")
        visitor.get(next(meanwhile), "other pages")
        keep_and_let_go(visitor, other)
        sleep(PAUSE)
    raise LostTheWay(f"{this} was not published after {LONGEST:.0f} seconds.")


def keep_and_let_go(visitor: Visitor, other: str) -> None:
    """Keep a pair of the other round and let it go again; each click's time is kept, with the review it leads to."""
    review = f"{ROUNDS}/{other}/review"
    page = visitor.get(review)
    placement = found(PIN, page, review)
    for step in ("pin", "unpin"):
        begun = monotonic()
        visitor.press(f"{placement}/{step}", page)
        visitor.seconds.setdefault("a click that saves, and the review", []).append(monotonic() - begun)


def pages_of(visitor: Visitor, this: str) -> list[tuple[str, str]]:
    """The pages of a review, found by following its links: what each is, and its path."""
    review = f"{ROUNDS}/{this}/review"
    why = found(WHY, visitor.get(review + "?show=all"), review)
    township = found(TOWNSHIP, visitor.get(review + "?view=township"), review)
    child = "/coordination/children/" + why.rpartition("/")[2]
    compare = f"{ROUNDS}/compare?right={this}"
    open_places = [("review, open places", review + "?view=open")]
    if "page=2" in visitor.get(review + "?view=open"):  # a county whose every place is filled has none
        open_places.append(("review, open places, page 2", review + "?view=open&page=2"))
    return [
        ("rounds", ROUNDS),
        ("proposed round", f"{ROUNDS}/{this}"),
        ("review", review),
        ("review, page 2", review + "?page=2"),
        ("review, page 900", review + "?page=900"),
        ("review, all", review + "?show=all"),
        ("review, one township", f"{review}?show=all&township={township}"),
        ("review, by supporter", review + "?view=supporter"),
        ("review, by supporter, page 2", review + "?view=supporter&page=2"),
        ("review, by township", review + "?view=township"),
        *open_places,
        ("why", why),
        ("what would it take", f"{ROUNDS}/{this}/what-if"),
        ("compare with today", compare),
        ("compare with today, page 2", compare + "&page=2"),
        ("compare with today, search", compare + "&q=xiaoman"),
        ("compare with today, one township", f"{compare}&township={township}"),
        ("publish: what happens", f"{ROUNDS}/{this}/publish"),
        ("child", child),
        ("children", "/coordination/children"),
        ("children, page 2", "/coordination/children?page=2"),
        ("children, search", "/coordination/children?q=xiaoman"),
        ("circles", "/coordination/circles"),
        ("circles, incomplete", "/coordination/circles?show=incomplete"),
        ("circles, search", "/coordination/circles?q=42"),
        ("supporters", "/coordination/supporters"),
        ("map", "/coordination/map"),
        ("map, one township", f"/coordination/map?township={township}"),
        ("today", "/coordination/"),
    ]


def told_of(seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Median and 95th percentile of all pages and of each, in milliseconds, the slowest first."""
    each = {named: spread(times) for named, times in seconds.items()}
    slowest = sorted(each, key=lambda named: -each[named]["p95"])
    return {
        "pages": spread([one for times in seconds.values() for one in times]),
        "slowest": slowest[0],
        "by_page": {named: each[named] for named in slowest},
    }


def spread(times: list[float]) -> dict[str, int]:
    """How many, the median and the 95th percentile, in milliseconds; of a few the 95th percentile is the slowest."""
    ranks = quantiles([*times, times[0]] if len(times) == 1 else times, n=20, method="inclusive")
    last = ranks[18] if len(times) >= 20 else max(times)
    return {"n": len(times), "p50": round(1000 * ranks[9]), "p95": round(1000 * last)}
