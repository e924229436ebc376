"""The same seed gives the same people and the same bytes; another day only moves the dates."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from app.matching import dump_problem, load_problem
from app.samples import SAMPLE_DAY, sample_county
from app.samples.circles import circles_problem
from app.samples.writer import county_files, write_county

PROGRAM = "import sys; from pathlib import Path; from app.samples.writer import write_county; \
write_county('haian', 5, Path(sys.argv[1]))"


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    for name, hashing in (("one", "1"), ("two", "2")):
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path / name)],
            check=True,
            env={"PYTHONHASHSEED": hashing, "PYTHONPATH": "."},
        )
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert set(one) == {
        "places.xlsx", "children.xlsx", "supporters.xlsx", "officials_gbk.csv", "pairs_bom.csv", "circles.json",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["haian", "jingning"])
def test_the_same_seed_gives_an_equal_county_and_another_seed_another(name: str) -> None:
    assert sample_county(name, 3) == sample_county(name, 3)
    assert sample_county(name, 3).children != sample_county(name, 4).children


def test_files_do_not_change_with_the_time_they_are_written() -> None:
    county = sample_county("haian", 2)
    with time_machine.travel("2026-09-01T08:00:00Z"):
        first, _ = county_files(county)
    with time_machine.travel("2031-03-05T20:15:00Z"):
        second, _ = county_files(county)
    assert first == second


def test_another_day_moves_dates_and_changes_nobody() -> None:
    later = SAMPLE_DAY + timedelta(days=200)
    one, other = sample_county("jingning", 3), sample_county("jingning", 3, later)
    assert [c.name for c in one.children] == [c.name for c in other.children]
    assert [c.meeting_place for c in one.children] == [c.meeting_place for c in other.children]
    assert one.pairs != other.pairs
    assert [(p.child, p.supporter) for p in one.pairs] == [(p.child, p.supporter) for p in other.pairs]

    def distance(day: date | None, today: date) -> int | None:
        return day and (day - today).days

    for a, b in zip(one.supporters, other.supporters, strict=True):
        assert distance(a.vetted_until, one.today) == distance(b.vetted_until, other.today)
        assert distance(a.stays_until, one.today) == distance(b.stays_until, other.today)


def test_circles_json_is_the_problem_of_the_county(tmp_path: Path) -> None:
    write_county("haian", 6, tmp_path)
    problem = load_problem((tmp_path / "circles.json").read_text(encoding="utf-8"))
    assert problem == circles_problem(sample_county("haian", 6))
    assert len(problem.children) == 157


def test_the_problem_of_a_county_holds_no_names_no_phones_and_no_noise() -> None:
    county = sample_county("jingning", 6)
    text = dump_problem(circles_problem(county))
    assert [child.id for child in load_problem(text).children] == [child.code for child in county.children]
    for person in (*county.children, *county.supporters):
        assert person.name not in text
    assert "199000" not in text


def test_the_face_of_the_package_loads_no_spreadsheet_library() -> None:
    program = "import sys, app.samples; sys.exit(any(m.split('.')[0] in ('openpyxl', 'ortools', 'flask') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False, env={"PYTHONPATH": "."}).returncode == 0
