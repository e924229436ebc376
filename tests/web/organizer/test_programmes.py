"""The organizer's programmes: plain words, the form that works without script, and the look before saving."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.database import db
from app.matching import load_programme
from app.models.programmes import Programme
from app.operations.programmes import ensure_ready_made
from tests.cast import Cast


class Form(MultiDict[str, str]):
    """A filled-in form; `form | {"name": "value"}` is the same form with other values."""

    def __or__(self, changes: dict[str, str]) -> Form:
        changed = Form(self)
        for name, value in changes.items():
            changed[name] = value
        return changed


@pytest.fixture
def organizer(sign_in, cast: Cast) -> FlaskClient:
    ensure_ready_made()
    return sign_in(cast.organizer)


def tutor() -> Programme:
    db.session.expire_all()
    return db.session.scalars(select(Programme).where(Programme.code == "care_365_tutor")).one()


def where() -> str:
    return f"/programme/{tutor().public_id}"


def filled(page: str, form: int = -1) -> Form:
    """What a browser would send for a form of the page (counted as forms with a `name`d field, last by default)."""
    forms = [part for part in re.findall(r"<form.*?</form>", page, re.S) if "/language/" not in part]
    fields = Form()
    for select_ in re.finditer(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', forms[form], re.S):
        chosen = re.search(r'<option[^>]*\bselected\b[^>]*value="([^"]*)"', select_[2]) or re.search(
            r'value="([^"]*)"', select_[2]
        )
        fields[select_[1]] = unescape(chosen[1])
    for tag in re.findall(r"<input\b[^>]*>", forms[form]):
        name = re.search(r'name="([^"]+)"', tag)
        kind = (re.search(r'type="([^"]+)"', tag) or [None, "text"])[1]
        if name and (kind not in {"checkbox", "radio"} or re.search(r"\bchecked\b", tag)):
            value = re.search(r'value="([^"]*)"', tag)
            fields.add(name[1], unescape(value[1]) if value else "")
    return fields


def wishes(page: str) -> list[str]:
    return re.findall(r'name="wishes-\d+" value="(\w+)"', page)


def test_the_list_says_each_programme_in_plain_words(organizer: FlaskClient) -> None:
    page = organizer.get("/programme").text
    assert "Care in 365 Days, with tutor" in page
    assert "offered first" in page
    assert "Police officer: 1 for every child; beside at most 12 children; at most 60 minutes one way" in page


def test_the_form_read_back_changes_nothing(organizer: FlaskClient) -> None:
    form = filled(organizer.get(f"{where()}/edit").text)
    page = organizer.post(f"{where()}/edit", data=form | {"do": "look"}).text
    assert "Nothing is different from the version that stands." in page


def test_a_change_is_looked_at_in_words_and_saved_as_the_next_version(organizer: FlaskClient, cast: Cast) -> None:
    form = filled(organizer.get(f"{where()}/edit").text)
    form["roles-2-travel_limit"] = "60"
    form["girls-age"] = "9"
    form["do"] = "look"
    page = organizer.post(f"{where()}/edit", data=form).text
    assert "Volunteer: minutes one way: 45 → 60" in page
    assert "New: Girls from 9 years on meet women as: volunteer, tutor." in page
    assert len(tutor().versions) == 1, "looking saves nothing"
    answer = organizer.post(f"{where()}/versions", data=filled(page, -2) | {"note": "Longer roads in winter"})
    assert answer.location == where()
    newest = tutor().versions[-1]
    assert (newest.number, newest.made_by, newest.note) == (2, cast.organizer, "Longer roads in winter")
    assert load_programme(newest.rules).role("volunteer").travel_limit == 60
    shown = organizer.get(where()).text
    assert "Longer roads in winter" in shown
    assert "minutes one way: 45 → 60" in shown


def test_the_walk_home_is_a_setting_of_the_programme(organizer: FlaskClient) -> None:
    form = filled(organizer.get(f"{where()}/edit").text)
    page = organizer.post(f"{where()}/edit", data=form | {"walk_home": "500", "do": "look"}).text
    assert "The walk home takes 0 to 120 minutes." in page
    page = organizer.post(f"{where()}/edit", data=form | {"walk_home": "35", "do": "look"}).text
    assert "minutes of the walk home: 20 → 35" in page
    organizer.post(f"{where()}/versions", data=filled(page, -2))
    assert tutor().versions[-1].walk_home == 35
    assert "leave 35 minutes before sunset" in organizer.get(where()).text


def test_from_the_look_one_goes_back_to_the_form_with_all_that_was_entered(organizer: FlaskClient) -> None:
    form = filled(organizer.get(f"{where()}/edit").text)
    form["roles-2-travel_limit"] = "59"
    page = organizer.post(f"{where()}/edit", data=form | {"do": "look"}).text
    again = filled(organizer.post(f"{where()}/edit", data=filled(page) | {"do": "back"}).text)
    form.pop("do", None)
    again.pop("csrf_token", None), form.pop("csrf_token", None)
    assert again.to_dict(flat=False) == form.to_dict(flat=False)


class TestWishes:
    """Up and down, without script."""

    def test_a_wish_changes_places_keeps_the_focus_and_is_told(self, organizer: FlaskClient) -> None:
        page = organizer.get(f"{where()}/edit").text
        before = wishes(page)
        page = organizer.post(f"{where()}/edit", data=filled(page) | {"do": "up:5"}).text
        assert wishes(page) == [*before[:4], before[5], before[4], *before[6:]]
        assert re.search(r'<button name="do" value="up:4"[^>]*autofocus', page)
        assert re.search(r'role="status".*“More hours in common” now stands in place 5.', page, re.S)
        assert page.count("autofocus") == 1

    def test_what_was_typed_stays(self, organizer: FlaskClient) -> None:
        form = filled(organizer.get(f"{where()}/edit").text) | {"do": "down:0", "roles-0-caseload": "many"}
        page = organizer.post(f"{where()}/edit", data=form).text
        assert 'value="many"' in page
        assert len(tutor().versions) == 1

    def test_at_the_top_the_focus_goes_to_the_other_button(self, organizer: FlaskClient) -> None:
        form = filled(organizer.get(f"{where()}/edit").text) | {"do": "up:1"}
        page = organizer.post(f"{where()}/edit", data=form).text
        assert re.search(r'<button name="do" value="down:0"[^>]*autofocus', page)
        assert page.count("autofocus") == 1

    def test_a_new_order_is_saved(self, organizer: FlaskClient) -> None:
        page = organizer.get(f"{where()}/edit").text
        page = organizer.post(f"{where()}/edit", data=filled(page) | {"do": "down:0"}).text
        page = organizer.post(f"{where()}/edit", data=filled(page) | {"do": "look"}).text
        assert "Order of wishes: 1 No place left open, 2 Complete circles," in page
        organizer.post(f"{where()}/versions", data=filled(page, -2))
        assert tutor().versions[-1].rules["wishes"][:2] == ["filled", "complete"]


class TestRoles:
    """Added and left out."""

    def test_a_role_is_left_out_and_another_added(self, organizer: FlaskClient) -> None:
        page = organizer.get(f"{where()}/edit").text
        page = organizer.post(f"{where()}/edit", data=filled(page) | {"do": "drop:1"}).text
        assert "“doctor” is left out" in page
        page = organizer.post(f"{where()}/edit", data=filled(page) | {"do": "add", "new_role": "counsellor"}).text
        page = organizer.post(f"{where()}/edit", data=filled(page) | {"do": "look"}).text
        assert "Added: Counsellor: 1 for every child" in page
        assert "Left out: doctor" in page
        organizer.post(f"{where()}/versions", data=filled(page, -2))
        newest = tutor().versions[-1]
        assert [role["code"] for role in newest.rules["roles"]] == ["officer", "volunteer", "tutor", "counsellor"]
        assert newest.live_roles == ["officer"]

    def test_a_role_that_is_there_or_unknown_is_not_added(self, organizer: FlaskClient) -> None:
        form = filled(organizer.get(f"{where()}/edit").text)
        for code in ("doctor", "king"):
            page = organizer.post(f"{where()}/edit", data=form | {"do": "add", "new_role": code}).text
            assert "is added" not in page


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("roles-2-travel_limit", "0", "From 1 to 600, please."),
        ("roles-2-travel_limit", "far", "Please write digits only."),
        ("roles-0-count", "", "Enter a whole number."),
        ("roles-0-r1", "400", "From 0 to 366, please."),
        ("girls-age", "40", "From 0 to 18, please."),
        ("valid_days", "999", "From 0 to 366, please."),
        ("weights-0", "0", "From 1 to 366, please."),
        ("roles-0-kinds", "volunteer", ""),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(organizer: FlaskClient, name: str, value: str, words: str) -> None:
    form = filled(organizer.get(f"{where()}/edit").text) | {"do": "look", name: value}
    page = organizer.post(f"{where()}/edit", data=form).text
    if words:
        assert re.search(rf'id="{name}-error">.*?{words}', page, re.S), words
        assert 'role="alert"' in page
    assert len(tutor().versions) == 1


def test_nobody_is_shared_in_one_role_and_exclusive_in_another(organizer: FlaskClient) -> None:
    form = filled(organizer.get(f"{where()}/edit").text) | {"do": "look", "roles-0-exclusive": "exclusive"}
    form.setlist("roles-0-kinds", ["doctor"])
    page = organizer.post(f"{where()}/edit", data=form).text
    assert "“doctor” is shared in another role" in page


def test_a_ticked_kind_and_an_unticked_one_are_saved(organizer: FlaskClient) -> None:
    form = filled(organizer.get(f"{where()}/edit").text) | {"do": "look"}
    form.setlist("roles-2-kinds", ["volunteer", "retired"])
    page = organizer.post(f"{where()}/edit", data=form).text
    assert re.search("who may come: volunteer, [^→]*teacher[^→]* → volunteer, retired person<", page)
    organizer.post(f"{where()}/versions", data=filled(page, -2))
    assert load_programme(tutor().versions[-1].rules).role("volunteer").kinds == ("volunteer", "retired")


def test_who_was_overtaken_sees_it_before_and_at_saving(organizer: FlaskClient) -> None:
    mine = filled(organizer.get(f"{where()}/edit").text) | {"do": "look", "roles-2-travel_limit": "50"}
    page = organizer.post(f"{where()}/edit", data=mine).text
    ready = filled(page, -2)
    theirs = filled(organizer.get(f"{where()}/edit").text) | {"do": "look", "roles-2-caseload": "3"}
    organizer.post(f"{where()}/versions", data=filled(organizer.post(f"{where()}/edit", data=theirs).text, -2))
    assert len(tutor().versions) == 2
    answer = organizer.post(f"{where()}/versions", data=ready)
    assert answer.status_code == 409
    assert "somebody saved version 2" in answer.text
    assert "most children at once: 3 → 1" in answer.text
    assert "somebody saved version 2" in organizer.post(f"{where()}/edit", data=mine).text
    assert len(tutor().versions) == 2
    organizer.post(f"{where()}/versions", data=filled(answer.text, -2))
    assert len(tutor().versions) == 3


def test_spoiled_rules_are_refused(organizer: FlaskClient) -> None:
    for rules in ("", "[]", "{}", "nonsense", '{"code": 1}'):
        data = {"rules": rules, "earlier": "1"}
        assert organizer.post(f"{where()}/versions", data=data).status_code == 400
        assert organizer.post(f"{where()}/edit", data=data | {"do": "back"}).status_code == 400


def test_a_new_programme_is_made_put_first_and_the_old_one_closed(organizer: FlaskClient) -> None:
    data = {"template": "one_to_one", "name_en": "Beside you", "name_zh": "陪着你"}
    answer = organizer.post("/programme/new", data=data)
    assert "Beside you" in organizer.get(answer.location).text
    assert "Give it a name" in organizer.post("/programme/new", data=data | {"name_zh": ""}).text
    organizer.post(f"{answer.location}/current")
    assert not tutor().current
    old = where()
    assert "It is closed" in organizer.post(f"{old}/close", follow_redirects=True).text
    assert "choose another" in organizer.post(f"{answer.location}/close", follow_redirects=True).text
    assert "It is open again" in organizer.post(f"{old}/reopen", follow_redirects=True).text


def test_an_unknown_programme_is_not_found(organizer: FlaskClient) -> None:
    assert organizer.get("/programme/none").status_code == 404
    assert organizer.get("/programme/none/edit").status_code == 404


@pytest.mark.parametrize("path", ["", "/edit"])
def test_reads_in_chinese(sign_in, cast: Cast, path: str) -> None:
    ensure_ready_made()
    text = sign_in(cast.organizer, "zh").get(f"{where()}{path}").text
    assert "365 天守护，带学业辅导" in text
    assert "孩子" in text
    body = re.sub(r"<[^>]*>", " ", text.partition("<main")[2])
    assert not re.findall(r"\b(?:Nothing|children|minutes|wish|role)\b", body)
