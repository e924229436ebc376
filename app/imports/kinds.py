"""The four kinds of sheets and their typed rows: places, children, supporters, running pairs.

A field is None where the sheet has no such column or the cell is empty: nothing said, nothing changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.planning.availability import Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """What all typed rows have: where they stood."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow(ImportRow):
    """A township, village or institution; coordinates in WGS-84. `code` is the county's own, where it has one."""

    kind: str
    name: str
    code: str | None = None
    township: str | None = None
    village: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    contact: str | None = None
    contact_phone: str | None = None
    opening_hours: Availability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRow(ImportRow):
    """A child with the carer at home.

    `file_key` is the number of the county's own file, where it has one; `birth` the first day of the birth month.
    Identity numbers are not here.
    """

    name: str
    gender: str
    birth: date
    township: str
    village: str
    guardian_name: str
    file_key: str | None = None
    hukou_village: str | None = None
    school: str | None = None
    boards: bool | None = None
    guardian_relation: str | None = None
    guardian_phone: str | None = None
    guardian_phone_kind: str | None = None
    guardian_languages: tuple[str, ...] | None = None
    guardian_birth_year: int | None = None
    consent_on: date | None = None
    rhythm: str | None = None
    guardianship: str | None = None
    needs: tuple[str, ...] | None = None
    interests: tuple[str, ...] | None = None
    free: Availability | None = None
    parents_city: str | None = None
    parent_returned: bool | None = None
    meeting_place: str | None = None
    household: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterRow(ImportRow):
    """Somebody who can stand beside children. Dates of vetting and the like count for new people only."""

    name: str
    phone: str
    role: str
    kind: str | None = None
    gender: str | None = None
    birth_year: int | None = None
    licence_number: str | None = None
    township: str | None = None
    village: str | None = None
    base: str | None = None
    languages: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    interests: tuple[str, ...] | None = None
    travel_mode: str | None = None
    travel_limit: int | None = None
    caseload: int | None = None
    weekly_minutes: int | None = None
    experience_months: int | None = None
    stays_until: date | None = None
    applied_on: date | None = None
    vetted_on: date | None = None
    vetted_until: date | None = None
    trained_on: date | None = None
    insured_until: date | None = None
    code_signed_on: date | None = None
    availability: Availability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow(ImportRow):
    """A match that already runs, told by names and the supporter's phone."""

    child_name: str
    supporter_name: str
    supporter_phone: str
    child_village: str | None = None
    role: str | None = None
    since: date | None = None
