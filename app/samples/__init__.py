"""Invented counties on real geography, the same for the same seed. Every person in them is invented.

`sample_county("jingning", seed)` gives the value; `app.samples.writer.write_county` writes what a county would send.
"""

from __future__ import annotations

from datetime import date

from app.samples.county import Child, County, Exclusion, Guardian, Pair, Place, Staff, Supporter
from app.samples.haian import haian
from app.samples.jingning import jingning
from app.samples.shaodong import shaodong

COUNTIES = {"jingning": jingning, "haian": haian, "shaodong": shaodong}
SAMPLE_DAY = date(2026, 9, 1)
"""The day written sample files speak of, so that the same seed gives the same bytes on any day."""


def sample_county(name: str, seed: int, today: date = SAMPLE_DAY) -> County:
    """The named county as it stands on `today`. Raises KeyError for a name not in COUNTIES."""
    return COUNTIES[name](seed, today)


__all__ = [
    "COUNTIES",
    "SAMPLE_DAY",
    "Child",
    "County",
    "Exclusion",
    "Guardian",
    "Pair",
    "Place",
    "Staff",
    "Supporter",
    "sample_county",
]
