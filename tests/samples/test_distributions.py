"""Children and supporters are spread as the domain text says, whatever the seed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from app.samples import County, sample_county


@pytest.fixture(scope="module", params=[1, 20260901])
def county(request: pytest.FixtureRequest) -> County:
    return sample_county("jingning", request.param)


def share(county: County, counted: int) -> float:
    return counted / len(county.children)


def months(county: County, birth_year: int, birth_month: int) -> int:
    return (county.today.year - birth_year) * 12 + county.today.month - birth_month


def test_rhythms_follow_their_shares(county: County) -> None:
    found = Counter(child.rhythm for child in county.children)
    assert {k: round(share(county, n), 2) for k, n in found.items()} == {"R1": 0.03, "R2": 0.12, "R3": 0.35, "R4": 0.5}


def test_ages_and_gender_follow_the_national_count(county: County) -> None:
    ages = [months(county, c.birth_year, c.birth_month) // 12 for c in county.children]
    assert share(county, sum(age <= 5 for age in ages)) == pytest.approx(0.217, abs=0.01)
    assert share(county, sum(6 <= age <= 13 for age in ages)) == pytest.approx(0.674, abs=0.01)
    assert max(ages) < 16
    assert share(county, sum(c.gender == "male" for c in county.children)) == pytest.approx(0.545, abs=0.01)


def test_study_help_is_needed_by_57_percent_of_school_children(county: County) -> None:
    pupils = [c for c in county.children if months(county, c.birth_year, c.birth_month) >= 72]
    assert sum(c.needs_tutor for c in pupils) / len(pupils) == pytest.approx(0.57, abs=0.005)
    assert not any(c.needs_tutor for c in county.children if c not in pupils)


def test_brothers_and_sisters_share_home_surname_and_carer(county: County) -> None:
    families: dict[str, list[object]] = {}
    for child in county.children:
        if child.sibling_group:
            families.setdefault(child.sibling_group, []).append((child.home_village, child.name[0], child.guardian))
    sizes = Counter(len(members) for members in families.values())
    assert share(county, 2 * sizes[2]) == pytest.approx(0.30, abs=0.02)
    assert share(county, 3 * sizes[3]) == pytest.approx(0.04, abs=0.02)
    assert all(len(set(members)) == 1 for members in families.values())


def test_boarders_are_met_at_school_and_older_children_board_more(county: County) -> None:
    boarders = [c for c in county.children if c.boards]
    kinds = {p.code: p.kind for p in county.places}
    assert all(kinds[c.meeting_place] == "school" and c.meeting_place == c.weekday_place for c in boarders)

    def boarding(first: int, last: int) -> float:
        ages = [c for c in county.children if first <= months(county, c.birth_year, c.birth_month) // 12 <= last]
        return sum(c.boards for c in ages) / len(ages)

    assert boarding(6, 8) < boarding(9, 12) < boarding(13, 15)
    assert boarding(13, 15) == pytest.approx(0.91, abs=0.08)
    assert boarding(0, 5) == 0


def test_carers_have_the_phones_and_languages_of_their_age(county: County) -> None:
    carers = [c.guardian for c in county.children]
    kinds = Counter(g.phone_kind for g in carers)
    assert share(county, kinds["feature"]) == pytest.approx(0.40, abs=0.05)
    assert all(bool(g.phone) == (g.phone_kind != "none") for g in carers)
    assert share(county, sum("mandarin" not in g.languages for g in carers)) == pytest.approx(0.45, abs=0.05)
    assert any(g.languages == ("she",) for g in carers)


def test_she_surnames_are_most_frequent_where_she_people_live(county: County) -> None:
    names = {p.code: p.name for p in county.places}

    def she(township: str) -> float:
        here = [c.name[0] in "蓝雷钟" for c in county.children if names[c.home_village[:4]] == township]
        return sum(here) / len(here)

    assert she("澄照乡") > 0.2 > she("英川镇")


def test_volunteers_papers_and_staying_follow_their_shares(county: County) -> None:
    people = [s for s in county.supporters if s.role in ("volunteer", "tutor")]
    unvetted = sum(s.vetted_on is None for s in people)
    expired = sum(s.vetted_until is not None and s.vetted_until < county.today for s in people)
    short = sum(s.stays_until < county.today + timedelta(days=300) for s in people)
    women = sum(s.gender == "female" for s in people)
    found = [round(n / len(people), 2) for n in (unvetted, expired, short, women)]
    assert found == [pytest.approx(x, abs=0.015) for x in (0.12, 0.06, 0.22, 0.68)]


def test_whoever_is_ready_stays_ready_for_the_first_month(county: County) -> None:
    for person in county.supporters:
        assert person.ready_on(county.today) == person.ready_on(county.today + timedelta(days=30))


def test_officers_and_doctors_carry_a_licence(county: County) -> None:
    assert {s.licence for s in county.of_role("officer")} == {"police"}
    assert {s.licence for s in county.of_role("doctor")} == {"physician"}
