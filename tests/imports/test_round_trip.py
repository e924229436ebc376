"""What `care sample` writes is read back: every planted fault is named where it stands, nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest

from app.imports import ChildRow, Known, PairRow, PlaceRow, Reading, SupporterRow, read_import
from app.samples import County, sample_county
from app.samples.noise import Planted
from app.samples.writer import county_files

OF_THE_SHEET = {"id_not_kept", "columns_left_out"}


class Sent:
    """A county's files as sent and as read."""

    def __init__(self, name: str, seed: int) -> None:
        self.county: County = sample_county(name, seed)
        files, self.planted = county_files(self.county)
        at = {p.code: p for p in self.county.places}
        villages = frozenset((at[p.parent or ""].name, p.name) for p in self.county.places_of("village"))
        known = Known(self.county.today, frozenset(p.name for p in self.county.places_of("township")), villages)
        self.read: dict[str, Reading] = {
            file: read_import(data, file, known) for file, data in files.items() if file != "circles.json"
        }

    def planted_rows(self, *faults: str) -> set[tuple[str, str, int]]:
        return {(p.file, p.sheet, p.row) for p in self.planted if not faults or p.fault in faults}


@pytest.fixture(scope="module", params=[("haian", 1), ("haian", 2), ("jingning", 1)])
def sent(request: pytest.FixtureRequest) -> Sent:
    return Sent(*request.param)


def wanted(planted: list[Planted], file: str) -> Counter[tuple[str, str | None, int | None]]:
    return Counter((code, p.sheet, p.row) for p in planted if p.file == file for code in p.codes)


def test_every_planted_fault_is_named_and_nothing_else(sent: Sent) -> None:
    for file, reading in sent.read.items():
        found = Counter((p.code, p.sheet, p.row) for p in reading.problems if p.code not in OF_THE_SHEET)
        assert found == wanted(sent.planted, file), file


def test_every_kind_of_noise_is_there(sent: Sent) -> None:
    faults = Counter(p.fault for p in sent.planted if p.file == "children.xlsx")
    assert set(faults) >= {
        "second_transcription", "wrong_birth_year", "one_phone_for_four", "two_on_one_identity", "identity_digit_wrong",
        "address_by_the_old_temple", "outdated_city", "turned_16_last_month", "parent_returned", "full_width_digits",
        "phone_short_a_digit", "formula", "october_as_number", "consent_missing",
    }  # fmt: skip
    assert faults["one_phone_for_four"] == 4
    assert faults["turned_16_last_month"] == max(1, round(0.01 * len(sent.county.children)))


def test_all_kinds_of_sheets_are_recognised(sent: Sent) -> None:
    kinds = {file: {sheet.kind for sheet in reading.sheets} for file, reading in sent.read.items()}
    assert kinds == {
        "places.xlsx": {"places"},
        "children.xlsx": {"children"},
        "supporters.xlsx": {"supporters"},
        "officials_gbk.csv": {"supporters"},
        "pairs_bom.csv": {"pairs"},
    }


def test_clean_children_come_back_as_they_are_in_the_county(sent: Sent) -> None:
    spoilt = sent.planted_rows()
    rows = [r for r in sent.read["children.xlsx"].rows if ("children.xlsx", r.sheet, r.row) not in spoilt]
    at = {p.code: p.name for p in sent.county.places}
    children = {5 + i: child for i, child in enumerate(sent.county.children)}
    assert len(rows) > 0.7 * len(children)
    for row in rows:
        assert isinstance(row, ChildRow)
        child = children[row.row]
        assert (row.name, row.gender, row.village) == (child.name, child.gender, at[child.home_village])
        assert (row.birth.year, row.birth.month) == (child.birth_year, child.birth_month)
        assert (row.guardian_name, row.guardian_phone or "") == (child.guardian.name, child.guardian.phone)
        assert (row.guardian_languages, row.rhythm) == (child.guardian.languages, child.rhythm)
        assert (row.needs or (), row.interests) == (child.needs, child.interests)
        assert row.free is not None
        assert row.free.mask == child.free.mask
        assert row.consent_on == child.consent_on
        assert (row.household, row.file_key) == (child.sibling_group, child.code)


def test_clean_supporters_come_back_as_they_are_in_the_county(sent: Sent) -> None:
    spoilt = sent.planted_rows()
    by_phone = {s.phone: s for s in sent.county.supporters}
    read = 0
    for file in ("supporters.xlsx", "officials_gbk.csv"):
        for row in sent.read[file].rows:
            if (file, row.sheet, row.row) in spoilt:
                continue
            assert isinstance(row, SupporterRow)
            person = by_phone[row.phone]
            assert (row.name, row.role, row.kind, row.gender) == (person.name, person.role, person.kind, person.gender)
            assert (row.travel_mode, row.travel_limit) == (person.travel_mode.value, person.travel_limit)
            assert (row.vetted_on, row.vetted_until) == (person.vetted_on, person.vetted_until)
            assert (row.stays_until, row.caseload) == (person.stays_until, person.caseload)
            assert (row.languages, row.skills, row.interests) == (person.languages, person.skills, person.interests)
            assert row.availability is not None
            assert row.availability.mask == person.availability.mask
            assert row.availability.preferred_mask == person.availability.preferred_mask
            read += 1
    assert read > 0.9 * len(by_phone)


def test_places_come_back_on_their_points(sent: Sent) -> None:
    points = {(p.kind, p.name): p for p in sent.county.places}
    rows = sent.read["places.xlsx"].rows
    assert len(rows) == len(sent.county.places) - 1  # all but the county itself
    for row in rows:
        assert isinstance(row, PlaceRow)
        place = points[(row.kind, row.name)]
        assert row.code == place.code
        assert (row.latitude, row.longitude) == (
            pytest.approx(place.latitude, abs=5e-6),
            pytest.approx(place.longitude, abs=5e-6),
        )


def test_pairs_come_back_with_the_supporters_phone(sent: Sent) -> None:
    names = {c.code: c.name for c in sent.county.children}
    phones = {s.code: s.phone for s in sent.county.supporters}
    found = [
        (r.child_name, r.supporter_phone, r.since) for r in sent.read["pairs_bom.csv"].rows if isinstance(r, PairRow)
    ]
    assert found == [(names[p.child], phones[p.supporter], p.since) for p in sent.county.pairs]
