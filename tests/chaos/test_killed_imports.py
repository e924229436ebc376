"""Real workers, killed while they bring a file in: all of it is written once, never a part of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.children import Child, Guardian
from app.models.uploads import Upload
from app.operations import uploads
from app.operations.database_time import seconds_from_now
from app.operations.uploads.leases import FILES
from tests.chaos.ground import Gate
from tests.servers.processes import wait_until

pytestmark = pytest.mark.processes

CHARACTERS = "安宁平和静远明清文德志成思源春晓"
CHILDREN = 2000


def sheet() -> bytes:
    """A sheet of so many children of Qingping village that a kill falls into its reading or writing."""
    names = (a + b + c for a in CHARACTERS for b in CHARACTERS for c in CHARACTERS)
    rows = [
        f"雷{name},女,2016-0{1 + number % 9},青坪镇,青坪村,雷奶奶"
        for number, name in zip(range(CHILDREN), names, strict=False)
    ]
    return "\n".join(["姓名,性别,出生年月,乡镇,村,监护人", *rows]).encode()


def upload_now(upload_id: int) -> Upload:
    db.session.rollback()
    return db.session.get_one(Upload, upload_id, populate_existing=True)


def children() -> tuple[int, int]:
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count(table.id))) for table in (Child, Guardian))


def lease_runs_out(upload_id: int) -> None:
    with transaction():
        values = {"lease_until": seconds_from_now(-1), "rung_at": None}
        db.session.execute(update(Upload).where(Upload.id == upload_id, Upload.state == "applying").values(**values))


@pytest.mark.parametrize("hold_at", ["reading", "applied"], ids=["while it is read", "when all is written"])
def test_a_killed_worker_leaves_nothing_half_written_and_the_file_comes_in_once(cast, processes, tmp_path, hold_at):
    upload, found = uploads.bring_in(sheet(), "children.csv", by=SYSTEM)
    assert found.counts["new"] > CHILDREN * 0.9
    gate = Gate(processes, tmp_path)
    worker = gate.start_worker(hold_at)
    uploads.ask(upload.id, found.digest, by=SYSTEM)
    gate.holds()
    worker.kill_horse()
    assert (children(), upload_now(upload.id).state) == ((3, 3), "applying")
    gate.open()
    lease_runs_out(upload.id)
    FILES.end_dead()
    FILES.ring_waiting()
    wait_until(lambda: upload_now(upload.id).state == "applied", "the file")
    assert children() == (3 + CHILDREN, 3 + CHILDREN)
