"""Words for places and what they are."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from app.models.places import Place

PLACE_KINDS = {
    "county": _l("county"),
    "township": _l("township"),
    "village": _l("village"),
    "home": _l("hamlet"),
    "school": _l("school"),
    "centre": _l("children's centre"),
    "clinic": _l("clinic"),
    "station": _l("police station"),
}


def place_name(place: Place) -> str:
    """Return a place's name in the reader's language; Chinese where there is no other."""
    chinese = str(get_locale() or "zh").startswith("zh")
    return place.name_zh if chinese or not place.name_en else place.name_en
