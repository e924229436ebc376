"""The staged difference: what is new, changed, unchanged or doubtful, and what an import never touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.imports import ChildRow, Existing, PairRow, SupporterRow, plan_changes

CHILD = ChildRow(
    sheet="s", row=2, name="雷晓雨", gender="female", birth=date(2015, 3, 1), township="澄照乡", village="上洋村",
    guardian_name="雷大山", guardian_phone="19900001234", consent_on=date(2026, 1, 5), rhythm="R3",
)  # fmt: skip
PERSON = SupporterRow(
    sheet="s", row=2, name="王芳", phone="19900002345", role="volunteer", kind="teacher", caseload=3,
    vetted_on=date(2026, 3, 1), vetted_until=date(2027, 3, 1),
)  # fmt: skip


def test_a_child_nobody_knows_is_new() -> None:
    changes = plan_changes([CHILD], [])
    assert (changes.new, changes.changed, changes.unchanged, changes.duplicates) == ((CHILD,), (), (), ())


def test_the_same_child_again_changes_nothing() -> None:
    again = replace(CHILD, sheet="other", row=77)
    assert plan_changes([again], [Existing("c1", CHILD)]).unchanged == (again,)


def test_a_changed_cell_is_shown_before_and_after() -> None:
    moved = replace(CHILD, guardian_phone="19900009999", rhythm="R2")
    (change,) = plan_changes([moved], [Existing("c1", CHILD)]).changed
    assert (change.id, change.before, change.after, change.held_back) == (
        "c1",
        {"guardian_phone": "19900001234", "rhythm": "R3"},
        {"guardian_phone": "19900009999", "rhythm": "R2"},
        {},
    )


def test_an_empty_cell_erases_nothing() -> None:
    silent = replace(CHILD, guardian_phone=None, consent_on=None, rhythm=None)
    assert plan_changes([silent], [Existing("c1", CHILD)]).unchanged == (silent,)


def test_consent_of_a_known_child_is_held_back() -> None:
    told = replace(CHILD, consent_on=date(2026, 8, 1))
    (change,) = plan_changes([told], [Existing("c1", CHILD)]).changed
    assert (change.after, change.held_back) == ({}, {"consent_on": date(2026, 8, 1)})


def test_vetting_training_and_role_of_a_known_supporter_are_held_back() -> None:
    told = replace(
        PERSON,
        role="doctor",
        vetted_until=date(2030, 1, 1),
        trained_on=date(2026, 2, 2),
        licence_number="1",
        caseload=2,
    )
    (change,) = plan_changes([told], [Existing("s1", PERSON)]).changed
    assert change.after == {"caseload": 2}
    assert set(change.held_back) == {"role", "vetted_until", "trained_on", "licence_number"}


def test_a_known_child_under_another_spelling_is_for_a_person_to_decide() -> None:
    other = replace(CHILD, name="雷小雨")
    (doubt,) = plan_changes([other], [Existing("c1", CHILD)]).duplicates
    assert (doubt.row, doubt.id, doubt.other) == (other, "c1", CHILD)


def test_a_child_with_a_known_file_number_is_the_same_child_even_under_a_corrected_name() -> None:
    filed = replace(CHILD, file_key="jn-7")
    corrected = replace(filed, name="雷晓宇", birth=date(2015, 4, 1))
    (change,) = plan_changes([corrected], [Existing("c1", filed)]).changed
    assert (change.id, change.after) == ("c1", {"name": "雷晓宇", "birth": date(2015, 4, 1)})


def test_one_file_number_in_two_rows_is_doubtful() -> None:
    rows = [replace(CHILD, file_key="jn-7"), replace(CHILD, row=3, name="钟大明", file_key="jn-7")]
    changes = plan_changes(rows, [])
    assert (changes.new, [d.row for d in changes.duplicates]) == ((rows[0],), [rows[1]])


def test_a_known_phone_with_another_name_is_for_a_person_to_decide() -> None:
    (doubt,) = plan_changes([replace(PERSON, name="李强")], [Existing("s1", PERSON)]).duplicates
    assert doubt.id == "s1"


def test_two_known_children_of_one_name_are_not_guessed_between() -> None:
    twins = [Existing("c1", CHILD), Existing("c2", replace(CHILD, guardian_name="雷二山"))]
    (doubt,) = plan_changes([CHILD], twins).duplicates
    assert doubt.id == "c1"


def test_the_second_of_two_rows_for_one_child_is_doubtful_and_the_first_is_new() -> None:
    second = replace(CHILD, row=3, name="雷小雨")
    changes = plan_changes([CHILD, second], [])
    assert changes.new == (CHILD,)
    assert [(d.row, d.id, d.other) for d in changes.duplicates] == [(second, None, CHILD)]


def test_children_of_the_same_sound_in_another_month_or_village_are_different() -> None:
    others = [replace(CHILD, name="雷小雨", birth=date(2015, 4, 1)), replace(CHILD, name="雷小雨", village="下坑村")]
    assert plan_changes(others, [Existing("c1", CHILD)]).new == tuple(others)


def test_a_running_pair_is_recognised_by_phone_and_child() -> None:
    pair = PairRow(sheet="s", row=2, child_name="雷晓雨", supporter_name="王芳", supporter_phone="19900002345")
    assert plan_changes([replace(pair, row=9)], [Existing("p1", pair)]).unchanged == (replace(pair, row=9),)


def test_every_row_is_in_exactly_one_group() -> None:
    rows = [
        CHILD,
        replace(CHILD, row=3),
        replace(CHILD, row=4, name="雷小雨"),
        PERSON,
        replace(PERSON, row=5, caseload=1),
    ]
    changes = plan_changes(rows, [Existing("s1", PERSON)])
    groups = [*changes.new, *changes.unchanged, *(c.row for c in changes.changed), *(d.row for d in changes.duplicates)]
    assert sorted(map(repr, groups)) == sorted(map(repr, rows))
