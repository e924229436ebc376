"""What this installation is."""

from __future__ import annotations

from sqlalchemy import select

from app.database import db
from app.models.installation import Fact
from app.models.places import Place, PlaceKind
from app.planning.travel import TravelModel

#: set when the tables were filled with invented people whose sign-ins are printed
SAMPLE_COUNTY = "sample_county"
#: road over straight line, e.g. 1.6 in mountains and 1.3 in plains
ROAD_FACTOR = "road_factor"
#: where the installation says nothing
ROAD_FACTOR_USUAL = 1.6


def fact(key: str) -> str:
    """Return a fact about the database, or ""."""
    found = db.session.get(Fact, key)
    return found.value if found else ""


def roads() -> TravelModel:
    """Return how minutes follow from points in this county."""
    return TravelModel(road_factor=float(fact(ROAD_FACTOR) or ROAD_FACTOR_USUAL))


def county() -> Place | None:
    """Return the county itself, if it stands in the records."""
    return db.session.scalar(select(Place).where(Place.kind == PlaceKind.COUNTY).order_by(Place.id).limit(1))


def is_sample() -> bool:
    """Say whether the database holds an invented county: a production start refuses it (design, section 7)."""
    return bool(fact(SAMPLE_COUNTY))
