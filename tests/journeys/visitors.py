"""People in front of a browser: what they press, fill in and see, in the language they read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import gettext
from playwright.sync_api import Locator, Page, expect

from app.languages import speak
from tests.journeys.looking import faults_here, untranslated
from tests.servers.browser import DESKTOP, PHONE

#: language → how its readers' browser is set up here: a phone in China, a desktop in English
BROWSERS = {
    "zh": {"locale": "zh-CN", "viewport": PHONE},
    "en": {"locale": "en-GB", "viewport": DESKTOP},
}
#: longest wait for a page or its change, in milliseconds; reaching it fails, so a slow machine costs time, not truth
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
#: longest wait for a round's end
ROUND_PATIENCE = 4 * PATIENCE


@dataclass
class Visitor:
    """Somebody with a browser of their own. Words are given in English and looked up in the language of the page."""

    page: Page
    address: str
    language: str
    house: Flask
    #: what was wrong with the pages this visitor looked at
    faults: list[str] = field(default_factory=list)

    def words(self, english: str, **values: str) -> str:
        """Return what the house says for an English text in this visitor's language."""
        with self.house.test_request_context():
            speak(self.language)
            return str(gettext(english, **values))

    def open(self, path: str) -> int:
        """Go to a page; return its status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert self.page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[self.language]
        return answer.status

    def press(self, english: str, within: Locator | None = None) -> None:
        """Press the one button with these words."""
        (within or self.page.locator("main")).get_by_role("button", name=self.words(english), exact=True).click()

    def follow(self, english: str) -> None:
        """Follow the one link with these words."""
        self.page.locator("main").get_by_role("link", name=self.words(english), exact=True).click()

    def sees(self, english: str, **values: str) -> None:
        """Wait until these words stand on the page."""
        expect(self.page.locator("main")).to_contain_text(self.words(english, **values))

    def look(self) -> None:
        """Hold the page as it stands to the promises of the house, in the language of this visitor throughout."""
        self.faults += faults_here(self.page)
        if self.language == "zh":
            self.faults += [f"{urlsplit(self.page.url).path} {words}" for words in untranslated(self.page)]

    def choose(self, field: str, value: str) -> None:
        """Tap one of the large buttons that are radio buttons underneath."""
        self.page.locator(f'.pick input[name="{field}"][value="{value}"]').check()

    def tick(self, field: str, value: str) -> None:
        """Tick a box."""
        self.page.locator(f'input[name="{field}"][value="{value}"]').check()

    def sign_in_with_code(self, phone: str) -> None:
        """Ask for a code, read it in the sample's outbox, and sign in with it."""
        self.open("/sign-in")
        self.page.fill("#handle", phone)
        self.press("Send me a code")
        self.page.wait_for_url("**/sign-in/code")
        self.open("/outbox")
        told = self.page.locator("main li", has_text=phone).first.inner_text()
        code = re.search(r"\b\d{6}\b", told)
        assert code, told
        self.open("/sign-in/code")
        self.page.fill("#code", code[0])
        self.press("Sign in")
        self.is_inside()

    def sign_in_with_password(self, handle: str, password: str) -> None:
        """Sign in as staff of the sample, with the second factor's code that its outbox page shows."""
        self.open("/sign-in")
        self.page.fill("#handle", handle)
        self.press("I work here: password")
        self.page.wait_for_url("**/sign-in/password")
        self.page.fill("#password", password)
        outbox = self.page.context.new_page()  # read last: the code is good for half a minute or so
        outbox.goto(f"{self.address}/outbox")
        self.page.fill("#code", outbox.locator("tr", has_text=handle).locator("b").inner_text())
        outbox.close()
        self.press("Sign in")
        self.is_inside()

    def is_inside(self) -> None:
        """Wait until the header offers what it offers only to people who are signed in."""
        expect(self.page.locator('header a[href="/worry"]')).to_be_visible()
