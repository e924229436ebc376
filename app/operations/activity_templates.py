"""Templates of activities: the ready-made ones, and what organizers make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.activities import SAFE_FIELDS, ActivityKind, ActivityTemplate, Duty, WayHome
from app.operations.activity_values import ActivityRefused, checked_pattern, checked_safety
from app.operations.traces import apply_fields, record_change
from app.operations.versions import expect_version
from app.planning.activity_documents import DutyNeed, write_duties, write_patterns
from app.planning.sessions import Pattern, Session

WEEKDAYS, ALL_DAYS = range(5), range(7)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = ALL_DAYS
LONGEST_NAME = 120


def hours(days: Iterable[int], start: float, end: float, *weeks: int) -> tuple[Session, ...]:
    """Return sessions from `start` to `end` o'clock (16.5: half past four) on `days`, in these weeks of the month."""
    return tuple(Session(day, int(60 * start), int(60 * end), weeks) for day in days)


@dataclass(frozen=True)
class ReadyMade:
    """A template that ships; hours and ratios are those of domain 1.6, 1.7 and 1.9."""

    kind: ActivityKind
    name_en: str
    name_zh: str
    patterns: dict[str, Pattern]
    duties: tuple[DutyNeed, ...]
    children: int = 16
    ratio: int | None = 8
    least_adults: int = 2
    needs_woman: bool = True
    needs_first_aider: bool = False
    urgency: int = 1
    may_stay_closed: bool = False
    way_home: WayHome = WayHome.FETCHED

    def row(self, code: str) -> ActivityTemplate:
        """Return the template as a new row."""
        facts = {name: getattr(self, name) for name in ("kind", "name_en", "name_zh", "way_home", *SAFE_FIELDS)}
        return ActivityTemplate(
            code=code, patterns=write_patterns(self.patterns), duties=write_duties(self.duties), **facts
        )


AFTER_SCHOOL = hours(WEEKDAYS, 16.5, 18.5)
MORNINGS = hours((TUESDAY, THURSDAY, SATURDAY), 8.5, 11.5)
AFTERNOONS = hours((TUESDAY, THURSDAY, SATURDAY), 14, 17)

#: code → what ships with the product
READY_MADE: dict[str, ReadyMade] = {
    "after_school": ReadyMade(
        ActivityKind.AFTER_SCHOOL,
        "After-school class",
        "四点半课堂",
        {"term": Pattern(AFTER_SCHOOL, make_up=((990, 1110),))},
        (DutyNeed(Duty.COMPANION, 1, 1, 2), DutyNeed(Duty.STUDY_HELP, 1, 1, 2)),
        urgency=3,
    ),
    "weekend_home": ReadyMade(
        ActivityKind.WEEKEND_HOME,
        "Weekend home",
        "周末儿童之家",
        {
            "term": Pattern(
                hours((SATURDAY,), 9, 11.5) + hours((SATURDAY,), 14, 17) + hours((SUNDAY,), 9, 11.5), make_up=()
            ),
            "exams": Pattern(hours((SATURDAY,), 9, 11.5), make_up=()),
            "summer": Pattern(AFTERNOONS),
            "winter": Pattern(MORNINGS),
            # Closed from New Year's Eve to the sixth day (public holidays); then families come together.
            "spring_festival": Pattern(hours((WEDNESDAY, SATURDAY), 14, 16.5)),
        },
        (DutyNeed(Duty.COMPANION, 2, 2, 3), DutyNeed(Duty.HELPER, 0, 1, 2)),
        urgency=3,
        way_home=WayHome.WALK,
    ),
    "every_day": ReadyMade(
        ActivityKind.DAILY_CENTRE,
        "Village centre, every day",
        "村儿童之家（每天）",
        {
            "term": Pattern(hours(ALL_DAYS, 15, 17)),
            "exams": Pattern(hours(ALL_DAYS, 15, 17)),
            "summer": Pattern(hours(ALL_DAYS, 14, 17)),
            "winter": Pattern(hours(ALL_DAYS, 14, 16.5)),
        },
        (DutyNeed(Duty.COUNSELLOR, 1, 1, 1, licences=("counsellor",)), DutyNeed(Duty.COMPANION, 2, 2, 3)),
        way_home=WayHome.WALK,
    ),
    "drawing": ReadyMade(
        ActivityKind.DRAWING,
        "Drawing class",
        "绘画课",
        {
            "term": Pattern(hours((WEDNESDAY,), 16.5, 18)),
            "summer": Pattern(hours((WEDNESDAY,), 9, 10.5)),
        },
        (DutyNeed(Duty.LEAD, 1, 1, 1, skills=("drawing",)), DutyNeed(Duty.COMPANION, 1, 1, 2)),
        children=12,
    ),
    "recreation": ReadyMade(
        ActivityKind.RECREATION,
        "Play and sports",
        "文体活动",
        {
            part: Pattern(hours((SATURDAY,), 14, 16, 1, 2, 3, 4), make_up=())
            for part in ("term", "exams", "summer", "winter")
        },
        (DutyNeed(Duty.LEAD, 1, 1, 1), DutyNeed(Duty.COMPANION, 1, 2, 3)),
        urgency=2,
        way_home=WayHome.WALK,
    ),
    "caring_activity": ReadyMade(
        ActivityKind.CARING_ACTIVITY,
        "Caring activity",
        "关爱活动",
        {part: Pattern(hours((SUNDAY,), 9, 11, 2, 4), make_up=()) for part in ("term", "summer", "winter")},
        (DutyNeed(Duty.MEDIATOR, 1, 1, 1), DutyNeed(Duty.COMPANION, 1, 2, 3)),
        way_home=WayHome.WALK,
    ),
    "home_education": ReadyMade(
        ActivityKind.HOME_EDUCATION,
        "Home education",
        "家庭教育指导",
        {part: Pattern(hours((SATURDAY,), 9.5, 11, 2), make_up=()) for part in ("term", "exams", "summer", "winter")},
        (DutyNeed(Duty.LECTURER, 1, 1, 1, licences=("teacher",)), DutyNeed(Duty.HELPER, 0, 1, 1)),
        children=0,
        ratio=None,
        least_adults=1,
        needs_woman=False,
        may_stay_closed=True,
    ),
    "parent_lecture": ReadyMade(
        ActivityKind.PARENT_LECTURE,
        "Parent lecture",
        "家长课堂",
        {part: Pattern(hours((SUNDAY,), 9, 10.5, 1), make_up=()) for part in ("term", "summer", "winter")},
        (DutyNeed(Duty.LECTURER, 1, 1, 1, licences=("teacher",)), DutyNeed(Duty.HELPER, 1, 1, 2)),
        children=0,
        ratio=None,
        least_adults=1,
        needs_woman=False,
    ),
    "parent_calls": ReadyMade(
        ActivityKind.PARENT_CALLS,
        "Calls with parents",
        "亲情连线",
        {part: Pattern(hours((SUNDAY,), 14, 17)) for part in ("term", "exams", "summer", "winter")},
        (DutyNeed(Duty.HELPER, 2, 2, 2),),
        children=8,
        way_home=WayHome.WALK,
    ),
    "counselling": ReadyMade(
        ActivityKind.COUNSELLING,
        "Counselling session",
        "心理辅导",
        {part: Pattern(hours((THURSDAY,), 13.5, 16, 3)) for part in ("term", "exams", "summer", "winter")},
        (DutyNeed(Duty.COUNSELLOR, 1, 1, 1, licences=("counsellor",)), DutyNeed(Duty.HELPER, 1, 1, 1)),
        children=5,
        ratio=None,
        urgency=2,
        may_stay_closed=True,
    ),
    "psychologist_day": ReadyMade(
        ActivityKind.PSYCHOLOGIST_DAY,
        "Psychologist's day",
        "心理老师日",
        {part: Pattern(hours((SATURDAY,), 9.5, 16, 3), make_up=()) for part in ("term", "exams", "summer", "winter")},
        (DutyNeed(Duty.COUNSELLOR, 1, 1, 1, licences=("counsellor",)), DutyNeed(Duty.HELPER, 1, 1, 2)),
        children=6,
        ratio=None,
    ),
}


def ensure_ready_made() -> None:
    """Write the ready-made templates that are not there yet."""
    with transaction():
        known = set(db.session.scalars(select(ActivityTemplate.code)))
        db.session.add_all(ready.row(code) for code, ready in READY_MADE.items() if code not in known)


def save_template(values: dict[str, Any], *, by: Actor, template_id: int | None = None, version: int = 0) -> str:
    """Write a new template, or change one; return its public id. Raise ActivityRefused or ChangedMeanwhile.

    Series that stand keep what they began with.
    """
    names = {field: values[field].strip()[:LONGEST_NAME] for field in ("name_zh", "name_en")}
    if not names["name_zh"]:
        raise ActivityRefused("name_zh", "missing")
    facts = names | checked_pattern(values) | checked_safety(values)
    with transaction():
        if template_id is None:
            template = ActivityTemplate(code=_free_code(facts["kind"]))
            db.session.add(template)
        else:
            template = db.session.get_one(ActivityTemplate, template_id)
            expect_version(template, version)
        changed = apply_fields(template, facts)
        db.session.flush()
        record_change(by, "template", template.public_id, changed)
        return template.public_id


def set_template_closed(template_id: int, closed: bool, *, by: Actor) -> None:
    """Offer a template no longer for new series, or offer it again."""
    with transaction():
        template = db.session.get_one(ActivityTemplate, template_id)
        record_change(by, "template", template.public_id, apply_fields(template, {"closed": closed}))


def _free_code(kind: str) -> str:
    codes = set(db.session.scalars(select(ActivityTemplate.code)))
    return next(f"{kind}_{number}" for number in range(2, len(codes) + 3) if f"{kind}_{number}" not in codes)
