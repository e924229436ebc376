"""Every page × everybody who may enter it, held to the promises of the house: readable for all, light, narrow, calm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from app.database import db
from app.operations import samples
from app.running.prepare import SAMPLE_SEED
from tests.journeys import county
from tests.journeys.looking import faults_of, watched
from tests.servers.browser import DESKTOP, PHONE
from tests.servers.postgresql import Server
from tests.servers.processes import Processes
from tests.servers.settings import invented_settings

pytestmark = pytest.mark.browser

EVERYBODY = "everybody"
#: pages looked at once more at the desk, in English and in the dark: those that people stay on, one of each build
AT_THE_DESK = {
    EVERYBODY: ("/", "/sign-up/1"),
    "supporter": ("/me/schedule", "/me/circle", "/me/times", "/me/shifts/[^/]+", "/me/open", "/me/day", "/me/hours"),
    "director": ("/village/week", "/village/children", "/day/[^/]+", "/shifts/[^/]+/people"),
    "coordinator": (
        r"/coordination/", "/coordination/circles", "/coordination/map", "/coordination/supporters",
        r"/coordination/rounds/[^/]+", r"/coordination/rounds/[^/]+/review",
        r"/coordination/rota", r"/coordination/rounds/[^/]+/rota", r"/coordination/rounds/[^/]+/rota/shifts/.*",
    ),
    "organizer": ("/programme/[^/]+/edit", "/programme/calendars", "/programme/activities/[^/]+/change"),
    "admin": ("/house", "/house/audit"),
}  # fmt: skip
#: pages that are read, not filled in: without script they say the same
READ = {
    EVERYBODY: ("/", "/privacy"),
    "supporter": ("/me/schedule", "/me/circle", "/me/vetting", "/me/hours"),
    "director": ("/village/week",),
    "coordinator": (
        "/coordination/circles", "/coordination/map", r"/coordination/rounds/[^/]+", "/coordination/rounds/.*/review",
        "/coordination/rota",
    ),
    "organizer": ("/programme",),
    "admin": ("/house/audit",),
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A web server on the sample county, where to walk, and a key for everybody."""

    address: str
    pages: dict[str, list[str]]
    keys: dict[str, str]

    def enter(self, browser: Browser, visitor: str, language: str, **options: object) -> BrowserContext:
        """Return a browser in which a visitor is signed in."""
        context = browser.new_context(timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(60_000)
        cookies = {"care_language": language} | ({"care": self.keys[visitor]} if visitor != EVERYBODY else {})
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        return context

    def chosen(self, visitor: str, patterns: tuple[str, ...]) -> list[str]:
        """Return a visitor's pages that fit, each pattern fitting one at least."""
        fitting = [[page for page in self.pages[visitor] if re.fullmatch(one, page)] for one in patterns]
        assert all(fitting), f"a pattern of {patterns} fits no page"
        return [page for pages in fitting for page in pages]


@pytest.fixture(scope="module")
def site(
    postgresql_server: Server, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The sample county, enlivened, behind a web server; on PostgreSQL, as most page tests run on SQLite."""
    folder = tmp_path_factory.mktemp("pages")
    settings = invented_settings(database_url=postgresql_server.create(postgresql_template), data_dir=folder)
    house = create_app(settings)
    with house.app_context():
        samples.fill("jingning", SAMPLE_SEED, lambda _line: None)
        found = county.enliven()
        keys = county.keys(found)
        db.session.remove()
        db.engine.dispose()
    processes = Processes(settings, folder / "processes")
    visitors = (EVERYBODY, *keys)
    yield Site(processes.start_web(), {one: county.addresses(house, found, one) for one in visitors}, keys)
    processes.end_all()
    postgresql_server.drop(settings.database_url)


def walk(site: Site, context: BrowserContext, pages: list[str]) -> str:
    """Look at every page; return what is wrong, a line for each fault."""
    with watched(context) as (page, said):
        faults = [fault for path in pages for fault in faults_of(page, site.address + path, said)]
    context.close()
    return "\n".join(faults)


@pytest.mark.parametrize("visitor", AT_THE_DESK)
def test_every_page_keeps_its_promises_on_a_phone(site: Site, browser: Browser, visitor: str) -> None:
    context = site.enter(browser, visitor, "zh", viewport=PHONE, color_scheme="light")
    faults = walk(site, context, site.pages[visitor])
    assert not faults, faults


@pytest.mark.parametrize("visitor", AT_THE_DESK)
def test_the_pages_people_stay_on_keep_them_at_the_desk_in_the_dark(site: Site, browser: Browser, visitor: str) -> None:
    context = site.enter(browser, visitor, "en", viewport=DESKTOP, color_scheme="dark")
    faults = walk(site, context, site.chosen(visitor, AT_THE_DESK[visitor]))
    assert not faults, faults


@pytest.mark.parametrize("visitor", READ)
def test_what_is_read_reads_the_same_without_script(site: Site, browser: Browser, visitor: str) -> None:
    texts = []
    for script in (True, False):
        context = site.enter(browser, visitor, "zh", viewport=PHONE, java_script_enabled=script)
        page = context.new_page()
        texts.append({path: text_of(page, site.address + path) for path in site.chosen(visitor, READ[visitor])})
        context.close()
    assert texts[0] == texts[1]


def text_of(page: Page, address: str) -> str:
    """Return what stands on a page, without the times of day it was drawn at."""
    page.goto(address)
    return re.sub(r"\d{1,2}:\d\d", "time", page.locator("main").inner_text())
