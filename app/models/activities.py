"""Activities: templates, series at a place, and the dated shifts with places to fill that they give."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.clock import local
from app.database import Moment, Row
from app.models.accounts import Account
from app.models.common import At, Key, Public, Stamped, Versioned, Words, reference
from app.models.places import Place


class ActivityKind(StrEnum):
    """What children and families come for (domain 1.6, 1.7, 1.9)."""

    AFTER_SCHOOL = "after_school"
    WEEKEND_HOME = "weekend_home"
    DRAWING = "drawing"
    RECREATION = "recreation"
    CARING_ACTIVITY = "caring_activity"
    HOME_EDUCATION = "home_education"
    PARENT_LECTURE = "parent_lecture"
    PARENT_CALLS = "parent_calls"
    COUNSELLING = "counselling"
    PSYCHOLOGIST_DAY = "psychologist_day"


class Duty(StrEnum):
    """What somebody does on a shift."""

    LEAD = "lead"
    COMPANION = "companion"
    STUDY_HELP = "study_help"
    LECTURER = "lecturer"
    COUNSELLOR = "counsellor"
    MEDIATOR = "mediator"
    HELPER = "helper"


#: duties with headcounts, as app.planning.activity_documents reads them:
#: [{"duty": code, "least": 1, "wanted": 2, "most": 3, "licences": [any of], "skills": [all of]}, …]
Duties = Annotated[list[dict[str, Any]], mapped_column(JSON, default=list)]
#: hours by part of the school year, as app.planning.activity_documents reads them
Patterns = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]


class Safe:
    """How many adults of which kind an activity needs: templates propose, series decide, shifts keep what held."""

    #: children expected; 0: no children come (a lecture for grandparents)
    children: Mapped[int] = mapped_column(default=0)
    #: children one adult can look after; None: no ratio
    ratio: Mapped[int | None]
    least_adults: Mapped[int] = mapped_column(default=2)
    needs_woman: Mapped[bool] = mapped_column(default=False)
    needs_first_aider: Mapped[bool] = mapped_column(default=False)
    #: weight when not everything can be filled, from 1
    urgency: Mapped[int] = mapped_column(default=1)
    #: an optional session: either staffed as the rules ask, or not held
    may_stay_closed: Mapped[bool] = mapped_column(default=False)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return safe_checks()


def safe_checks() -> tuple[CheckConstraint, ...]:
    """Return the bounds that every table with these facts keeps."""
    return (
        CheckConstraint("children between 0 and 500", name="children"),
        CheckConstraint("ratio is null or ratio between 1 and 50", name="ratio"),
        CheckConstraint("least_adults between 1 and 20", name="least_adults"),
        CheckConstraint("urgency between 1 and 10", name="urgency"),
    )


#: the fields above
SAFE_FIELDS = ("children", "ratio", "least_adults", "needs_woman", "needs_first_aider", "urgency", "may_stay_closed")


class WayHome(StrEnum):
    """How the children get home: those who walk alone are home before dark."""

    WALK = "walk"
    FETCHED = "fetched"


class ActivityTemplate(Safe, Public, Stamped, Versioned, Row):
    """A ready-made or own kind of activity: series begin as a copy of it, later changes do not reach them."""

    __tablename__ = "activity_templates"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    patterns: Mapped[Patterns]
    duties: Mapped[Duties]
    way_home: Mapped[str] = mapped_column(String(8), default=WayHome.FETCHED)
    closed: Mapped[bool] = mapped_column(default=False)


class ActivitySeries(Safe, Public, Stamped, Versioned, Row):
    """An activity that repeats at a place. What is dated stands in its shifts; the rest is how it goes on."""

    __tablename__ = "activity_series"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (*safe_checks(), CheckConstraint("last_day is null or first_day <= last_day", name="order"))

    id: Mapped[Key]
    template_id: Mapped[int] = reference("activity_templates.id")
    kind: Mapped[str] = mapped_column(String(20), index=True)
    #: empty: called as the template is
    name: Mapped[str] = mapped_column(String(120), default="")
    place_id: Mapped[int] = reference("places.id")
    first_day: Mapped[date]
    #: None: no end in sight
    last_day: Mapped[date | None]
    patterns: Mapped[Patterns]
    duties: Mapped[Duties]
    way_home: Mapped[str] = mapped_column(String(8), default=WayHome.FETCHED)
    #: who opens the place and signs the hours off
    keeper_id: Mapped[int | None] = reference("accounts.id")
    #: every day up to this one has its shifts
    dated_until: Mapped[date | None]
    #: pressing "make it" twice makes one series
    request_key: Mapped[str | None] = mapped_column(String(43), unique=True)

    template: Mapped[ActivityTemplate] = relationship()
    place: Mapped[Place] = relationship()
    keeper: Mapped[Account | None] = relationship()


class ShiftState(StrEnum):
    """Planned, then held or called off; closed once the hours are signed off."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"
    CLOSED = "closed"


#: the only moves a shift makes; a cancelled one comes back when the cancellation is taken back, a signed-off one when
#: the sign-off is taken back on the same day
SHIFT_MOVES: dict[str, frozenset[str]] = {
    ShiftState.PLANNED: frozenset({ShiftState.CANCELLED, ShiftState.HELD}),
    ShiftState.CANCELLED: frozenset({ShiftState.PLANNED}),
    ShiftState.HELD: frozenset({ShiftState.CLOSED}),
    ShiftState.CLOSED: frozenset({ShiftState.HELD}),
}


class Cancellation(Public, Stamped, Row):
    """Shifts called off together, for one reason; nobody is told before `tell_at`, and until then it can be undone."""

    __tablename__ = "cancellations"

    id: Mapped[Key]
    #: code of app.wording.activities: typhoon, snow, road, exam, holiday, too_few, keeper_ill, other
    reason: Mapped[str] = mapped_column(String(20))
    made_by: Mapped[int | None] = reference("accounts.id")
    tell_at: Mapped[datetime] = mapped_column(Moment, index=True)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    #: how many people were
    told_people: Mapped[int] = mapped_column(default=0)
    #: taken back: undone before anybody was told, or restored afterwards
    restored_at: Mapped[datetime | None] = mapped_column(Moment)

    shifts: Mapped[list[Shift]] = relationship(back_populates="cancellation", order_by="Shift.starts_at")


class Shift(Safe, Public, Stamped, Versioned, Row):
    """One dated shift of a series."""

    __tablename__ = "shifts"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            *safe_checks(),
            # Dating again makes no second shift.
            UniqueConstraint("series_id", "planned_for"),
            CheckConstraint("starts_at < ends_at", name="order"),
        )

    id: Mapped[Key]
    series_id: Mapped[int] = reference("activity_series.id")
    #: the moment the pattern gave; stays when the shift is moved by hand
    planned_for: Mapped[At]
    place_id: Mapped[int] = reference("places.id")
    starts_at: Mapped[datetime] = mapped_column(Moment, index=True)
    ends_at: Mapped[At]
    state: Mapped[str] = mapped_column(String(10), default=ShiftState.PLANNED, index=True)
    #: why it is cancelled
    reason: Mapped[str] = mapped_column(String(20), default="")
    cancellation_id: Mapped[int | None] = reference("cancellations.id")
    #: changed on its own: changes of the series leave it alone
    by_hand: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = reference("accounts.id")

    series: Mapped[ActivitySeries] = relationship()
    place: Mapped[Place] = relationship()
    cancellation: Mapped[Cancellation | None] = relationship(back_populates="shifts")
    openings: Mapped[list[Opening]] = relationship(
        back_populates="shift", order_by="Opening.id", cascade="all, delete-orphan"
    )

    @property
    def asked(self) -> list[Opening]:
        """The openings with places: a duty that was taken out keeps its row without any."""
        return [opening for opening in self.openings if opening.most]

    @property
    def local_day(self) -> date:
        """The day on which it begins, by the county's clock."""
        return local(self.starts_at).date()

    def may_become(self, state: ShiftState) -> bool:
        """Say whether `state` is a legal next state."""
        return state in SHIFT_MOVES[self.state]


class Opening(Public, Row):
    """Places to fill on a shift for one duty: from `least`, without which the shift is short-handed, to `most`.

    A duty that was taken out of a shift stays as an opening without places (`most` 0).
    """

    __tablename__ = "openings"
    __table_args__ = (
        UniqueConstraint("shift_id", "duty"),
        # What an assignment refers to, so that its shift is the opening's own.
        UniqueConstraint("id", "shift_id", name="uq_openings_id_shift_id"),
        CheckConstraint("0 <= least and least <= wanted and wanted <= most and most <= 100", name="headcount"),
    )

    id: Mapped[Key]
    shift_id: Mapped[int] = reference("shifts.id")
    duty: Mapped[str] = mapped_column(String(20))
    least: Mapped[int]
    wanted: Mapped[int]
    most: Mapped[int]
    #: any of these will do; none: no licence is asked for
    licences: Mapped[Words]
    #: all of these
    skills: Mapped[Words]

    shift: Mapped[Shift] = relationship(back_populates="openings")
