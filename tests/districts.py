"""Three villages far from each other with children and volunteers of their own, for rounds cut into districts."""

from __future__ import annotations

from app.database import db, transaction
from app.models.children import Child
from app.models.places import PlaceKind
from tests.cast import Cast, child, place, supporter

#: children of each village; with an officer and a doctor each needs three people
CHILDREN = 7


def three_villages(cast: Cast) -> None:
    """Add the villages, each with a centre, children and volunteers."""
    with transaction():
        township = db.session.get_one(Child, cast.xiaoman).village.parent
        for number in range(3):
            lat, lon = 27.80 + 0.12 * number, 119.50 + 0.10 * number
            village = place(PlaceKind.VILLAGE, f"far-{number}", f"远村{number}", lat, lon, township)
            centre = place(PlaceKind.CENTRE, f"far-centre-{number}", f"远村{number}之家", lat, lon, village)
            for row in range(CHILDREN):
                child("hanlu", 10 * number + row, village, centre, rhythm=1 + row % 4)
                supporter(f"Volunteer {number} {row}", "volunteer", village)
