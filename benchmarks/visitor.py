"""A coordinator of a sample county over HTTP: signs in, opens pages, presses buttons, and takes the time of each page."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from time import perf_counter

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PATIENCE = 120.0
"""Longest wait for a page, in seconds."""


class LostTheWay(Exception):
    """A page is not what the visitor expects; the message says which."""


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    address: str
    #: seconds each page took, by what it is
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.at = ""

    def get(self, path: str, named: str = "") -> str:
        """Open a page and return it; its time is kept under `named`."""
        begun = perf_counter()
        page = self._ask(urllib.request.Request(self.address + path))  # noqa: S310 - our own server
        if named:
            self.seconds.setdefault(named, []).append(perf_counter() - begun)
        return page

    def press(self, path: str, page: str, **fields: str) -> str:
        """Send a form that stands on `page`; return the page it leads to."""
        sent = {"csrf_token": found(TOKEN, page, path), **fields}
        data = urllib.parse.urlencode(sent).encode()
        return self._ask(urllib.request.Request(self.address + path, data))  # noqa: S310 - our own server

    def sign_in(self, handle: str, password: str) -> None:
        """Sign in as one of the sample's staff, with the code that the outbox of a sample shows."""
        codes = re.search(re.escape(handle) + r"</td><td[^>]*><b>(\d{6})", self.get("/outbox"))
        if codes is None:
            raise LostTheWay(f"The outbox has no code for {handle}: is this the database of a sample county?")
        page = self.get("/sign-in/password")
        self.press("/sign-in/password", page, handle=handle, password=password, code=codes[1])
        if "/sign-in" in self.at:
            raise LostTheWay(f"{handle} could not sign in.")

    def _ask(self, request: urllib.request.Request) -> str:
        with self._open(request, timeout=PATIENCE) as answer:
            self.at = urllib.parse.urlsplit(answer.geturl()).path
            text: bytes = answer.read()
        return text.decode()


def found(pattern: re.Pattern[str], page: str, where: str) -> str:
    """Return what a pattern finds on a page; raise LostTheWay."""
    match = pattern.search(page)
    if match is None:
        raise LostTheWay(f"{where}: nothing on the page fits {pattern.pattern}")
    return unescape(match[1])
