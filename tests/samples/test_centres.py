"""A month of 26 children's centres: the sessions a centre must offer, the pool, and the same file for the same seed."""

from __future__ import annotations

from collections import Counter

from click.testing import CliRunner

from app.commands import care
from app.samples import SAMPLE_DAY
from app.samples.centres import centres_month
from app.scheduling.rota import load_problem
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.rules import open_table

MONTH = centres_month(1, SAMPLE_DAY)


def test_every_centre_offers_four_hours_of_recreation_one_of_home_education_and_one_of_counselling():
    offered = Counter((shift.place, shift.activity) for shift in MONTH.shifts)
    centres = {place for place, _ in offered}
    assert len(centres) == 26
    assert all(
        [offered[centre, kind] for kind in ("recreation", "home_education", "counselling")] == [4, 1, 1]
        for centre in centres
    )
    assert len(MONTH.shifts) == 156


def test_one_pool_of_twelve_counsellors_and_three_hundred_volunteers():
    counsellors = [person for person in MONTH.people if "counsellor" in person.licences]
    assert (len(counsellors), len(MONTH.people) - len(counsellors)) == (12, 300)
    assert {person.travel_limit for person in MONTH.people} == {90}


def test_every_session_has_somebody_who_could_come():
    for seed in (1, 2, 3):
        assert open_table(Columns(centres_month(seed, SAMPLE_DAY))).any(axis=0).all()


def test_the_console_writes_the_same_file_for_the_same_seed(tmp_path):
    for folder in ("one", "two"):
        run = CliRunner().invoke(care, ["sample", "centres", "--seed", "1", "--out", str(tmp_path / folder)])
        assert run.output == f"{tmp_path / folder / 'rota.json'}\n"
    text = (tmp_path / "one" / "rota.json").read_text(encoding="utf-8")
    assert text == (tmp_path / "two" / "rota.json").read_text(encoding="utf-8")
    assert load_problem(text) == MONTH
