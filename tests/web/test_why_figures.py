"""Every figure on the pages that tell why: read out of the real page and the sheet, and counted again by hand.

The counts are those of tests/rule_book.py, plain loops over the tables; the county is tests/hard_county.py.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import StringIO

import pytest

from app.actors import SYSTEM, Actor
from app.clock import today
from app.database import db
from app.jobs.rounds import solve_round
from app.jobs.what_ifs import answer
from app.matching.ready_made import care_in_365_days_with_tutor
from app.models.accounts import Role
from app.models.children import Child
from app.models.matches import Match
from app.models.programmes import ProgrammeVersion
from app.models.rounds import OpenRole, Placement, Round
from app.models.supporters import Supporter
from app.models.what_ifs import WhatIf
from app.operations.rounds import ask_round
from app.operations.what_ifs import ask_about_child
from tests import hard_county
from tests.cast import Cast
from tests.programmes import programme_version
from tests.rule_book import RuleBook, Stands, hours, in_the_round, papers_until, planned

#: how the page calls the steps
STEPS = {
    "have this role": "holders",
    "papers valid long enough": "validity",
    "hold the licence": "licence",
    "near enough": "travel",
    "not kept apart": "exclusion",
    "nobody said no": "consent",
    "a woman or a man, as the rule says": "gender",
    "a second adult is there": "second_adult",
    "not on their own as newcomers": "probation",
    "stay long enough": "stay",
    "free at the same hours": "windows",
    "not beside this child already": "other_role",
    "someone speaks the guardian's language": "language",
    "still have a place": "caseload",
    "still have minutes in the week": "minutes",
    "an hour free for both": "slot",
}
TELLING = {
    "exclusion": "these two are kept apart, or somebody said no",
    "consent": "there is no consent, or somebody said no",
    "gender": "the rule asks for a woman or a man here",
    "licence": "does not hold the licence this role needs",
    "second_adult": "no second adult is recorded where the child meets",
    "probation": "first meetings are accompanied, and here only the carer is there",
    "language": "nobody in the circle would speak the guardian's language",
    "slot": "no hour of the week is free for both",
}
ROLES = {"police officer": "officer"}
ROLES_ZH = {"officer": "民警", "doctor": "医生", "volunteer": "志愿者", "tutor": "学业辅导员"}
CHILDREN = {
    "bailu": "白露", "hanlu": "寒露", "shuangjiang": "霜降", "lidong": "立冬", "chushu": "处暑", "lixia": "立夏",
    "xiaoxue": "小雪", "guyu": "谷雨", "xiaoman": "小满", "dashu": "大暑", "qiufen": "秋分",
}  # fmt: skip
WAYS = {"foot": "on foot", "scooter": "by scooter", "bus": "by bus", "car": "by car"}
WORDS = {"football": "football", "chess": "chess", "reading": "reading", "wu": "local Wu", "mandarin": "Mandarin"}


@pytest.fixture
def solved(cast: Cast) -> int:
    """A solved round of the hard county."""
    hard_county.fill(cast)
    version = programme_version(care_in_365_days_with_tutor())
    round_id = ask_round(request_key="figures", by=SYSTEM, programme_version_id=version, seconds=20)
    solve_round(round_id)
    assert db.session.get_one(Round, round_id).state == "proposed"
    return round_id


def book_of(round_id: int) -> RuleBook:
    version = db.session.get_one(ProgrammeVersion, db.session.get_one(Round, round_id).programme_version_id)
    return RuleBook(version.rules, planned(db.session.query(Placement).filter_by(round_id=round_id)))


def looked_at() -> list[Child]:
    return [child for child in db.session.query(Child).order_by(Child.id) if in_the_round(child)]


@dataclass
class OpenPlace:
    """What a page says of an open place."""

    told: str
    steps: list[tuple[str, int]]
    bite: str
    near: list[str]


def printed(page: str) -> str:
    """Return what a printer gets of a page."""
    return re.sub(r'<(p|div) class="[^"]*no-print[^"]*".*?</\1>', "", page, flags=re.S)


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


def cards(page: str, first_words: str) -> dict[str, str]:
    """Return a page's cards by the role in their heading."""
    found = re.findall(rf"<section[^>]*>\s*<h2[^>]*>{first_words}: ([^<]+)</h2>(.*?)</section>", page, re.S)
    assert len({role for role, _ in found}) == len(found)
    return {ROLES.get(role, role): card for role, card in found}


def open_places(page: str) -> dict[str, OpenPlace]:
    """Return the open places of a child's page, by role."""
    found = {}
    for role, card in cards(page, "Why nobody yet").items():
        steps, bite = funnel_in(card)
        near = re.search(r'<ul class="list small">(.*?)</ul>', card, re.S)
        assert near
        lines = [words(line).replace(" : ", ": ") for line in re.findall(r"<li[^>]*>(.*?)</li>", near.group(1), re.S)]
        told = re.search(r"<p><b>(.*?)</b></p>", card, re.S)
        assert told
        found[role] = OpenPlace(words(told.group(1)), steps, bite, lines)
    return found


def funnel_in(card: str) -> tuple[list[tuple[str, int]], str]:
    """Return the steps of the first funnel in a piece of a page, and the one it stops at."""
    steps, bite = [], ""
    funnel = re.search(r'<ol class="funnel.*?</ol>', card, re.S)
    assert funnel
    for kind, told, number in re.findall(
        r'<li( class="bites")?><span>(.*?)</span>.*?<span class="n">(\d+)</span>', funnel.group(), re.S
    ):
        code = STEPS[words(told).removesuffix(" (it stops here)")]
        steps.append((code, int(number)))
        bite = code if kind else bite
    return steps, bite


def lacking(book: RuleBook, child: Child, role: str, one: Supporter, step: str) -> str:
    """Return what the page says that somebody lacks, with the numbers counted here."""
    minutes = book.minutes(one, child)
    if step == "travel":
        return f"{minutes} minutes away (limit {book.travel_limit(one, role)})"
    if step == "validity":
        papers = [papers_until(one, kind) for kind in ("record_check", "training", "insurance", "code_of_conduct")]
        return f"papers end on {min(day for day in papers if day)}"
    if step == "stay":
        return f"stays until {one.stays_until}"
    if step == "windows":
        return f"{book.common_meetings(child, one, role)} common hours (at least {book.roles[role]['minimum_windows']})"
    if step == "caseload":
        return f"after this round beside as many children as agreed ({one.caseload})"
    if step == "minutes":
        return f"{book.weekly_minutes(child, role, one)} minutes a week needed, {book.minutes_left(one)} left"
    return TELLING[step]


def near_in_words(book: RuleBook, child: Child, role: str) -> list[str]:
    found = []
    for one, step in book.near_misses(child, role):
        minutes = book.minutes(one, child)
        way = "" if step == "travel" else f" · {minutes} minute{'' if minutes == 1 else 's'} away"
        found.append(f"{one.name}: {lacking(book, child, role, one, step)}{way}")
    return found


def why_page(browser, round_id: int, child: Child) -> str:
    this = db.session.get_one(Round, round_id)
    return browser.get(f"/coordination/rounds/{this.public_id}/why/{child.public_id}").text


def test_every_step_and_near_miss_of_every_open_place_is_what_a_plain_count_gives(solved, cast, sign_in):
    browser, chinese = sign_in(cast.coordinator), sign_in(cast.coordinator, "zh")
    bites = set()
    for child_id in [child.id for child in looked_at()]:
        child, book = db.session.get_one(Child, child_id), book_of(solved)
        page = why_page(browser, solved, child)
        shown, on_paper = open_places(page), open_places(printed(page))
        assert shown == on_paper
        filled = [one.role for one in book.beside(child)]
        wanted = {role for role, count in book.places_of(child).items() if filled.count(role) < count}
        assert set(shown) == wanted, child.pseudonym
        for role, place in shown.items():
            steps = book.funnel(child, role)
            assert place.steps == steps, (child.pseudonym, role)
            bite = next((code for code, left in steps if left == 0), "")
            assert place.bite == bite
            bites.add(bite)
            before = steps[[code for code, _ in steps].index(bite) - 1][1]
            assert place.told.startswith(f"{before} pe"), place.told
            assert place.near == (near_in_words(book, child, role) or ["Nobody lacks only one thing."])
        numbers = [int(one) for one in re.findall(r'<span class="n">(\d+)', why_page(chinese, solved, child))]
        assert numbers == [left for role in shown for _, left in shown[role].steps]
    assert {"travel", "validity", "windows", "second_adult", "language"} <= bites
    assert bites & {"caseload", "slot"}


def test_the_review_tells_the_same_funnels(solved, cast, sign_in):
    browser = sign_in(cast.coordinator)
    review = f"/coordination/rounds/{db.session.get_one(Round, solved).public_id}/review"
    page = browser.get(review + "?view=open").text
    shown = re.findall(r'<article class="card[^"]* child">.*?</article>', page, re.S)
    book = book_of(solved)
    empty = [(one.child, one.role) for one in db.session.query(OpenRole).filter_by(round_id=solved)]
    counted = {(child.public_id, role): book.funnel(child, role) for child, role in empty}
    assert len(shown) == len(counted) == len(empty)
    for card in shown:
        place = re.search(r"/children/([\w-]+)/pair\?role=(\w+)", card)
        seen_from = re.search(r"Seen from (\d+) pe", card)
        assert place
        assert seen_from
        assert funnel_in(card)[0] == counted[place.groups()]
        assert int(seen_from.group(1)) == counted[place.groups()][0][1]


def test_a_pair_tells_how_long_its_place_waited(solved, cast, sign_in):
    browser = sign_in(cast.coordinator)
    review = f"/coordination/rounds/{db.session.get_one(Round, solved).public_id}/review?show=all&page="
    pages = "".join(browser.get(f"{review}{number}").text for number in (1, 2))
    book, told = book_of(solved), set()
    for public_id, card in re.findall(r'<article class="card child" id="child-([\w-]+)">(.*?)</article>', pages, re.S):
        child = db.session.query(Child).filter_by(public_id=public_id).one()
        for role, seat in re.findall(r'<div class="role">(.*?)</div>(.*?)<div class="acts">', card, re.S):
            if waited := re.search(r"has waited (\d+) days?", seat):
                days = book.days_waiting(child, ROLES.get(role, role))
                assert int(waited.group(1)) == days, child.pseudonym
                told.add(days)
    assert told == {12, 30, 44}


def test_the_sheet_of_open_places_holds_the_same_counts(solved, cast, sign_in):
    asked = {"what": "open", "form": "csv", "purpose": "report"}
    sheet = sign_in(cast.coordinator).post("/coordination/exports", data=asked)
    rows = list(csv.reader(StringIO(sheet.data.decode("utf-8-sig"))))
    heading = next(number for number, row in enumerate(rows) if row[0] == "轮次")
    book = book_of(solved)
    empty = db.session.query(OpenRole).filter_by(round_id=solved).all()
    told = {(row[1], row[3]): row for row in rows[heading + 1 :] if row and row[0] == str(solved)}
    assert len(told) == len(empty)
    for one in empty:
        row = told[f"{CHILDREN[one.child.pseudonym]} {one.child.number:03}", ROLES_ZH[one.role]]
        steps = book.funnel(one.child, one.role)
        assert [int(step.split()[-1]) for step in row[6].split(" → ")] == [left for _, left in steps]
        bite = [left for _, left in steps].index(0)
        assert int(row[5]) == steps[bite - 1][1]
        near = book.near_misses(one.child, one.role)[:3]
        assert [cell.partition("：")[0] for cell in row[7:10]] == [who.name for who, _ in near] + [""] * (3 - len(near))
        for cell, (who, step) in zip(row[7:10], near, strict=False):
            numbers = re.findall(r"\d+", lacking(book, one.child, one.role, who, step))
            assert re.findall(r"\d+", cell.partition("：")[2]) == numbers


def test_every_figure_of_every_pair_is_what_a_plain_count_gives(solved, cast, sign_in):
    browser = sign_in(cast.coordinator)
    kept = ways = 0
    for child_id in [child.id for child in looked_at()]:
        child, book = db.session.get_one(Child, child_id), book_of(solved)
        shown = cards(printed(why_page(browser, solved, child)), "Why this one")
        assert set(shown) == {one.role for one in book.beside(child)}
        for one in book.beside(child):
            told = facts_in(shown[one.role])
            helper = db.session.get_one(Supporter, one.supporter)
            assert words(shown[one.role]).startswith(helper.name)
            began = stands_since(one)
            assert told["Together"] == (f"since {day_words(began)}" if began else "newly proposed")
            minutes = book.minutes(helper, child)
            assert told["Way"] == f"{minutes} minute{'' if minutes == 1 else 's'} {WAYS[helper.mode]}"
            assert told["In common"] == shared(child, helper)
            free = book.childs_hours(child) & hours(helper.windows)
            count = f"{len(free)} half-hour{'' if len(free) == 1 else 's'} a week free for both"
            assert told["They can meet"] == f"{hour_words(one.half_hour)} · {count}"
            if one.half_hour is not None:
                assert one.half_hour in book.without(one).free_starts(child, one.role, helper)
            kept, ways = kept + (began is not None), ways + 1
    assert kept == 1
    assert ways > 10


def day_words(day: date) -> str:
    """Return a day as pages write it: with its year where that is not this one."""
    return f"{day:%b} {day.day}" + (f", {day.year}" if day.year != today().year else "")


def facts_in(card: str) -> dict[str, str]:
    """Return the lines of a pair's card by what they tell."""
    return {words(term): words(told) for term, told in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card, re.S)}


def stands_since(one: Stands) -> date | None:
    """Return the day a pair of today began."""
    found = db.session.query(Match).filter_by(child_id=one.child, supporter_id=one.supporter, role=one.role)
    days = [match.live_from for match in found if match.state == "live"]
    return days[0] if days else None


def shared(child: Child, helper: Supporter) -> str:
    """Return what the two like and what the family and the supporter speak."""
    both = sorted(set(child.interests) & set(helper.interests))
    spoken = sorted(set(child.guardian.languages) & set(helper.languages))
    listed = [", ".join(WORDS[code] for code in codes) for codes in (both, spoken) if codes]
    return " · ".join(listed) or "nothing noted"


def hour_words(half_hour: int | None) -> str:
    if half_hour is None:
        return "by appointment"
    day, rest = divmod(half_hour, 48)
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day]} {rest // 2}:{'30' if rest % 2 else '00'}"


def test_who_else_could_come_is_everybody_a_plain_count_lets_in(solved, cast, sign_in):
    browser, child_id = sign_in(cast.coordinator), cast.guyu
    by = Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})
    asked = ask_about_child(solved, child_id, by=by)
    answer(db.session.query(WhatIf).filter_by(public_id=asked).one().id)
    child, book = db.session.get_one(Child, child_id), book_of(solved)
    shown, some = cards(why_page(browser, solved, child), "Why this one"), 0
    for one in book.beside(child):
        others = book.who_else(one)
        ways = [(other.name, book.minutes(other, child)) for other in others[:3]]
        listed = ", ".join(f"{name} ({minutes} minute{'' if minutes == 1 else 's'})" for name, minutes in ways)
        count = f"{len(others)} more {'person' if len(others) == 1 else 'people'}"
        assert facts_in(shown[one.role])["Who else could"] == (f"{count}: {listed}" if listed else count)
        some += len(others)
    assert some
