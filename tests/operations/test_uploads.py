"""Files brought in: a county's own spreadsheets, as it would send them."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import event, func, select, update

from app.actors import Actor
from app.database import db, transaction
from app.imports import PairRow
from app.models.accounts import Role
from app.models.children import Child, Consent
from app.models.matches import Match
from app.models.places import Place
from app.models.supporters import Evidence, Supporter, SupporterState
from app.models.uploads import Doubtful, Upload, UploadState
from app.operations import uploads
from app.operations.search import phone_hash
from app.operations.uploads import ChangedSince, apply, applying, bring_in, discard
from app.operations.uploads import children as writing_children
from app.operations.uploads.pairs import PairWriter
from app.queries.uploads import stage
from app.samples import SAMPLE_DAY
from app.samples.writer import write_county
from tests.programmes import programme_version

LAN = Actor(None, {Role.COORDINATOR: frozenset()})


@pytest.fixture(scope="module")
def haian(tmp_path_factory) -> dict[str, bytes]:
    """The files of the small district, by name."""
    folder = tmp_path_factory.mktemp("haian")
    return {path.name: path.read_bytes() for path in write_county("haian", 7, folder).files if path.suffix != ".json"}


@pytest.fixture
def september(house):
    """The day the sample's files speak of."""
    with time_machine.travel(SAMPLE_DAY.isoformat() + "T08:00:00+00:00", tick=False):
        yield house


def count(table, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def bring_all(files: dict[str, bytes]) -> list[uploads.LeftOut]:
    """Bring every file in, places first, and apply each."""
    left_out = []
    for name in sorted(files, key=lambda name: ("places" not in name, "pairs" in name, name)):
        upload, found = bring_in(files[name], name, by=LAN)
        left_out += apply(upload.id, found.digest, by=LAN)
    return left_out


def test_a_whole_county_comes_in_from_its_spreadsheets_and_a_second_time_changes_nothing(september, haian) -> None:
    left_out = bring_all(haian)
    assert (count(Place, Place.kind == "village"), count(Place, Place.kind == "county")) == (14, 1)
    assert count(Child) == 152
    assert count(Supporter) == 167
    assert {code for _, _, code in left_out} <= {"phone_taken", "supporter_not_found", "child_not_found"}
    assert count(Match) == 60 - sum(code.endswith("not_found") for _, _, code in left_out)
    # A sheet brings evidence; it counts once a second person approved it.
    assert count(Supporter, Supporter.state == SupporterState.ACTIVE) == 0
    assert count(Evidence) > 300
    assert count(Evidence, Evidence.approved_at.is_not(None)) == 0
    assert count(Consent) == 151  # one guardian was last asked more than a year ago
    assert count(Doubtful) >= 1
    again = stage(haian["children.xlsx"], "children.xlsx")
    assert again.counts["new"] == again.counts["changed"] == 0


def test_nothing_is_written_before_somebody_says_so_and_nothing_after_a_no(september, haian) -> None:
    upload, found = bring_in(haian["places.xlsx"], "places.xlsx", by=LAN)
    assert count(Place) == 0
    assert found.counts["new"] == 33
    discard(upload.id, by=LAN)
    kept = db.session.scalars(select(Upload)).one()
    assert (kept.state, kept.rows) == (UploadState.DISCARDED, None)
    with pytest.raises(uploads.AlreadyDecided):
        apply(upload.id, found.digest, by=LAN)


def test_a_file_is_looked_at_again_when_the_records_changed_meanwhile(september, cast) -> None:
    sheet = "姓名,性别,出生年月,乡镇,村,监护人\n王小安,女,2017-03,青坪镇,青坪村,王奶奶\n".encode()
    upload, seen = bring_in(sheet, "children.csv", by=LAN)
    other, same = bring_in(sheet, "children.csv", by=LAN)
    apply(other.id, same.digest, by=LAN)
    with pytest.raises(ChangedSince):
        apply(upload.id, seen.digest, by=LAN)
    assert count(Child) == 4


def test_a_sheet_changes_what_it_says_and_never_consent(september, cast) -> None:
    first = "姓名,性别,出生年月,乡镇,村,监护人,同意日期,兴趣\n王小安,女,2017-03,青坪镇,青坪村,王奶奶,2026-08-01,足球\n".encode()
    upload, found = bring_in(first, "children.csv", by=LAN)
    apply(upload.id, found.digest, by=LAN)
    second = first.replace(b"2026-08-01", b"2026-08-20").replace("足球".encode(), "阅读".encode())
    upload, found = bring_in(second, "children.csv", by=LAN)
    (change,) = found.changes.changed
    assert set(change.after) == {"interests"}
    assert set(change.held_back) == {"consent_on"}
    apply(upload.id, found.digest, by=LAN)
    child = db.session.get_one(Child, int(change.id))
    assert child.interests == ["reading"]
    assert [str(consent.given_on) for consent in child.consents] == ["2026-08-01"]


def test_a_fault_in_the_middle_leaves_nothing(september, cast, monkeypatch) -> None:
    rows = "".join(f"王小{name},女,2017-03,青坪镇,青坪村,王奶奶\n" for name in "安宁平")
    upload, found = bring_in(f"姓名,性别,出生年月,乡镇,村,监护人\n{rows}".encode(), "children.csv", by=LAN)

    def full(*_rows) -> None:
        raise OSError("the disk is full")

    # the children and their guardians are in by then
    monkeypatch.setattr(writing_children, "add_tokens", full)
    with pytest.raises(OSError, match="disk"):
        apply(upload.id, found.digest, by=LAN)
    assert count(Child) == 3
    kept = db.session.get_one(Upload, upload.id)
    assert (kept.state, kept.failure) == (UploadState.FAILED, "broken")
    monkeypatch.undo()
    with time_machine.travel(SAMPLE_DAY.isoformat() + "T08:00:00+00:00", tick=False):
        assert apply(upload.id, found.digest, by=LAN) == []
    assert count(Child) == 6


def test_a_running_pair_gets_the_rhythm_of_the_programme_for_its_role_and_child(cast) -> None:
    programme_version()
    with transaction():
        doctor = db.session.get_one(Supporter, cast.he)
        doctor.phone_hash = phone_hash(doctor.phone)
        row = PairRow(
            sheet="pairs",
            row=2,
            child_name="Invented Xiaoman",
            supporter_name=doctor.name,
            supporter_phone=doctor.phone,
            role="doctor",
        )
        writer = PairWriter(LAN)
        writer.prepare([row], [])
        writer.write()
    assert writer.left_out == []
    assert db.session.query(Match).one().every_weeks == 26


def test_rows_that_would_do_something_else_by_now_are_named(september, cast) -> None:
    sheet = "姓名,性别,出生年月,乡镇,村,监护人\n王小安,女,2017-03,青坪镇,青坪村,王奶奶\n王小宁,女,2016-03,青坪镇,青坪村,王奶奶\n"
    upload, seen = bring_in(sheet.encode(), "children.csv", by=LAN)
    other, same = bring_in(sheet.replace("王小安,女,2017-03", "叶小平,女,2017-03").encode(), "children.csv", by=LAN)
    apply(other.id, same.digest, by=LAN)
    with pytest.raises(ChangedSince) as fault:
        apply(upload.id, seen.digest, by=LAN)
    assert fault.value.rows == [["csv", 3, "moved"]]
    assert count(Child) == 5
    kept = db.session.get_one(Upload, upload.id)
    assert (kept.state, kept.failure, kept.rows is None) == (UploadState.REFUSED, "changed", False)


def test_a_record_changed_while_the_file_was_read_is_read_again_before_anything_is_written(
    september, cast, monkeypatch
) -> None:
    sheet = "姓名,性别,出生年月,乡镇,村,监护人\n王小安,女,2017-03,青坪镇,青坪村,王奶奶\n".encode()
    upload, found = bring_in(sheet, "children.csv", by=LAN)
    reads = []
    real = applying.staged

    def staged_slowly(upload):
        reads.append(upload.id)
        if len(reads) == 1:
            change_guyu(cast)
        return real(upload)

    monkeypatch.setattr(applying, "staged", staged_slowly)
    apply(upload.id, found.digest, by=LAN)
    assert len(reads) == 2
    assert count(Child) == 4


def test_records_that_never_rest_end_the_attempt_with_a_reason(september, cast, monkeypatch) -> None:
    sheet = "姓名,性别,出生年月,乡镇,村,监护人\n王小安,女,2017-03,青坪镇,青坪村,王奶奶\n".encode()
    upload, found = bring_in(sheet, "children.csv", by=LAN)
    real = applying.staged

    def staged_slowly(upload):
        change_guyu(cast)
        return real(upload)

    monkeypatch.setattr(applying, "staged", staged_slowly)
    with pytest.raises(uploads.NotWritten, match="busy"):
        apply(upload.id, found.digest, by=LAN)
    assert count(Child) == 3


def change_guyu(cast) -> None:
    """Note in another connection that Guyu draws; the session that reads meanwhile is left alone."""
    with db.engine.connect().execution_options(writes=True) as other, other.begin():
        other.execute(
            update(Child.__table__)
            .where(Child.__table__.c.id == cast.guyu)
            .values(version=Child.__table__.c.version + 1)
        )


def test_the_tables_are_free_while_a_file_is_read_and_its_rows_are_made(september, haian, monkeypatch) -> None:
    """The lock is asked for once everything is ready: between it and the commit nothing is opened or compared."""
    upload, found = bring_in(haian["places.xlsx"], "places.xlsx", by=LAN)
    apply(upload.id, found.digest, by=LAN)
    upload, found = bring_in(haian["children.xlsx"], "children.xlsx", by=LAN)
    statements = []
    record_statement = lambda _c, _cursor, text, *_rest: statements.append(text)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", record_statement)
    apply(upload.id, found.digest, by=LAN)
    event.remove(db.engine, "before_cursor_execute", record_statement)
    first = next(number for number, text in enumerate(statements) if text.startswith("INSERT INTO children"))
    last = max(number for number, text in enumerate(statements) if text.startswith("INSERT INTO search_tokens"))
    assert last - first < 12
    assert len(statements) < 120  # 152 children: nothing is asked row by row
