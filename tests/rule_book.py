"""The rule book of care circles counted by hand: plain loops over the tables, and nothing of the solver's.

Tests ask it what a page must show. It knows the tables (app.models), one set of rules as stored with a programme, and
the rule book's own words: H1 to H11, weekly minutes, one weekly hour for a pair, `STEPS` in the order of a funnel.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Any

from app.clock import local, now, today
from app.database import db
from app.models.children import Child, Exclusion
from app.models.matches import Match
from app.models.places import Place
from app.models.rounds import Declined
from app.models.supporters import Evidence, Supporter

#: steps of every funnel, in order; those from `other_role` on look at who stands
STEPS = (
    "validity", "licence", "travel", "exclusion", "consent", "gender", "second_adult", "probation", "stay", "windows",
    "other_role", "language", "caseload", "minutes", "slot",
)  # fmt: skip
#: km/h on the road and minutes of waiting
PACES = {"foot": (4, 0), "scooter": (21, 0), "bus": (25, 30), "car": (35, 0)}
ROAD_FACTOR, EARTH_KM = 1.6, 6371.0088
MEETING_MINUTES, MEETING_HALF_HOURS, DAY = 75, 3, 48
VOLUNTEERS = ("volunteer", "teacher", "loving_mother", "retired", "public_employee", "student")
PAPERS = ("record_check", "training", "insurance", "code_of_conduct")


@dataclass(frozen=True)
class Stands:
    """Somebody who has a place beside a child, in a plan or in the tables."""

    child: int
    role: str
    supporter: int
    half_hour: int | None


@dataclass(frozen=True)
class Loosened:
    """A limit that is not asked as usual: minutes farther, children more, by another mode, an evening besides."""

    role: str
    farther: int = 0
    more: int = 0
    mode: str = ""
    evening: int | None = None


class RuleBook:
    """The rules of one programme over the tables as they are now, beside whoever `stands`.

    `outside`: the pairs of children whom no round looks at; these pairs take up their people's places and minutes.
    """

    def __init__(self, rules: dict[str, Any], stands: Iterable[Stands], loosened: Loosened | None = None) -> None:
        self.rules = rules
        self.roles = {role["code"]: role for role in rules["roles"]}
        self.loosened = loosened
        self.stands = [*stands]
        self.outside = [
            match
            for match in db.session.query(Match).filter(Match.state.in_(("offered", "live")))
            if not in_the_round(match.child)
        ]

    # -- who is there -------------------------------------------------------------------------------------------------

    def holders(self, role: str) -> list[Supporter]:
        """Return the active people whose kind may fill a role."""
        people = db.session.query(Supporter).filter_by(state="active").order_by(Supporter.id)
        return [one for one in people if one.kind in self.roles[role]["kinds"]]

    def places_of(self, child: Child) -> dict[str, int]:
        """Return how many people each role needs beside a child."""
        return {
            code: role["count"] for code, role in self.roles.items() if role["needed_by"] == "all" or child.study_help
        }

    def beside(self, child: Child) -> list[Stands]:
        """Return who stands beside a child."""
        return [one for one in self.stands if one.child == child.id]

    # -- the counts of pages -------------------------------------------------------------------------------------------

    def funnel(self, child: Child, role: str) -> list[tuple[str, int]]:
        """Return how many are left after each step."""
        left = self.holders(role)
        counted = [("holders", len(left))]
        for step in STEPS:
            left = [one for one in left if self.holds(step, child, role, one)]
            counted.append((step, len(left)))
        return counted

    def near_misses(self, child: Child, role: str) -> list[tuple[Supporter, str]]:
        """Return who fails exactly one step and which, the nearest five."""
        found = []
        for one in self.holders(role):
            failing = [step for step in STEPS if not self.holds(step, child, role, one)]
            if len(failing) == 1:
                found.append((one, failing[0]))
        found.sort(key=lambda miss: (self.minutes(miss[0], child, role), miss[0].id))
        return found[:5]

    def who_else(self, stands: Stands) -> list[Supporter]:
        """Return who could have a place if it were free and everybody else stayed, the nearest first."""
        child = db.session.get_one(Child, stands.child)
        book = self.without(stands)
        able = [
            one
            for one in self.holders(stands.role)
            if one.id != stands.supporter and book.lets_in(child, stands.role, one)
        ]
        return sorted(able, key=lambda one: (self.minutes(one, child, stands.role), one.id))

    def without(self, stands: Stands) -> RuleBook:
        """Return the same book with a place free."""
        return self.standing([one for one in self.stands if one != stands])

    def with_one(self, stands: Stands) -> RuleBook:
        """Return the same book with one more."""
        return self.standing([*self.stands, stands])

    def standing(self, stands: list[Stands]) -> RuleBook:
        """Return the same book with others standing; who is outside stays so."""
        book = RuleBook.__new__(RuleBook)
        book.__dict__.update(self.__dict__, stands=stands)
        return book

    def days_waiting(self, child: Child, role: str) -> int:
        """Return since how many days a place is open: since the last goodbye in its role, else since the consent."""
        ended = db.session.query(Match).filter_by(child_id=child.id, role=role, state="ended")
        goodbyes = [local(one.ended_at).date() for one in ended if one.live_from and one.ended_at]
        given = [one.given_on for one in child.consents if one.purpose == "matching" and one.withdrawn_at is None]
        return (today() - (max(goodbyes) if goodbyes else min(given))).days

    # -- the steps ------------------------------------------------------------------------------------------------------

    def holds(self, step: str, child: Child, role: str, one: Supporter) -> bool:
        """Say whether a step lets somebody through."""
        asked: Callable[[Child, str, Supporter], bool] = getattr(self, f"_{step}")
        return asked(child, role, one)

    def lets_in(self, child: Child, role: str, one: Supporter) -> bool:
        """Say whether every step lets somebody through."""
        return all(self.holds(step, child, role, one) for step in STEPS)

    def _validity(self, _child: Child, _role: str, one: Supporter) -> bool:
        """H1: all four papers hold through the round's start and thirty days more."""
        needed = today() + timedelta(days=self.rules["valid_days"])
        return all((until := papers_until(one, kind)) is not None and until >= needed for kind in PAPERS)

    def _licence(self, _child: Child, role: str, one: Supporter) -> bool:
        """H2."""
        wanted = self.roles[role]["licence"]
        needed = today() + timedelta(days=self.rules["valid_days"])
        licences = (row for row in evidence_of(one, "licence") if row.detail == wanted)
        return wanted is None or any(row.valid_until >= needed for row in licences)

    def _travel(self, child: Child, role: str, one: Supporter) -> bool:
        """H4."""
        return self.minutes(one, child, role) <= self.travel_limit(one, role)

    def _exclusion(self, child: Child, _role: str, one: Supporter) -> bool:
        """H5: nobody kept apart, by anybody or by a coordinator who declined the pair."""
        apart = db.session.query(Exclusion).filter_by(child_id=child.id, supporter_id=one.id, lifted_at=None).count()
        return not apart and not declined(child, one, "coordinator")

    def _consent(self, child: Child, _role: str, one: Supporter) -> bool:
        """H6: nobody who said no to the child."""
        return not declined(child, one, "supporter")

    def _gender(self, child: Child, role: str, one: Supporter) -> bool:
        """H7."""
        age = today().year - child.born.year - ((today().month, today().day) < (child.born.month, child.born.day))
        return all(
            one.gender == rule["supporter"]
            for rule in self.rules["gender_rules"]
            if role in rule["roles"] and child.sex == rule["child"] and age >= rule["from_age"]
        )

    def _second_adult(self, child: Child, _role: str, _one: Supporter) -> bool:
        """H10."""
        return bool(where(child).staffed) or child.second_adult in ("guardian", "director")

    def _probation(self, child: Child, _role: str, one: Supporter) -> bool:
        """H10: a newcomer is accompanied by the keeper or the child director."""
        return not one.probation or bool(where(child).staffed) or child.second_adult == "director"

    def _stay(self, _child: Child, _role: str, one: Supporter) -> bool:
        """H11."""
        return one.stays_until is None or one.stays_until >= months_on(today(), self.rules["stay_months"])

    def _windows(self, child: Child, role: str, one: Supporter) -> bool:
        """A pair with a weekly hour has at least so many meeting times in common."""
        asked = self.roles[role]
        return not asked["weekly_slot"] or self.common_meetings(child, one, role) >= asked["minimum_windows"]

    def _other_role(self, child: Child, _role: str, one: Supporter) -> bool:
        return all(there.supporter != one.id for there in self.beside(child))

    def _language(self, child: Child, _role: str, one: Supporter) -> bool:
        """H8: a full circle has somebody who speaks the guardian's language."""
        people = [db.session.get_one(Supporter, there.supporter) for there in self.beside(child)]
        if not child.guardian.languages or len(people) + 1 < sum(self.places_of(child).values()):
            return True
        return any(set(child.guardian.languages) & set(somebody.languages) for somebody in [*people, one])

    def _caseload(self, child: Child, role: str, one: Supporter) -> bool:
        """H3: as many children as agreed; a volunteer of one child takes a brother or sister too."""
        mine = [db.session.get_one(Child, there.child) for there in self.stands if there.supporter == one.id]
        elsewhere = len(self.elsewhere(one))
        if len(mine) + elsewhere < self.most_children(one, role):
            return True
        family = child.sibling_group is not None and all(sister.sibling_group == child.sibling_group for sister in mine)
        return family and not elsewhere and len(mine) < self.most_of_a_family(one, role)

    def _minutes(self, child: Child, role: str, one: Supporter) -> bool:
        return self.weekly_minutes(child, role, one) <= self.minutes_left(one)

    def _slot(self, child: Child, role: str, one: Supporter) -> bool:
        """An hour of the week that is free for both beside everybody else's meetings."""
        return not self.roles[role]["weekly_slot"] or bool(self.free_starts(child, role, one))

    # -- figures --------------------------------------------------------------------------------------------------------

    def minutes(self, one: Supporter, child: Child, role: str = "") -> int:
        """Return the minutes one way: kilometres as the crow flies, times the roads, by the mode's pace."""
        mode = one.mode
        if self.loosened and self.loosened.mode and self.loosened.role == role:
            mode = self.loosened.mode
        speed, wait = PACES[mode]
        return ceil(kilometres(one.base, where(child)) * ROAD_FACTOR * 60 / speed + wait - 1e-6)

    def travel_limit(self, one: Supporter, role: str) -> int:
        """Return how many minutes somebody goes at most in a role."""
        farther = self.loosened.farther if self.loosened and self.loosened.role == role else 0
        return min(one.travel_limit, int(self.roles[role]["travel_limit"])) + farther

    def most_children(self, one: Supporter, role: str) -> int:
        """Return beside how many children somebody stands at most."""
        return one.caseload + (self.loosened.more if self.loosened and self.loosened.role == role else 0)

    def most_of_a_family(self, one: Supporter, role: str) -> int:
        """Return the same where all are of one family."""
        more = self.most_children(one, role) - one.caseload
        return max(2 if one.kind in VOLUNTEERS else 0, one.caseload) + more if one.caseload else 0

    def weekly_minutes(self, child: Child, role: str, one: Supporter) -> int:
        """Return what a pair takes a week: meetings of a year x (75 + there and back) / 52, rounded up."""
        meetings = self.roles[role]["meetings_per_year"][f"R{child.rhythm}"]
        return ceil(meetings * (MEETING_MINUTES + 2 * self.minutes(one, child, role)) / 52)

    def minutes_left(self, one: Supporter) -> int:
        """Return what is left of somebody's week."""
        used = sum(
            self.weekly_minutes(db.session.get_one(Child, there.child), there.role, one)
            for there in self.stands
            if there.supporter == one.id
        )
        return one.weekly_minutes - used - self.elsewhere_minutes(one)

    def elsewhere(self, one: Supporter) -> list[Match]:
        """Return beside which children somebody stands who are not looked at."""
        return [match for match in self.outside if match.supporter_id == one.id]

    def elsewhere_minutes(self, one: Supporter) -> int:
        """Return what children who are not looked at take of somebody's week."""
        return sum(
            ceil(
                self.roles[match.role]["meetings_per_year"][f"R{match.child.rhythm}"]
                * (MEETING_MINUTES + 2 * match.minutes)
                / 52
            )
            for match in self.elsewhere(one)
        )

    def elsewhere_starts(self, one: Supporter) -> list[int | None]:
        """Return when somebody meets children who are not looked at."""
        return [match.half_hour for match in self.elsewhere(one)]

    def childs_hours(self, child: Child) -> set[int]:
        """Return the half-hours in which a child can meet: those in which the place is kept, where somebody keeps it."""
        free = hours(child.windows)
        if where(child).staffed:
            free &= hours(where(child).staffed)
        return free | self._evening()

    def _evening(self) -> set[int]:
        if self.loosened is None or self.loosened.evening is None:
            return set()
        return set(range(self.loosened.evening * DAY + 36, self.loosened.evening * DAY + 42))

    def common_hours(self, child: Child, one: Supporter, role: str) -> set[int]:
        """Return the half-hours of the week in which both could meet if nobody met anybody else in them."""
        theirs = hours(one.windows) - meeting_hours(self.elsewhere_starts(one))
        if self.loosened and self.loosened.role == role:
            theirs |= self._evening()
        return self.childs_hours(child) & theirs

    def common_meetings(self, child: Child, one: Supporter, role: str) -> int:
        """Return how many meetings fit into the hours of both, one after another."""
        left, count = self.common_hours(child, one, role), 0
        for start in range(7 * DAY):
            meeting = set(range(start, start + MEETING_HALF_HOURS))
            if meeting <= left and start // DAY == max(meeting) // DAY:
                left, count = left - meeting, count + 1
        return count

    def free_starts(self, child: Child, role: str, one: Supporter) -> list[int]:
        """Return the half-hours at which a meeting of the two can begin beside everybody's other meetings."""
        taken = meeting_hours(there.half_hour for there in self.stands if there.supporter == one.id)
        taken |= meeting_hours(there.half_hour for there in self.beside(child))
        free = self.common_hours(child, one, role) - taken
        return [
            start
            for start in range(7 * DAY)
            if set(range(start, start + MEETING_HALF_HOURS)) <= free
            and start // DAY == (start + MEETING_HALF_HOURS - 1) // DAY
        ]


def planned(placements: Iterable[Any]) -> list[Stands]:
    """Return who stands by a round's placements, or by matches."""
    return [Stands(one.child_id, one.role, one.supporter_id, one.half_hour) for one in placements]


def in_the_round(child: Child) -> bool:
    """Say whether a round may be for a child: active, willing, and somebody consents today."""
    given = [
        one for one in child.consents
        if one.purpose == "matching" and one.withdrawn_at is None and one.given_on <= today() <= one.valid_until
    ]  # fmt: skip
    return child.state == "active" and child.assent and bool(given)


def where(child: Child) -> Place:
    """Return where a child meets people."""
    place = child.meeting_place or child.village
    assert place is not None
    return place


def evidence_of(one: Supporter, kind: str) -> list[Evidence]:
    """Return the approved papers of a kind that hold today."""
    rows = db.session.query(Evidence).filter_by(supporter_id=one.id, kind=kind, ended_at=None)
    return [row for row in rows if row.approved_at is not None and row.issued_on <= today() <= row.valid_until]


def papers_until(one: Supporter, kind: str) -> date | None:
    """Return the last day a kind of paper holds; a record check holds a year at most."""
    days = []
    for row in evidence_of(one, kind):
        last = row.valid_until
        if kind == "record_check":
            last = min(last, months_on(row.issued_on, 12) - timedelta(days=1))
        days.append(last)
    return max((day for day in days if day >= today()), default=None)


def declined(child: Child, one: Supporter, said_by: str) -> bool:
    """Say whether a no of this side still counts."""
    rows = db.session.query(Declined).filter_by(child_id=child.id, supporter_id=one.id, said_by=said_by)
    return any(row.until > now() for row in rows)


def months_on(day: date, months: int) -> date:
    """Return the same day so many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def hours(spans: Iterable[list[Any]]) -> set[int]:
    """Return stored spans as half-hours of the week."""
    return {half_hour for first, end, *_ in spans for half_hour in range(first, end)}


def meeting_hours(starts: Iterable[int | None]) -> set[int]:
    """Return the half-hours that meetings take."""
    return {start + later for start in starts if start is not None for later in range(MEETING_HALF_HOURS)}


def kilometres(one: Place, other: Place) -> float:
    """Return kilometres as the crow flies."""
    lat, lon = radians(one.lat), radians(one.lon)
    lat2, lon2 = radians(other.lat), radians(other.lon)
    chord = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))


def other_limit(book: RuleBook, loosened: Loosened) -> RuleBook:
    """Return the same book with one limit loosened."""
    found = book.standing(book.stands)
    found.loosened = loosened
    return found
