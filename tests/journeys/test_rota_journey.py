"""The rota, end to end: real browser, web server, queue, worker, ticker and solver; a phone in Chinese, a desktop in
English; SQLite once, PostgreSQL once.

A series is made from a template, a rota asked for, reviewed with one override, published; a volunteer says yes and
then cannot come, a replacement does; they check in, the class is signed off, the hours stand on a certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from app.clock import monday
from app.database import db
from app.models.supporters import Supporter
from tests.journeys.class_town import (
    ASKED,
    BAO,
    CENTRE,
    CLASS_BEGINS,
    CLASS_ENDS,
    COORDINATOR,
    DIRECTOR,
    FANG,
    LU,
    MU,
    ORGANIZER,
    PASSWORD,
    PHONES,
    QIN,
    settle,
)
from tests.journeys.visitors import BROWSERS, PATIENCE, ROUND_PATIENCE, Visitor
from tests.servers.processes import Processes, wait_until

pytestmark = pytest.mark.browser

NOTE = "方晓晴一个人带新来的孩子太吃力"


@dataclass
class Journey:
    """Everybody who takes part, each at their own browser, and the processes behind."""

    processes: Processes
    house: Flask
    browser: Browser
    language: str
    folder: Path
    address: str = ""
    people: dict[str, Visitor] = field(default_factory=dict)
    #: what was wrong with the pages anybody looked at, in order
    faults: dict[str, None] = field(default_factory=dict)

    def begin(self, moment: datetime) -> None:
        """Let the house run from that moment on; whoever enters signs in anew."""
        self.processes.end_all()
        self.leave()
        self.processes.moment = moment
        self.address = self.processes.start_web()
        self.processes.start_ticker()

    def leave(self) -> None:
        """Let everybody close their browser."""
        for visitor in self.people.values():
            self.faults.update(dict.fromkeys(visitor.faults))
            visitor.page.context.close()
        self.people.clear()

    def staff(self, handle: str) -> Visitor:
        """Return a member of staff, signed in."""
        if handle not in self.people:
            self.newcomer(handle).sign_in_with_password(handle, PASSWORD)
        return self.people[handle]

    def volunteer(self, name: str) -> Visitor:
        """Return a volunteer, signed in."""
        if name not in self.people:
            self.newcomer(name).sign_in_with_code(PHONES[name])
        return self.people[name]

    def newcomer(self, name: str) -> Visitor:
        """Return somebody at a browser of their own."""
        context = self.browser.new_context(timezone_id="Asia/Shanghai", **BROWSERS[self.language])
        context.set_default_timeout(PATIENCE)
        self.people[name] = Visitor(context.new_page(), self.address, self.language, self.house)
        return self.people[name]


@pytest.fixture(params=[("zh", "sqlite"), ("en", "postgresql")], ids=["zh-phone-sqlite", "en-desktop-postgresql"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param[0])


@pytest.fixture
def database_url(request: pytest.FixtureRequest, language: str) -> str:
    """SQLite for the journey in Chinese, PostgreSQL for the one in English."""
    if language == "en":
        return str(request.getfixturevalue("migrated_postgresql"))
    path = request.getfixturevalue("tmp_path") / "care.sqlite"
    path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def journey(language: str, house: Flask, processes: Processes, browser: Browser, tmp_path: Path) -> Iterator[Journey]:
    """The town on the Thursday before, with everything running but a worker; at the end every page must have been well."""
    settle(house)
    journey = Journey(processes, house, browser, language, tmp_path)
    journey.begin(ASKED)
    yield journey
    journey.leave()
    assert not journey.faults, "\n".join(journey.faults)


def test_from_a_template_to_a_certificate(journey: Journey) -> None:
    make_the_series(journey.staff(ORGANIZER))
    desk = journey.staff(COORDINATOR)
    ask_for_a_rota(desk)
    journey.processes.start_worker()  # the page is watched while the round runs
    review(desk, code_of(journey.house, MU))
    publish(desk)
    say_yes(journey.volunteer(FANG))
    say_yes(journey.volunteer(QIN))
    say_no_after_all(journey.volunteer(FANG))
    step_in(journey.volunteer(BAO))

    journey.begin(CLASS_BEGINS - timedelta(minutes=20))
    keeper, one = journey.staff(DIRECTOR), journey.volunteer(QIN)
    code = look_at_the_day(keeper)
    tell_the_code(one, code, "I am here", "Welcome. It is noted that you are here.")
    note(keeper, BAO, "in", "is here")

    journey.begin(CLASS_ENDS + timedelta(minutes=5))
    keeper, one = journey.staff(DIRECTOR), journey.volunteer(QIN)
    tell_the_code(one, code, "I am leaving", "Thank you for coming. Get home well.")
    note(keeper, BAO, "out", "has left")
    sign_off(keeper)
    certify(journey.staff(COORDINATOR))
    number, secret = fetch_the_certificate(journey.volunteer(BAO), journey.folder)
    verify(journey.newcomer("somebody with the paper"), number, secret)


def make_the_series(desk: Visitor) -> None:
    """Begin with the template of the after-school class; here it is held on Wednesdays only."""
    desk.open("/programme/activities/new")
    desk.look()
    desk.follow({"zh": "四点半课堂", "en": "After-school class"}[desk.language])
    desk.look()
    place = desk.page.locator("#place option", has_text=CENTRE[desk.language])
    desk.page.select_option("#place", place.get_attribute("value"))
    desk.page.select_option("#term-0-days", "2")
    desk.page.locator('.wrap button[name="look"]').click()
    shown = desk.page.locator("#shown")
    expect(shown.locator("li").first).to_contain_text("16:30")
    expect(shown.locator("li")).not_to_have_count(0)
    desk.look()
    desk.press("Make the series")
    desk.sees("The series stands, and its dates are on the list of shifts.")
    desk.look()


def ask_for_a_rota(desk: Visitor) -> None:
    """Ask for the week after; no worker runs yet, and the request is kept."""
    desk.open("/coordination/rounds")
    desk.follow("Choose days and places")
    desk.look()
    desk.page.fill("#first_day", monday(CLASS_BEGINS.date()).isoformat())
    desk.page.select_option("#days", "7")
    desk.page.fill("#seconds", "5")
    desk.press("Start the round")
    desk.sees("Waiting for a free worker")
    desk.look()


def review(desk: Visitor, never_free: str) -> None:
    """Look at the board, put somebody else on a place against her wish, and fail to do so against a must."""
    ready = desk.page.locator("main").get_by_role("link", name=desk.words("Review it"), exact=True)
    expect(ready).to_be_visible(timeout=ROUND_PATIENCE)
    desk.look()
    ready.click()
    for view in ("By person", "Open places", "By place"):
        desk.follow(view)
        desk.look()
    desk.page.locator(".slot:visible, .shift a:visible").first.click()
    coming = desk.page.locator(".seat")
    expect(coming).to_have_count(2)
    for name in (FANG, LU):
        expect(coming.filter(has_text=name)).to_have_count(1)
    desk.look()

    choose(desk, QIN)
    desk.sees(
        "Not chosen: %(reasons)s.",
        reasons=desk.words("they would rather not: write a line why you ask them all the same"),
    )
    card = card_of(desk, LU)
    expect(card.locator(".cand").get_by_text(MU)).to_have_count(0)
    card.locator("summary").first.click()
    expect(card.locator("li", has_text=MU)).to_contain_text(desk.words("not free at that time"))
    card.locator('.cand input[name="supporter"]').first.evaluate("(one, code) => { one.value = code; }", never_free)
    choose(desk, "", NOTE)
    desk.sees("Not chosen: %(reasons)s.", reasons=desk.words("not free at that time"))
    expect(coming).to_have_count(2)

    choose(desk, QIN, NOTE)
    desk.sees("Chosen. Nobody hears of it before you publish.")
    expect(coming.filter(has_text=QIN)).to_contain_text(NOTE)
    desk.look()


def card_of(desk: Visitor, name: str) -> Locator:
    """Return the card of the places somebody has one of, where others can be chosen instead."""
    return desk.page.locator("main section", has=desk.page.locator("option", has_text=name))


def choose(desk: Visitor, name: str, note: str = "") -> None:
    """Choose somebody instead of Lu; "" for whoever stands first."""
    card = card_of(desk, LU)
    card.locator(".cand li", has_text=name).first.locator("label").click()
    card.locator('select[name="instead_of"]').select_option(label=LU)
    card.locator('input[name="note"]').fill(note)
    desk.press("Choose", card)


def publish(desk: Visitor) -> None:
    """See first who hears of it, then publish; nobody hears of a place that was given away."""
    desk.follow("Back to the board")
    desk.follow("Accept the rest and publish")
    desk.look()
    desk.press("Publish")
    expect(desk.page.locator("main .note-good").first).to_contain_text(desk.words("Published."))
    desk.look()
    desk.open(f"/coordination/rota?week={monday(CLASS_BEGINS.date())}")
    expect(desk.page.locator(".slot:visible, .shift:visible").first).to_contain_text(QIN[1:])
    desk.look()


def say_yes(visitor: Visitor) -> None:
    """Read what one is asked for, and accept it."""
    visitor.open("/me/schedule")
    visitor.follow("Read and answer")
    expect(visitor.page.locator("article.card-new")).to_contain_text(CENTRE[visitor.language])
    visitor.look()
    visitor.page.locator('form[action$="/yes"] button').click()
    visitor.sees("Thank you. It is on your schedule.")
    visitor.open("/me/schedule")
    expect(visitor.page.locator(".cloth", has=visitor.page.locator("#nx")).locator(".when")).to_contain_text("16:30")
    visitor.look()


def say_no_after_all(visitor: Visitor) -> None:
    """Press "I can't come", read what happens then, and tell them."""
    visitor.follow("I can't come")
    visitor.sees("There is more than a day: time enough to find somebody.")
    visitor.look()
    visitor.press("Tell them I can't come")
    visitor.sees("Thank you for telling us. The organiser has seen it; others are asked now.")
    visitor.look()


def step_in(visitor: Visitor) -> None:
    """Wait to be asked instead, and say yes."""
    asked = visitor.page.locator(".note-hand").get_by_role("link", name=visitor.words("Read and answer"))

    def is_asked() -> bool:
        visitor.open("/me/schedule")
        return asked.count() > 0

    wait_until(is_asked, "somebody is asked instead")
    visitor.look()
    asked.click()
    visitor.look()
    visitor.press("I will come")
    visitor.sees("You said yes. Thank you.")
    visitor.look()


def look_at_the_day(keeper: Visitor) -> str:
    """Open the sheet of the day at the centre; return the code that hangs at its door."""
    keeper.open("/day")
    keeper.look()
    keeper.page.locator('main a[href^="/day/"]').first.click()
    expect(keeper.page.locator("main li", has_text=FANG)).to_have_count(0)
    for name in (QIN, BAO):
        expect(keeper.page.locator("main li", has_text=name)).to_contain_text(keeper.words("expected"))
    keeper.look()
    return keeper.page.locator(".pair .when").inner_text()


def tell_the_code(visitor: Visitor, code: str, button: str, answer: str) -> None:
    """Type the code at the door, coming or going."""
    visitor.open("/me/day")
    visitor.look()
    visitor.page.locator('input[name="code"]').fill(code)
    visitor.press(button)
    visitor.sees(answer)
    visitor.look()


def note(keeper: Visitor, name: str, step: str, state: str) -> None:
    """Note somebody's coming or going with one tap on the sheet, where the other one stands already."""
    keeper.open("/day")
    keeper.page.locator('main a[href^="/day/"]').first.click()
    expect(keeper.page.locator("main li", has_text=QIN).first).to_contain_text(keeper.words(state))
    keeper.page.locator("main li", has_text=name).locator(f'form[action$="/{step}"] button').click()
    expect(keeper.page.locator("main li", has_text=name).first).to_contain_text(keeper.words(state))
    keeper.look()


def sign_off(keeper: Visitor) -> None:
    """Look at everybody's minutes and sign the class off."""
    keeper.open("/sign-off")
    keeper.look()
    keeper.page.get_by_role("link", name=keeper.words("Look at it")).click()
    for name in (QIN, BAO):
        expect(keeper.page.locator("fieldset", has_text=name).locator('input[value="yes"]')).to_be_checked()
    keeper.look()
    keeper.press("Sign off")
    keeper.sees("Signed off. The hours count now; today it can still be taken back.")
    keeper.look()


def certify(desk: Visitor) -> None:
    """Issue certificates to everybody with hours."""
    desk.open("/coordination/certificates/new")
    desk.follow("Tick all on this page")
    desk.page.fill("#in_charge", "季晓岚")
    desk.page.fill("#contact", "0578-0000000")
    desk.look()
    desk.press("Next: look at the list once more")
    desk.look()
    desk.page.locator("main button[name=write]").click()
    expect(desk.page.locator("main li", has_text=BAO)).to_have_count(1)
    desk.look()


def fetch_the_certificate(visitor: Visitor, folder: Path) -> tuple[str, str]:
    """See one's hours and download the certificate; return the number and the code that stand on the paper."""
    visitor.open("/me/hours")
    visitor.look()
    with visitor.page.expect_download() as fetched:
        visitor.page.locator('main a[href$=".pdf"]').click()
    fetched.value.save_as(folder / "certificate.pdf")
    paper = "".join(page.extract_text() for page in PdfReader(folder / "certificate.pdf").pages)
    assert BAO in paper
    number, secret = re.search(r"\d{4}-\d{3,}", paper), re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", paper)
    assert number, paper
    assert secret, paper
    return number[0], secret[0]


def verify(stranger: Visitor, number: str, secret: str) -> None:
    """Check the paper as whoever is handed it."""
    stranger.open("/verify")
    stranger.look()
    stranger.page.fill("#n", number)
    stranger.page.fill("#c", secret)
    stranger.press("Check")
    stranger.sees("This certificate is valid.")
    expect(stranger.page.locator("main")).to_contain_text(number)
    expect(stranger.page.locator("main")).not_to_contain_text(BAO)
    stranger.look()


def code_of(house: Flask, name: str) -> str:
    """Return what addresses and forms call a supporter."""
    with house.app_context():
        return next(one.public_id for one in db.session.query(Supporter) if one.name == name)
