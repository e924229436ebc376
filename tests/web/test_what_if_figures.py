"""What it would take and where to recruit: every figure on the pages equals the best of everything that could be tried."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.jobs.what_ifs import answer
from app.models.accounts import Role
from app.models.children import Child
from app.models.places import Place
from app.models.supporters import Evidence, Supporter
from app.models.what_ifs import Question, WhatIf
from app.operations.what_ifs import ask_about_round
from tests.best_additions import Best, best_additions, open_seats
from tests.cast import evidence, supporter
from tests.rule_book import Loosened, RuleBook, hours, meeting_hours, other_limit, where
from tests.web.test_why_figures import ROLES, book_of, looked_at, solved, words

__all__ = ["solved"]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RUNG = re.compile(r"(?:(\d+) circles? complete) · (\d+) places? filled · (\d+) minutes? a week, ways included · (.*)")


def asked(round_id: int, question: Question, coordinator: int) -> str:
    """Have a question about the whole round answered; return the answer's address."""
    by = Actor(coordinator, {Role.COORDINATOR: frozenset()})
    public_id = ask_about_round(round_id, question, by=by)
    answer(db.session.query(WhatIf).filter_by(public_id=public_id).one().id)
    return f"/coordination/what-if/{public_id}"


def loosened_by(told: str) -> Loosened | None:
    """Return what a rung's words change; None for one more person, of whom the other page tells."""
    role, _, change = told.partition(": ")
    role = ROLES.get(role, role)
    if farther := re.match(r"(\d+) minutes farther one way", change):
        return Loosened(role, farther=int(farther.group(1)))
    if evening := re.match(r"the evening of (\w+) too", change):
        return Loosened(role, evening=DAYS.index(evening.group(1)))
    named = {"one child more each": Loosened(role, more=1), "by car": Loosened(role, mode="car")}
    return named.get(change)


def test_every_rung_gives_what_trying_everything_gives(solved, cast, sign_in):
    page = sign_in(cast.coordinator).get(asked(solved, Question.LIMITS, cast.coordinator)).text
    book, children = book_of(solved), looked_at()
    count = sum(len(open_seats(book, child)) for child in children)
    assert f"{count} places are open." in words(page)
    assert best_additions(book, children).added == (), "the round left nothing that needs no change"
    limits = set()
    for told, figures, names in re.findall(
        r'<li class="stack-s"><b>(.*?)</b><span class="small">(.*?)</span><span class="small quiet">(.*?)</span></li>',
        page,
        re.S,
    ):
        found = RUNG.fullmatch(words(figures))
        loosened = loosened_by(words(told))
        assert found, figures
        if loosened is None:
            assert told.startswith("one more person in")
            continue
        complete, filled, minutes = (int(number) for number in found.groups()[:3])
        changed = other_limit(book, loosened)
        best = best_additions(changed, children)
        assert (complete, filled) == (best.complete, len(best.added)), told
        assert found.group(4) == "nobody who stands is moved"
        assert len(re.findall(r"<a ", names)) == len({one.child for one in best.added})
        if filled == 1:
            (gets,) = best.added
            assert minutes in ways_of_one(changed, only_child(names, children), gets.role), told
        limits.add("farther" if loosened.farther else "evening" if loosened.evening is not None else told)
    assert {"farther", "evening", "police officer: by car", "volunteer: one child more each"} <= limits


def only_child(names: str, children: Iterable[Child]) -> Child:
    """Return the child a rung names."""
    (found,) = [child for child in children if child.public_id in names]
    return found


def ways_of_one(book: RuleBook, child: Child, role: str) -> set[int]:
    """Return the minutes a week each person would need who could take a child's place."""
    return {book.weekly_minutes(child, role, one) for one in book.holders(role) if book.lets_in(child, role, one)}


def test_where_to_recruit_shows_the_places_that_trying_every_place_finds(solved, cast, sign_in):
    page = sign_in(cast.coordinator).get(asked(solved, Question.PLACES, cast.coordinator)).text
    shown = {
        ROLES.get(role, role): [
            (words(place), int(more), int(filled))
            for place, more, filled in re.findall(
                r'<tr><th scope="row">(.*?)</th><td class="r">\+(\d+)</td><td class="r">\+(\d+)</td></tr>', body
            )
        ]
        for role, body in re.findall(
            r"<table class=\"tbl\"><caption>(.*?)</caption>.*?<tbody>(.*?)</tbody>", page, re.S
        )
    }
    assert {role for role, rows in shown.items() if rows} == {"officer", "doctor", "volunteer", "tutor"}
    bases = {where(child).id for child in looked_at()} | {
        one.base_id for role in shown for one in book_of(solved).holders(role)
    }
    for role, rows in shown.items():
        newcomer = usual_person(book_of(solved), role)
        tried = {}
        for place_id in sorted(bases):
            with transaction():
                db.session.get_one(Supporter, newcomer).base_id = place_id
            tried[db.session.get_one(Place, place_id).name_en] = best_additions(book_of(solved), looked_at())
        helping = sorted((best for best in tried.values() if best.added), key=value, reverse=True)[:5]
        assert [(more, filled) for _, more, filled in rows] == [(one.complete, len(one.added)) for one in helping], role
        for place, more, filled in rows:
            assert (more, filled) == (tried[place].complete, len(tried[place].added))
        with transaction():
            db.session.get_one(Supporter, newcomer).state = "left"


def value(best: Best) -> tuple[int, int, int]:
    """Return what recruiting places are ordered by: weight of the circles complete, how many, places filled."""
    return best.worth[0], best.complete, len(best.added)


def usual_person(book: RuleBook, role: str) -> int:
    """Add one more person of a role: the middle of what others like them give, free when a third of them are."""
    others = book.holders(role)
    kinds = [one.kind for one in others]
    kind = max(sorted(set(kinds)), key=kinds.count)
    alike = [one for one in others if one.kind == kind]
    modes = [one.mode for one in alike]
    free = [hours(one.windows) - meeting_hours(book.elsewhere_starts(one)) for one in alike]
    often = [hour for hour in range(336) if 3 * sum(hour in one for one in free) >= len(alike)]
    spoken = {word for one in alike for word in one.languages}
    with transaction():
        found = supporter(
            "One More",
            kind,
            alike[0].base,
            vetted=False,
            gender="female",
            mode=max(sorted(set(modes)), key=modes.count),
            travel_limit=middle([one.travel_limit for one in alike]),
            caseload=middle([one.caseload for one in alike]),
            weekly_minutes=middle([one.weekly_minutes - book.elsewhere_minutes(one) for one in alike]),
            windows=[[hour, hour + 1, "can"] for hour in often],
            languages=[word for word in spoken if 2 * sum(word in one.languages for one in alike) >= len(alike)],
            interests=[],
            state="active",
        )
        evidence(found, today())
        db.session.flush()
        for row in db.session.query(Evidence).filter_by(supporter_id=found.id, kind="licence"):
            row.detail = book.roles[role]["licence"] or ""
        return found.id


def middle(numbers: list[int]) -> int:
    return sorted(numbers)[len(numbers) // 2]
