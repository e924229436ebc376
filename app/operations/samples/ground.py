"""The ground a sample county stands on: places, the school year, the programme."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.actors import SYSTEM
from app.clock import today
from app.database import db
from app.models.calendars import Season, SeasonKind
from app.models.common import public_id
from app.models.places import Place, PlaceKind
from app.operations.bulk import add_rows, ids_by
from app.operations.programmes import ensure_ready_made, make_current
from app.queries.calendars import spring_festival
from app.queries.sounds import sound_of
from app.samples import County
from app.samples.circles import PROGRAMMES

#: hours in which somebody keeps a centre or school of the sample: daily 8:30–19:00, Wednesdays to 20:30
STAFFED = [[48 * day + 17, 48 * day + (41 if day == 2 else 38)] for day in range(7)]
KEPT = (PlaceKind.CENTRE, PlaceKind.SCHOOL)
#: places before what lies in them
LEVELS = ("county", "township", "village", "school", "centre", "clinic", "station")


def add_places(county: County) -> dict[str, int]:
    """Write the places level by level; return their ids by code."""
    ids: dict[str, int] = {}
    for level in LEVELS:
        rows: list[dict[str, Any]] = [
            {
                "public_id": public_id(),
                "kind": place.kind,
                "code": place.code,
                "name_zh": place.name,
                "name_en": place.name_latin,
                "sound": sound_of(place.name),
                "parent_id": ids.get(place.parent or ""),
                "lat": place.latitude,
                "lon": place.longitude,
                "source": "estimated" if place.point_source == "estimated" else "wgs84",
                "staffed": STAFFED if place.kind in KEPT else [],
            }
            for place in county.places
            if place.kind == level
        ]
        add_rows(Place, rows)
        ids = ids_by(Place, Place.code)
    return ids


def add_seasons() -> None:
    """Write the school year around today: terms, exams, winter and summer."""
    year = today().year if today().month >= 8 else today().year - 1
    db.session.add_all(
        Season(kind=kind, name=name, first_day=first, last_day=last)
        for kind, name, first, last in (
            (SeasonKind.TERM, f"{year} 秋季学期", date(year, 9, 1), date(year + 1, 1, 22)),
            (SeasonKind.EXAMS, f"{year} 秋季期末", date(year + 1, 1, 15), date(year + 1, 1, 22)),
            (SeasonKind.WINTER, f"{year + 1} 寒假", date(year + 1, 1, 23), date(year + 1, 2, 21)),
            (SeasonKind.SPRING_FESTIVAL, f"{year + 1} 春节", *festival(year + 1)),
            (SeasonKind.TERM, f"{year + 1} 春季学期", date(year + 1, 2, 22), date(year + 1, 6, 30)),
            (SeasonKind.EXAMS, f"{year + 1} 春季期末", date(year + 1, 6, 20), date(year + 1, 6, 30)),
            (SeasonKind.SUMMER, f"{year + 1} 暑假", date(year + 1, 7, 1), date(year + 1, 8, 31)),
        )
    )


def festival(year: int) -> tuple[date, date]:
    """Return New Year's Eve and the fifteenth day of the new year, when parents leave again (domain 1.6)."""
    first = spring_festival(year)
    return first - timedelta(days=1), first + timedelta(days=14)


def choose_programme(county: County) -> None:
    """Write the ready-made programmes and offer the county's own first."""
    ensure_ready_made()
    make_current(PROGRAMMES[county.programme]().code, by=SYSTEM)
