"""The main job, end to end: real browser, web server, queue, worker, ticker and solver; a phone in Chinese, a desktop
in English; SQLite once, PostgreSQL once.

Somebody signs up, is vetted by two coordinators, says when, gets into a round, is reviewed, published, says yes, sees
the schedule; and once it ends, sees the child no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, expect

from app.clock import today
from app.database import db
from app.models.children import Child
from app.models.supporters import Supporter
from app.operations.search import phone_hash
from app.queries.vetting import needed_kinds
from tests.journeys.town import COORDINATOR, PASSWORD, REGULARS, SECOND, TOWNSHIP, VILLAGE, settle
from tests.journeys.visitors import BROWSERS, PATIENCE, ROUND_PATIENCE, Visitor
from tests.servers.processes import Processes

pytestmark = pytest.mark.browser

NAME, PHONE_NUMBER = "Zhong Yue", "19900000077"
SATURDAY_MORNING = "week-5-0"


@dataclass
class Journey:
    """Everybody who takes part, each at their own browser, and the processes behind."""

    newcomer: Visitor
    coordinator: Visitor
    second: Visitor
    processes: Processes
    house: Flask

    def record(self) -> str:
        """Return the address of the newcomer's record in the coordinators' room."""
        with self.house.app_context():
            found = db.session.query(Supporter).filter_by(phone_hash=phone_hash(PHONE_NUMBER)).one()
            return f"/coordination/supporters/{found.public_id}"

    def child(self, pseudonym: str) -> str:
        """Return a child's id as addresses have it."""
        with self.house.app_context():
            return str(db.session.query(Child).filter_by(pseudonym=pseudonym).one().public_id)


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
def journey(language: str, house: Flask, processes: Processes, browser: Browser) -> Iterator[Journey]:
    """The town with its web server and ticker; the worker comes later."""
    settle(house)
    address = processes.start_web()
    processes.start_ticker()
    contexts = [browser.new_context(timezone_id="Asia/Shanghai", **BROWSERS[language]) for _ in range(3)]
    for context in contexts:
        context.set_default_timeout(PATIENCE)
    people = [Visitor(context.new_page(), address, language, house) for context in contexts]
    yield Journey(*people, processes, house)
    for context in contexts:
        context.close()


def test_from_sign_up_to_the_last_goodbye(journey: Journey, language: str) -> None:
    sign_up(journey.newcomer)
    journey.coordinator.sign_in_with_password(COORDINATOR, PASSWORD)
    journey.second.sign_in_with_password(SECOND, PASSWORD)
    vet(journey)
    journey.newcomer.sign_in_with_code(PHONE_NUMBER)
    say_when(journey.newcomer)

    ask_for_a_round(journey.coordinator)
    journey.coordinator.sees("Waiting for a free worker")
    journey.processes.start_worker()  # the page is watched while the round runs
    paired = review(journey.coordinator)
    journey.coordinator.press("Solve again", journey.coordinator.page.locator(".dock"))
    check_second_plan(journey.coordinator, paired)
    publish(journey.coordinator)

    answer_the_offer(journey.newcomer)
    meeting = look_at_the_schedule(journey.newcomer)
    end = {"zh": end_the_pair, "en": end_the_vetting}[language]
    check_that_the_child_is_gone(journey.newcomer, meeting, lambda: end(journey))


def sign_up(newcomer: Visitor) -> None:
    """Answer nine questions in three steps."""
    newcomer.open("/")
    newcomer.follow("I would like to come")
    newcomer.page.fill("#name", NAME)
    newcomer.page.fill("#phone", "199 0000 0077")
    newcomer.choose("gender", "female")
    newcomer.page.fill("#birth_year", "1988")
    newcomer.press("Next")
    newcomer.page.fill("#place", VILLAGE)
    newcomer.choose("mode", "scooter")
    newcomer.choose("travel_limit", "30")
    newcomer.press("Next")
    newcomer.choose("stays", "open")
    newcomer.page.check("#consent")
    newcomer.press("Sign up")
    newcomer.page.wait_for_url("**/sign-up/thanks")


def vet(journey: Journey) -> None:
    """One coordinator writes down every piece of evidence, the other approves each; nobody can do both."""
    desk, record = journey.coordinator, journey.record()
    desk.open("/coordination/supporters?state=applicant")
    desk.page.locator("main").get_by_role("link", name=re.compile(NAME)).click()
    for kind in needed_kinds("volunteer"):
        desk.follow("Write down evidence")
        desk.page.select_option("#kind", kind.value)
        desk.page.fill("#issued_on", today().isoformat())
        desk.press("Write down")
        desk.sees("Noted. It counts once a second person has approved it.")
    expect(desk.page.locator('form[action$="/approve"]')).to_have_count(0)

    journey.second.open("/coordination/vetting")
    waiting = journey.second.page.locator('form[action$="/approve"] button')
    for left in range(len(needed_kinds("volunteer")), 0, -1):
        expect(waiting).to_have_count(left)
        waiting.first.click()
    journey.second.sees("Approved. Everything is there: the next round may propose this person.")
    desk.open(record)
    expect(desk.page.locator(".head .tag-good")).to_be_visible()


def say_when(newcomer: Visitor) -> None:
    """Say what one likes and speaks, and paint Saturday morning."""
    newcomer.open("/me/about/edit")
    newcomer.tick("languages", "mandarin")
    newcomer.tick("interests", "football")
    newcomer.press("Save")
    newcomer.sees("Saved. The next round looks for children who share it.")
    newcomer.open("/me/times")
    newcomer.choose("brush", "prefer")
    newcomer.page.locator(f'.cell:has(input[name="{SATURDAY_MORNING}"])').click()
    expect(newcomer.page.locator(f'input[name="{SATURDAY_MORNING}"][value="prefer"]')).to_be_checked()
    newcomer.press("Save my times")
    expect(newcomer.page.locator("main .note-good")).to_be_visible()
    expect(newcomer.page.locator(f'input[name="{SATURDAY_MORNING}"][value="prefer"]')).to_be_checked()


def ask_for_a_round(desk: Visitor) -> None:
    """Ask for the township; no worker runs yet, and the request is kept."""
    desk.open("/coordination/rounds")
    township = desk.page.locator("#scope option", has_text={"zh": TOWNSHIP, "en": "Qingping"}[desk.language])
    desk.page.select_option("#scope", township.get_attribute("value"))
    desk.page.fill("#seconds", "10")
    desk.press("Start the round")


def circle_of(desk: Visitor, name: str) -> Locator:
    """Return the proposed circle in which somebody has a new place."""
    return desk.page.locator("article.child", has=desk.page.locator(".seat-new, .seat-pin").filter(has_text=name))


def wait_for_the_plan(desk: Visitor) -> None:
    """Watch the page of the round until it offers the review; it follows by itself."""
    ready = desk.page.locator("main").get_by_role("link", name=desk.words("Review it"), exact=True)
    expect(ready).to_be_visible(timeout=ROUND_PATIENCE)
    ready.click()


def review(desk: Visitor) -> dict[str, str]:
    """Keep the newcomer's place, decline one pair, keep one apart; return who was beside which child."""
    wait_for_the_plan(desk)
    paired = {name: str(circle_of(desk, name).get_attribute("id")) for name in (NAME, *REGULARS)}
    assert len(set(paired.values())) == 3
    declined, apart = REGULARS
    circle_of(desk, NAME).locator('button[formaction$="/pin"]').and_(desk.page.get_by_label(re.compile(NAME))).click()
    expect(circle_of(desk, NAME).locator(".seat-pin")).to_contain_text(NAME)
    seat = circle_of(desk, declined).locator(".seat", has_text=declined)
    seat.locator("summary").click()
    seat.locator('select[name="reason"]').select_option(index=1)
    seat.locator('form[action$="/decline"] button').click()
    expect(seat.locator('button[formaction$="/undecide"]')).to_be_visible()
    seat = circle_of(desk, apart).locator(".seat", has_text=apart)
    seat.locator('button[formaction$="/apart"]').click()
    expect(seat).to_contain_text(desk.words("kept apart"))
    desk.sees("kept %(pinned)s, declined %(declined)s, apart %(apart)s.", pinned="1", declined="1", apart="1")
    return paired


def check_second_plan(desk: Visitor, before: dict[str, str]) -> None:
    """What was kept stands; the other two have changed places, because that alone is left."""
    wait_for_the_plan(desk)
    first, second = REGULARS
    after = {name: circle_of(desk, name).get_attribute("id") for name in (NAME, first, second)}
    assert after == {NAME: before[NAME], first: before[second], second: before[first]}
    expect(circle_of(desk, NAME).locator(".seat-pin")).to_contain_text(NAME)


def publish(desk: Visitor) -> None:
    """See first who hears of it, then publish."""
    desk.follow("Accept the rest and publish")
    desk.press("Publish")
    expect(desk.page.locator("main .note-good").first).to_contain_text(desk.words("Published."))


def answer_the_offer(newcomer: Visitor) -> None:
    """Read why, find no name yet, say yes, and see the name."""
    newcomer.open("/me/schedule")
    newcomer.follow("Read and answer")
    newcomer.sees("Why you")
    offer = newcomer.page.locator("article.card-new")
    expect(offer).to_contain_text(newcomer.words("both like %(things)s", things=newcomer.words("football")))
    expect(offer).not_to_contain_text("Invented")
    newcomer.press("Yes, I will")
    newcomer.sees("Thank you. You are part of the circle now; your meetings stand in your schedule.")
    newcomer.page.locator('form[action$="/name"] button').click()
    expect(newcomer.page.locator("main")).to_contain_text("Invented Bailu")


def look_at_the_schedule(newcomer: Visitor) -> str:
    """Find the next meeting on top; return its address."""
    newcomer.open("/me/schedule")
    card = newcomer.page.locator(".cloth", has=newcomer.page.locator("#nx"))
    expect(card.locator(".when")).to_contain_text("9:00")
    return str(newcomer.page.locator(".thread a").first.get_attribute("href"))


def end_the_pair(journey: Journey) -> None:
    """The coordinator ends the pair at once, from the child's page."""
    desk = journey.coordinator
    circle = f"/coordination/children/{journey.child('bailu')}/pair?role=volunteer"
    desk.open(circle)
    desk.page.locator("aside li", has_text=NAME).get_by_role("link", name=desk.words("Plan a goodbye")).click()
    desk.page.locator("main summary").click()
    desk.press("End this pair now")
    desk.open(circle)
    expect(desk.page.locator("aside li", has_text=NAME)).to_have_count(0)


def end_the_vetting(journey: Journey) -> None:
    """The coordinator ends the record check: the pair itself was not touched."""
    desk = journey.coordinator
    desk.open(journey.record())
    desk.page.locator("summary", has_text=desk.words("All evidence so far")).click()
    check = desk.page.locator("li", has_text=desk.words("Record check")).filter(has=desk.page.locator("select"))
    check.locator("summary").click()
    desk.press("End it now", check)
    desk.sees("Ended from this moment on.")


def check_that_the_child_is_gone(newcomer: Visitor, meeting: str, end: Callable[[], None]) -> None:
    """Nothing that showed the child before shows it now: no page, no address, no page left open."""
    assert newcomer.open(meeting) == 200
    newcomer.open("/me/circle")
    still_open = newcomer.page.locator('form[action$="/address"] button')
    expect(still_open).to_be_visible()
    end()
    with newcomer.page.expect_navigation() as gone:
        still_open.click()
    assert gone.value.status == 404
    assert newcomer.open(meeting) == 404
    newcomer.open("/me/circle")
    newcomer.sees("No proposal and no circle at the moment")
    newcomer.open("/me/schedule")
    expect(newcomer.page.locator(f'a[href="{meeting}"]')).to_have_count(0)
    expect(newcomer.page.locator("#nx")).to_have_count(0)
