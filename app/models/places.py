"""Places: county → township → village, and the homes, schools, centres, clinics and stations in them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Row
from app.models.common import Key, Public, Spans, Stamped, Versioned, reference


class PlaceKind(StrEnum):
    """What a place is. The first three contain others; a `home` is a hamlet point, never a child's house."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    HOME = "home"
    SCHOOL = "school"
    CENTRE = "centre"
    CLINIC = "clinic"
    STATION = "station"


class Place(Public, Stamped, Versioned, Row):
    """One place, with its point on the ground."""

    __tablename__ = "places"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(12), index=True)
    #: stable code in the files a county sends
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(String(80), index=True)
    name_en: Mapped[str] = mapped_column(String(80), default="")
    #: pinyin of name_zh without tones, for search
    sound: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[int | None] = reference("places.id")
    #: WGS-84 degrees
    lat: Mapped[float]
    lon: Mapped[float]
    #: what the file that brought the point said: wgs84, gcj02 or estimated
    source: Mapped[str] = mapped_column(String(12), default="wgs84")
    #: hours with a keeper present; a meeting then needs no other second adult
    staffed: Mapped[Spans]
    #: when the school of a centre's children lets out, Monday to Sunday, in minutes of the day; null: no school
    school_out: Mapped[list[int | None]] = mapped_column(JSON, default=list)
    #: when boarding buses leave or come: [[weekday, first minute, last minute], …]
    buses: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    closed: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Place | None] = relationship(remote_side="Place.id", lazy="joined", join_depth=2)
