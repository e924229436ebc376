"""Finding sealed people: what was indexed is found, and nothing readable lies in the table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.database import db
from app.operations.search import index_person, remove_person
from app.queries.search import matching_ids
from tests.servers.databases import both_databases

PEOPLE = {
    1: ("蓝小燕", "199 0000 1234"),
    2: ("单曾", "+86 13800138000"),
    3: ("欧阳吕", "0578-5081234"),
    4: ("阿依·古丽", ""),
    5: ("Ye Wenzhou", "13800138001"),
    6: ("任长乐", "12"),
}


@pytest.fixture
def register(house: Flask) -> None:
    for row_id, (name, phone) in PEOPLE.items():
        index_person("child", row_id, name, phone)
    index_person("supporter", 1, "雷大山", "13900139000")


def found(text: str, subject: str = "child") -> set[int]:
    return set(db.session.scalars(matching_ids(subject, text)))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("蓝小燕", {1}),
        ("蓝", {1}),
        ("小燕", {1}),
        ("lanxiaoyan", {1}),
        ("LAN xiao", {1}),
        ("xiaoyan", {1}),
        ("xiaoyan lan", {1}),
        ("lxy", {1}),
        ("xy", {1}),
        ("蓝 xiaoyan", {1}),
        ("shan", {2}),
        ("dan", {2}),
        ("shanceng", {2}),
        ("ouyang", {3}),
        ("lü", {3}),
        ("lyu", {3}),
        ("古丽", {4}),
        ("ayiguli", {4}),
        ("wenzhou", {5}),
        ("YW", {5}),
        ("Ｙｅ", {5}),
        ("ren", {6}),
        ("19900001234", {1}),
        ("1234", {1, 3}),
        ("138 0013 8000", {2}),
        ("86-13800138000", {2}),
        ("05785081234", {3}),
        ("燕", set()),
        ("l", set()),
        ("", set()),
        ("  ·  ", set()),
        ("1990000", set()),
        ("雷大山", set()),
        ("13900139000", set()),
        ("%", set()),
    ],
)
def test_people_are_found_by_what_is_typed(register: None, text: str, who: set[int]) -> None:
    assert found(text) == who


@both_databases
def test_children_and_supporters_do_not_mix(register: None) -> None:
    assert found("leidashan", "supporter") == {1}
    assert found("lds", "child") == set()


def test_a_changed_name_is_found_and_the_old_one_no_longer(register: None) -> None:
    index_person("child", 1, "钟晓岚", "13700137000")
    assert found("蓝小燕") == found("1234") - {3} == set()
    assert found("zxl") == {1}
    remove_person("child", 1)
    assert found("zxl") == set()


def test_one_question_asks_the_database_once(register: None) -> None:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    found("xiaoyan lan")
    event.remove(db.engine, "before_cursor_execute", note)
    assert [statement[:6] for statement in asked if statement != "BEGIN"] == ["SELECT"]


def test_nothing_readable_lies_in_the_database(register: None, settings) -> None:
    db.session.rollback()
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = file.read_bytes()
    assert b"search_tokens" in stored
    for word in ("蓝小燕", "小燕", "lanxiaoyan", "xiaoyan", "19900001234", "wenzhou"):
        assert word.encode() not in stored


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)
LATIN = st.lists(st.text("abcdefghijklmnopqrstuvwxyzéüÖ", min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(name=st.one_of(HAN, LATIN), phone=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), data=st.data())
def test_whoever_was_indexed_is_found(house: Flask, name: str, phone: str, data: st.DataObject) -> None:
    index_person("child", 9, name, phone)
    assert 9 in found(phone)
    assert 9 in found(phone[-4:])
    if len(name.replace(" ", "")) > 1:
        assert 9 in found(name)
    if name[0] >= "一":
        end = data.draw(st.integers(1, len(name)))
        assert 9 in found(name[:end])
