"""Everything the audit records has words: who reads it sees no codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

import app
from app.models.assignments import How
from app.models.concerns import StepKind
from app.models.supporters import SupporterState
from app.operations.disclosures import SEALED
from app.wording.audit import ACTIONS, SUBJECTS, action_words, subject_words
from app.wording.audit_details import DETAILS, detail_words
from app.wording.exports import WHAT

WRITERS = {"record", "audit_line", "trace", "_trace"}
ACTION = re.compile(r"[a-z_]+\.[a-z_]+|export|sign_in")
#: actions put together from a code
COMPOSED = (
    {f"assignment.{how}" for how in How if how != How.ROUND}
    | {f"concern.{kind}" for kind in StepKind}
    | {f"supporter.{state}" for state in SupporterState}
    | {f"child.{what}" for what in SEALED}
    | {f"{kind}.{done}" for kind in ("child", "supporter") for done in ("merged", "erased")}
)


def written() -> Iterator[ast.Call]:
    """Every call in the house that writes a line of the audit."""
    for path in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                yield node


def test_every_action_has_words():
    literals = {
        part.value
        for call in written()
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and ACTION.fullmatch(part.value)
    }
    assert len(literals) > 60
    assert (literals | COMPOSED) - ACTIONS.keys() == set()


def test_every_subject_has_words():
    subjects = {
        call.args[2].value
        for call in written()
        if len(call.args) > 2 and isinstance(call.args[2], ast.Constant) and call.func.id in ("record", "audit_line")
    }
    assert len(subjects) > 10
    assert subjects - SUBJECTS.keys() == set()


def test_every_detail_has_words_or_is_said_to_hold_no_code():
    told = {
        part.value
        for call in written()
        if len(call.args) > 4 or any(keyword.arg == "detail" for keyword in call.keywords)
        for part in ast.walk(call.args[1])
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and ACTION.fullmatch(part.value)
    }
    assert len(told) > 35
    elsewhere = {"match.offered", "match.live", "consent.given", "consent.withdrawn", "wish.noted", "wish.withdrawn"}
    elsewhere |= {"rota_pair.made", "rota_pair.ended", "limit.confirmed", "limit.dismissed", "printed.cards"}
    elsewhere |= {f"supporter.{state}" for state in SupporterState} | {f"child.{what}" for what in SEALED}
    assert (told | elsewhere) - DETAILS.keys() == set()


#: what the house writes, in English and in Chinese
TOLD = [
    ("role.granted", "coordinator", "coordinator", "协调员"),
    ("match.ended", "moved_away", "someone moved away", "有人搬走了"),
    ("match.ended", "replaced", "somebody else takes the place", "由别人接替"),
    ("ending.notice", "wish_child, 2026-09-01", "the child or the family wishes it, 2026-09-01", None),
    ("evidence.recorded", "record_check until 2027-03-04", "Record check, until 2027-03-04", None),
    ("evidence.ended", "insurance: mistake", "Insurance: entered by mistake", None),
    ("export", "rows=3 form=csv purpose=report addresses", "3 rows, csv, for other programs, for a report to the authorities, with home addresses", None),
    ("upload.applied", "new=3,changed=1,left_out=0", "new: 3, changed: 1, left out: 0", None),
    ("round.published", "12 new, 3 ended", "12 new, 3 ended", "新增 12，结束 3"),
    ("circle.repaired", "1 asked, 2 give way, 0 cannot go on", "1 asked, 2 give way, 0 cannot go on", None),
    ("rota.repaired", "1 joined, 2 left, 0 out", "1 joined, 2 left, 0 out", None),
    ("limit.confirmed", "travel_limit 20", "minutes one way: 20", None),
    ("supporter.paused", "was active", "was: with us", None),
    ("supporter.active", "everything needed is approved", "everything needed is approved", None),
    ("supporter.contact", "phone,email", "phone number, e-mail", None),
    ("shifts.cancelled", "typhoon 4", "typhoon or flood 4", None),
    ("shifts.cancelled", " 4", "4", "4"),
    ("programme.saved", "version 3", "version 3", "第 3 版"),
    ("supporter.consented", "sign-up", "when signing up", None),
    ("child.name", "name", "", ""),
    ("certificate.issued", "2026-0001", "2026-0001", "2026-0001"),
    ("offer.declined", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("action", "detail", "english", "chinese"), TOLD)
def test_details_are_told_in_both_languages(house, action, detail, english, chinese):
    with house.test_request_context(), force_locale("en"):
        assert detail_words(action, detail) == english
    with house.test_request_context(), force_locale("zh"):
        told = detail_words(action, detail)
        assert chinese is None or told == chinese
        assert not re.search(r"[a-z]{4,}", told.replace("csv", ""))


def test_a_detail_of_an_older_version_is_shown_as_it_stands(house):
    assert detail_words("match.ended", "an older word") == "an older word"
    assert detail_words("older.action", "kind=old") == "kind=old"


def test_lists_taken_out_are_named_and_a_code_of_an_older_version_is_shown_as_it_stands(house):
    assert subject_words("children") == str(WHAT["children"])
    assert (action_words("older.code"), subject_words("older")) == ("older.code", "older")
