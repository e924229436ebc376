"""Places by the names people write in sheets: all read once, found by township and name without endings."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.imports.tables import place_key
from app.models.places import Place, PlaceKind


@dataclass(frozen=True)
class Spot:
    """What is needed of a place here."""

    id: int
    kind: str
    name: str
    parent_id: int | None


class Ground:
    """Every place in use."""

    def __init__(self) -> None:
        query = select(Place.id, Place.kind, Place.name_zh, Place.parent_id).where(Place.closed.is_(False))
        self.spots = {row.id: Spot(row.id, row.kind, row.name_zh, row.parent_id) for row in db.session.execute(query)}
        self._found: dict[tuple[str, str, str], int] = {}
        self._named: dict[tuple[str, str], list[Spot]] = {}
        for spot in self.spots.values():
            self._note(spot)

    def add(self, spot: Spot) -> None:
        """Know one more place; what it lies in must be known."""
        self.spots[spot.id] = spot
        self._note(spot)

    def _note(self, spot: Spot) -> None:
        township = place_key(self.township_name(spot.id) or "")
        self._found.setdefault((township, spot.kind, place_key(spot.name)), spot.id)
        self._named.setdefault((township, place_key(spot.name)), []).append(spot)
        self._named.setdefault(("", place_key(spot.name)), []).append(spot)

    def up(self, place_id: int | None, kind: PlaceKind) -> Spot | None:
        """Return the place of `kind` that a place is or lies in."""
        spot = self.spots.get(place_id or 0)
        while spot is not None and spot.kind != kind:
            spot = self.spots.get(spot.parent_id or 0)
        return spot

    def township_name(self, place_id: int | None) -> str | None:
        """Return the name of the township a place is or lies in."""
        spot = self.up(place_id, PlaceKind.TOWNSHIP)
        return spot.name if spot else None

    def village_name(self, place_id: int | None) -> str | None:
        """Return the name of the village a place is or lies in."""
        spot = self.up(place_id, PlaceKind.VILLAGE)
        return spot.name if spot else None

    def name(self, place_id: int | None) -> str | None:
        """Return a place's name."""
        return self.spots[place_id].name if place_id in self.spots else None

    def find(self, kind: str, name: str, township: str = "") -> int | None:
        """Return the id of the place of one kind with this name in a township (or the township itself)."""
        return self._found.get((place_key(township or name), kind, place_key(name)))

    def anywhere(self, name: str | None, township: str | None = None) -> int | None:
        """Return the id of a place called `name`: in the township, else the only one of that name in the county."""
        if not name:
            return None
        # 青坪镇 and its village 青坪村 differ in their endings only: the one written out is meant.
        here = self._named.get((place_key(township), place_key(name)), []) if township else []
        if here:
            return next((spot.id for spot in here if spot.name == name), here[0].id)
        everywhere = self._named.get(("", place_key(name)), [])
        meant = [spot for spot in everywhere if spot.name == name] or everywhere
        return meant[0].id if len(meant) == 1 else None

    @property
    def townships(self) -> frozenset[str]:
        """Names of all townships."""
        return frozenset(spot.name for spot in self.spots.values() if spot.kind == PlaceKind.TOWNSHIP)

    @property
    def villages(self) -> frozenset[tuple[str, str]]:
        """(township, village) of all villages."""
        found = (
            (self.township_name(spot.id) or "", spot.name)
            for spot in self.spots.values()
            if spot.kind == PlaceKind.VILLAGE
        )
        return frozenset(found)
