"""Records on their way out: what may go, what is left out, and that the import reads it back as it was."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import select

from app.actors import NOBODY, SYSTEM, Actor
from app.clock import now, today
from app.config import Settings
from app.database import db, transaction
from app.exporting import PURPOSES, WHAT, export_records
from app.imports import read_import
from app.imports.sheets import read_sheets
from app.imports.tables import Known
from app.models.accounts import Role
from app.models.children import Child
from app.models.meetings import Meeting
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.consents import withdraw_consent
from app.operations.exports import NotYours, export
from app.operations.uploads import apply, bring_in
from app.queries import exports as rows
from app.queries.uploads import stage
from app.samples import SAMPLE_DAY
from app.samples.writer import write_county
from app.wording import exports as words
from app.wording.children import NEEDS
from tests.cast import live_match

LAN = Actor(None, {Role.COORDINATOR: frozenset()})


def file_of(what: str, form: str = "csv", **options) -> bytes:
    return b"".join(export(what, form, "report", by=SYSTEM, **options).pieces())


def rows_of(what: str, **options) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file_of(what, **options).decode("utf-8-sig"))))


@pytest.fixture
def county(house, tmp_path):
    """The small district, brought in from its own spreadsheets on the day they speak of."""
    with time_machine.travel(SAMPLE_DAY.isoformat() + "T08:00:00+00:00", tick=True):
        files = {path.name: path for path in write_county("haian", 7, tmp_path).files if path.suffix != ".json"}
        for name in sorted(files, key=lambda name: ("places" not in name, "pairs" in name, name)):
            upload, found = bring_in(files[name].read_bytes(), name, by=LAN)
            apply(upload.id, found.digest, by=LAN)
        yield


def test_every_sheet_of_a_county_comes_back_without_a_change(county):
    for what in ("places", "supporters", "children", "matches"):
        for form in ("xlsx", "csv"):
            taken = export(what, form, "correct", by=SYSTEM, addresses=True)
            again = stage(b"".join(taken.pieces()), taken.file_name)
            assert again.counts == {
                "new": 0, "changed": 0, "unchanged": len(taken.sheet.rows), "doubtful": 0, "faulty": 0
            }, (what, form)  # fmt: skip
            assert len(taken.sheet.rows) > 10
            assert not any(change.held_back for change in again.changes.changed)


def test_what_the_forms_of_the_house_can_say_comes_back_too(cast):
    """The house knows codes no office writes: needs, relations, hours past midnight, the village named like its town."""
    with transaction():
        xiaoman, ye = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye)
        xiaoman.name, xiaoman.address = "王小满", "-3号，旧磨坊旁 =A1"
        xiaoman.needs = list(NEEDS)
        xiaoman.guardian.name, xiaoman.guardian.relation = "王奶奶", "grandmother"
        xiaoman.guardian.phone = "+86 139 0000 0001"
        ye.phone, ye.windows = "19900000007", [[40, 60, "prefer"], [60, 62, "rather_not"], [300, 336, "can"]]
    for what, said in (("children", "奶奶或外婆"), ("supporters", "周一 20:00-24:00（优先）")):
        data = file_of(what, "csv", addresses=True)
        assert said in data.decode()
        changes = stage(data, "again.csv").changes
        touched = {change.row.name: dict(change.after) for change in changes.changed if change.after}
        assert not touched.keys() & {"王小满", "Ye Wenzhou"}
        assert {row.name for row in changes.unchanged} & {"王小满", "Ye Wenzhou"}


def test_text_that_would_run_as_a_formula_is_quoted_and_read_back_plainly(cast):
    with transaction():
        db.session.get_one(Child, cast.xiaoman).address = '=HYPERLINK("http://example.org","x")'
    told = {cell for row in rows_of("children", addresses=True) for cell in row}
    assert '\'=HYPERLINK("http://example.org","x")' in told
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in told)
    found = read_import(file_of("children", "xlsx", addresses=True), "a.xlsx", Known(today()))
    assert '=HYPERLINK("http://example.org","x")' in {row.address for row in found.rows}


def test_a_child_without_consent_goes_out_in_no_sheet(cast):
    with transaction():
        match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        db.session.flush()
        moment = now() + timedelta(days=2)
        db.session.add(Meeting(match_id=match.id, planned_for=moment, starts_at=moment))
    assert [len(rows_of(what)) - 2 for what in ("children", "matches", "meetings")] == [3, 1, 1]
    withdraw_consent(cast.xiaoman, "matching", by=SYSTEM)
    assert [len(rows_of(what)) - 2 for what in ("children", "matches", "meetings")] == [2, 0, 0]


def test_addresses_go_out_only_when_asked_for(cast):
    assert "详细地址" not in rows_of("children")[1]
    assert "详细地址" in rows_of("children", addresses=True)[1]
    details = db.session.scalars(select(Disclosure.detail).where(Disclosure.action == "export").order_by(Disclosure.id))
    assert [detail.endswith("addresses") for detail in details] == [False, True]


def test_meetings_tell_pseudonyms_and_the_countys_time(cast):
    with transaction():
        match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        db.session.flush()
        moment = now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=3)
        db.session.add(Meeting(match_id=match.id, planned_for=moment, starts_at=moment, place_id=cast.centre))
    _, headings, row = rows_of("meetings")
    told = dict(zip(headings, row, strict=True))
    assert (told["开始"], told["结束"]) == ("09:00", "10:15")
    assert (told["孩子（代称）"], told["支持者"], told["地点"]) == ("小满 042", "Ye Wenzhou", "青坪儿童之家")
    assert "Invented" not in "".join(row)


def test_who_when_what_for_and_the_number_stand_on_the_sheet(cast):
    taken = export("supporters", "xlsx", "check", by=Actor(cast.coordinator, {Role.COORDINATOR: frozenset()}))
    (first, *_rest) = read_sheets(b"".join(taken.pieces()))[0].rows
    line = db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).one()
    for said in (f"导出编号 {line.id} ", "Ji Xiaolan", "用途：与纸质档案核对", "共 4 行"):
        assert said in str(first.cell(0))


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.ADMIN, Role.DIRECTOR, Role.SUPPORTER])
def test_nobody_but_coordinators_takes_records_out(cast, role):
    with pytest.raises(NotYours):
        export("children", "csv", "report", by=Actor(cast.organizer, {role: frozenset()}))
    assert not db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).all()


def test_a_stranger_is_not_the_console(cast):
    with pytest.raises(NotYours):
        export("children", "csv", "report", by=NOBODY)


@pytest.fixture
def care(house, settings, monkeypatch):
    """The console command on the tests' database."""
    monkeypatch.setattr(Settings, "from_environment", staticmethod(lambda **_changes: settings))

    def run(*arguments: str):
        db.session.rollback()
        return CliRunner().invoke(export_records, arguments)

    return run


def test_the_console_writes_csv_to_the_screen_and_a_line_in_the_audit(cast, care):
    answer = care("children", "--reason", "move")
    assert answer.exit_code == 0
    assert answer.stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert "控制台" in answer.stdout_bytes.decode()
    line = db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).one()
    assert (line.account_id, line.detail) == (None, "rows=3 form=csv purpose=move")


def test_the_console_writes_the_kind_of_file_its_name_tells(cast, care, tmp_path):
    assert care("supporters", "--out", str(tmp_path / "people.xlsx")).exit_code == 0
    assert len(read_sheets((tmp_path / "people.xlsx").read_bytes())[0].rows) == 6
    for name, said in (("people.pdf", "name the file .xlsx or .csv"), ("nowhere/people.csv", "there is no folder")):
        answer = care("supporters", "--out", str(tmp_path / name))
        assert (answer.exit_code, said in answer.output) == (1, True)
    assert len(db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).all()) == 1


def test_the_help_lists_what_can_be_taken_out(care):
    told = care("--help").output
    assert set(WHAT) == set(rows.WHAT) == set(words.WHAT)
    assert all(f"\n  {what} " in told for what in WHAT)
    assert set(PURPOSES) == set(words.PURPOSES)
