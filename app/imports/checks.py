"""What is looked at in a row as a whole, after its cells could be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from app.imports.identity import Identity
from app.imports.problems import Severity
from app.imports.tables import Doubt, Known, place_key
from app.planning.geography import Point, wgs84_from_gcj02

CHILD_AGES = range(18)
LEFT_BEHIND_UNTIL = 16
"""Age at which the usual definition of a left-behind child ends; older ones are pointed out, not refused."""


def check_place(values: dict[str, Any], _known: Known) -> Iterator[Doubt]:
    """Coordinates come in pairs and lie in China; GCJ-02 becomes WGS-84. Everything but a township lies in one."""
    system = values.pop("system", None)
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) != (longitude is None):
        yield Doubt("coordinate_alone", "latitude" if latitude is None else "longitude", Severity.ERROR)
    elif latitude is not None and longitude is not None:
        if latitude > 60 and longitude < 60:
            yield Doubt("coordinates_swapped", "latitude", Severity.ERROR)
        elif not (3 <= latitude <= 54 and 73 <= longitude <= 136):
            yield Doubt("coordinates_abroad", "latitude", Severity.ERROR)
        elif system == "gcj02":
            point = wgs84_from_gcj02(Point(latitude, longitude))
            values["latitude"], values["longitude"] = round(point.lat, 6), round(point.lon, 6)
    if values["kind"] != "township" and not values.get("township"):
        yield Doubt("township_missing", "township", Severity.ERROR)


def check_child(values: dict[str, Any], known: Known) -> Iterator[Doubt]:
    """Age, place, consent date and, where there is one, the identity number (which is dropped here)."""
    birth: date = values["birth"]
    age = (known.today.year - birth.year) * 12 + known.today.month - birth.month
    if age < 0:
        yield Doubt("date_in_future", "birth", Severity.ERROR)
    elif age // 12 not in CHILD_AGES:
        yield Doubt("age_out_of_range", "birth", Severity.ERROR, {"age": age // 12})
    elif age // 12 >= LEFT_BEHIND_UNTIL:
        yield Doubt("over_age", "birth", params={"age": age // 12})
    yield from _check_village(values, known)
    if values.get("consent_on") and values["consent_on"] > known.today:
        yield Doubt("date_in_future", "consent_on", Severity.ERROR)
    if values.get("parent_returned"):
        values["parent_returned"] = values["parent_returned"] == "yes"
        if values["parent_returned"]:
            yield Doubt("parent_returned", "parent_returned")
    number: Identity | None = values.get("identity")
    if number and number.birth != birth:
        yield Doubt("id_other_birth", "identity")
    if number and number.gender != values["gender"]:
        yield Doubt("id_other_gender", "identity")


def _check_village(values: dict[str, Any], known: Known) -> Iterator[Doubt]:
    township, village = values.get("township"), values.get("village")
    if township and known.townships and place_key(township) not in known.township_keys:
        near = get_close_matches(township, sorted(known.townships), n=1, cutoff=0.4)
        if near:
            yield Doubt("township_misspelt", "township", Severity.ERROR, {"near": near[0]})
        else:
            yield Doubt("township_unknown", "township", Severity.ERROR)
    elif township and village and known.villages:
        here = known.villages_by_township.get(place_key(township), {})
        if place_key(village) not in here:
            near = get_close_matches(village, sorted(here.values()), n=1, cutoff=0.4)
            if near:
                yield Doubt("village_misspelt", "village", Severity.ERROR, {"near": near[0]})
            else:
                yield Doubt("village_unknown", "village", Severity.ERROR)


def check_supporter(values: dict[str, Any], known: Known) -> Iterator[Doubt]:
    """Age, places, and dates that must follow one another."""
    year = values.get("birth_year")
    if year is not None and not 16 <= known.today.year - year <= 90:
        yield Doubt("age_out_of_range", "birth_year", Severity.ERROR, {"age": known.today.year - year})
    yield from _check_village(values, known)
    for done in ("vetted_on", "trained_on", "code_signed_on", "applied_on"):
        if values.get(done) and values[done] > known.today:
            yield Doubt("date_in_future", done, Severity.ERROR)
    vetted, until = values.get("vetted_on"), values.get("vetted_until")
    if vetted and until and until < vetted:
        yield Doubt("ends_before_start", "vetted_until", Severity.ERROR)


def check_pair(values: dict[str, Any], known: Known) -> Iterator[Doubt]:
    """A running match began in the past."""
    if values.get("since") and values["since"] > known.today:
        yield Doubt("date_in_future", "since", Severity.ERROR)
