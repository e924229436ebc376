"""Places, ways and wishes reached as JSON: what the problems and answers of all solvers have in common."""

from __future__ import annotations

from typing import Any

from app.planning.documents import Record
from app.planning.geography import Place, Point
from app.planning.outcome import WishResult
from app.planning.travel import MeasuredTrip, Mode, Pace, TravelModel, usual_paces


def place_json(place: Place) -> dict[str, Any]:
    """A place as JSON."""
    return {"id": place.id, "lat": place.point.lat, "lon": place.point.lon}


def read_place(record: Record) -> Place:
    """A place read back."""
    return Place(record.text("id"), Point(record.number("lat"), record.number("lon")))


def travel_json(travel: TravelModel) -> dict[str, Any]:
    """A travel model as JSON."""
    return {
        "road_factor": travel.road_factor,
        "paces": {
            mode.value: {"km_per_hour": pace.km_per_hour, "fixed_minutes": pace.fixed_minutes}
            for mode, pace in travel.paces.items()
        },
        "measured": [
            {"origin": t.origin, "destination": t.destination, "mode": t.mode.value, "minutes": t.minutes}
            for t in travel.measured
        ],
    }


def read_travel(record: Record) -> TravelModel:
    """A travel model read back; paces not told are the usual ones."""
    paces = usual_paces() | (record.record("paces", _paces) if record.has("paces") else {})
    return TravelModel(record.number("road_factor"), paces, record.records("measured", _trip))


def wish_json(wish: WishResult) -> dict[str, Any]:
    """How far a wish came, as JSON."""
    return {"name": wish.code, "value": wish.value, "bound": wish.bound, "empty": wish.empty}


def read_wish(record: Record) -> WishResult:
    """How far a wish came, read back."""
    return WishResult(record.text("name"), record.whole("value"), record.whole("bound"), record.whole("empty", 0))


def _paces(record: Record) -> dict[Mode, Pace]:
    return {
        mode: record.record(mode.value, lambda r: Pace(r.number("km_per_hour"), r.whole("fixed_minutes", 0)))
        for mode in Mode
        if record.has(mode.value)
    }


def _trip(record: Record) -> MeasuredTrip:
    return MeasuredTrip(
        record.text("origin"), record.text("destination"), record.choice("mode", Mode), record.whole("minutes")
    )
