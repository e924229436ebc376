"""The coordinator's pages of a round, in both languages and without JavaScript."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.database import db, transaction
from app.jobs.publications import publish_round
from app.models.accounts import Grant, Role
from app.models.children import Child
from app.models.matches import Match
from app.models.rounds import Placement, Round, RoundState, Sample
from app.models.supporters import Supporter
from app.operations import publication_parts, round_leases
from app.operations.publication import PUBLICATIONS
from app.operations.rounds import ask_round, ask_stop
from app.queries import publication
from tests.cast import live_match
from tests.programmes import programme_version
from tests.proposals import propose

BASE = "/coordination/rounds"


@pytest.fixture
def ji(cast, sign_in):
    return sign_in(cast.coordinator)


def public_id(round_id: int) -> str:
    return db.session.get_one(Round, round_id).public_id


def ask_form(page: str) -> dict[str, str]:
    key = re.search(r'name="request_key"[^>]*value="([^"]+)"', page)
    version = re.search(r'<option[^>]*value="(\d+)"', page)
    return {"request_key": key.group(1), "programme": version.group(1), "scope": "", "seconds": "30", "seed": "1"}


def solving(version: int) -> round_leases.Claim:
    round_id = ask_round(request_key="one", by=SYSTEM, programme_version_id=version)
    return round_leases.claim(round_id)


def test_the_list_says_what_a_round_is_before_there_is_one(ji):
    programme_version()
    page = ji.get(BASE).text
    assert "No round yet" in page
    assert "Nobody hears of it before you publish" in page


def test_sending_the_form_twice_makes_one_round(ji):
    programme_version()
    form = ask_form(ji.get(BASE).text)
    first, second = ji.post(BASE, data=form), ji.post(BASE, data=form)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert db.session.query(Round).count() == 1


def test_a_bad_number_of_seconds_is_named_beside_its_field(ji):
    programme_version()
    page = ji.post(BASE, data=ask_form(ji.get(BASE).text) | {"seconds": "9999"}).text
    assert "Between 5 and 600 seconds, please." in page
    assert db.session.query(Round).count() == 0


def test_a_round_of_circles_calls_its_wishes_by_its_own_names_not_those_of_rotas(cast, ji):
    claimed = solving(programme_version())
    wishes = [{"code": "asked", "value": 24, "bound": 25, "empty": 0}]
    told = {"stage": "solving", "wish": "asked", "best": 24, "bound": 25, "seconds": 4.0, "wishes": wishes}
    round_leases.report_progress(claimed, told, [])
    for page in (f"{BASE}/{public_id(claimed.round_id)}", "/coordination/"):
        text = ji.get(page).text
        assert "Wishes of child and family" in text
        assert "What people asked for" not in text


@pytest.mark.parametrize(("language", "words"), [("en", "Wish by wish, in order"), ("zh", "按次序的各条愿望")])
def test_a_running_round_shows_its_stage_figures_and_curve_without_script(cast, sign_in, language, words):
    claimed = solving(programme_version())
    wishes = [{"code": "complete", "value": 1187, "bound": 1196, "empty": 0}]
    told = {"stage": "solving", "wish": "complete", "best": 1187, "bound": 1196, "seconds": 41.0, "wishes": wishes}
    points = [
        Sample(round_id=claimed.round_id, stage="search", wish="complete", seconds=s, best=b, bound=u)
        for s, b, u in ((1.0, 900, 1260), (20.0, 1100, 1200), (41.0, 1187, 1196))
    ]
    round_leases.report_progress(claimed, told, points)
    page = sign_in(cast.coordinator, language).get(f"{BASE}/{public_id(claimed.round_id)}").text
    assert "1,187" in page
    assert "1,196" in page
    assert '9 <span class="small quiet">0.75%' in page
    assert words in page
    assert 'class="ln ln-best"' in page
    assert "progress.js" in page


def test_the_stop_button_asks_to_stop_and_says_so(ji):
    claimed = solving(programme_version())
    answer = ji.post(f"{BASE}/{public_id(claimed.round_id)}/stop", follow_redirects=True)
    assert "The best plan so far is kept." in answer.text
    assert round_leases.look(claimed)


def test_stopping_what_is_over_is_a_conflict(ji):
    claimed = solving(programme_version())
    round_leases.fail(claimed, "broken")
    assert ji.post(f"{BASE}/{public_id(claimed.round_id)}/stop").status_code == 409


@pytest.mark.parametrize(
    ("reason", "words"),
    [("worker_lost", "lost three times"), ("rule_broken", "broke a rule"), ("memory", "one township at a time")],
)
def test_a_failed_round_says_what_happened_and_what_to_do(ji, reason, words):
    claimed = solving(programme_version())
    round_leases.fail(claimed, reason)
    page = ji.get(f"{BASE}/{public_id(claimed.round_id)}").text
    assert words in page
    assert "Nothing was changed." in page


def test_a_stopped_round_says_that_nothing_changed(ji):
    round_id = ask_round(request_key="one", by=SYSTEM, programme_version_id=programme_version())
    ask_stop(round_id, by=SYSTEM)
    assert "Stopped before there was a plan" in ji.get(f"{BASE}/{public_id(round_id)}").text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("view", ["child", "supporter", "township", "open"])
def test_every_view_of_a_review_reads(cast, sign_in, language, view):
    round_id = propose(cast)
    answer = sign_in(cast.coordinator, language).get(f"{BASE}/{public_id(round_id)}/review?view={view}&show=all")
    assert answer.status_code == 200
    assert len(answer.data) < 60_000


def test_the_funnel_shown_is_the_funnel_kept(cast, ji):
    page = ji.get(f"{BASE}/{public_id(propose(cast))}/review").text
    assert re.findall(r'<span class="n">(\d+)</span>', page) == ["62", "41", "0"]
    assert "near enough (it stops here)" in page
    assert "Ye Wenzhou, 34 minutes away (limit 30)" in page


def test_a_seat_says_why_and_the_ring_says_it_in_words(cast, ji):
    page = ji.get(f"{BASE}/{public_id(propose(cast))}/review").text
    assert "both like football" in page
    assert "10 minutes by scooter" in page
    assert "police officer stands, doctor proposed, volunteer proposed" in page


def test_decisions_change_what_the_page_says(cast, ji):
    round_id = propose(cast)
    address = f"{BASE}/{public_id(round_id)}"
    ye = db.session.scalar(select(Placement).filter_by(round_id=round_id, role="volunteer")).public_id
    ji.post(f"{address}/placements/{ye}/decline", data={"reason": "too_far"})
    assert "declined: too far" in ji.get(f"{address}/review").text
    ji.post(f"{address}/placements/{ye}/undecide")
    ji.post(f"{address}/placements/{ye}/pin")
    assert "kept 1, declined 0, apart 0" in ji.get(f"{address}/review").text
    ji.post(f"{address}/placements/{ye}/apart")
    assert "kept 0, declined 0, apart 1" in ji.get(f"{address}/review").text


def test_accepting_one_childs_circle_decides_its_places(cast, ji):
    round_id = propose(cast)
    child = db.session.get_one(Child, cast.xiaoman).public_id
    ji.post(f"{BASE}/{public_id(round_id)}/children/{child}/accept")
    decisions = db.session.scalars(select(Placement.decision).filter_by(round_id=round_id, change="new")).all()
    assert decisions == ["accepted", "accepted"]


def test_before_publishing_the_page_says_how_many_will_hear(cast, ji):
    page = ji.get(f"{BASE}/{public_id(propose(cast))}/publish").text
    assert "2 people will hear." in page
    assert db.session.query(Match).filter(Match.round_id.is_not(None)).count() == 0


def test_publishing_says_what_happened_and_a_second_time_is_a_conflict(cast, ji):
    address = f"{BASE}/{public_id(propose(cast))}"
    assert (
        "Published. 2 people will hear. Nothing changes for 1 pair."
        in ji.post(f"{address}/publish", follow_redirects=True).text
    )
    assert ji.post(f"{address}/publish").status_code == 409
    assert ji.get(f"{address}/review").status_code == 302


@pytest.mark.parametrize(
    ("language", "background", "under_way", "so_far"),
    [
        ("en", "written in the background", "It is being published", "1 of 2 pairs are written."),
        ("zh", "将在后台写入", "正在发布", "2 对中已写入 1 对。"),
    ],
)
def test_a_large_round_is_published_in_the_background(
    cast, sign_in, monkeypatch, language, background, under_way, so_far
):  # fmt: skip
    monkeypatch.setattr(publication, "MOST_AT_ONCE", 1)
    ji = sign_in(cast.coordinator, language)
    address = f"{BASE}/{public_id(propose(cast))}"
    assert background in ji.get(f"{address}/publish").text
    assert under_way in ji.post(f"{address}/publish", follow_redirects=True).text
    assert db.session.query(Match).filter(Match.round_id.is_not(None)).count() == 0
    round_id, by = db.session.scalar(select(Round.id)), Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})
    lost = PUBLICATIONS.claim(round_id, lease_seconds=-1)
    monkeypatch.setattr(publication_parts, "PAIRS", 1)
    publication_parts.begin(lost, by)
    publication_parts.write_part(lost, by)
    assert so_far in ji.get(address).text
    publish_round(round_id)
    assert db.session.query(Match).filter(Match.round_id.is_not(None)).count() == 2


def test_solving_again_asks_for_a_round_around_the_changes(cast, ji):
    round_id = propose(cast)
    answer = ji.post(f"{BASE}/{public_id(round_id)}/again", data={"request_key": "again"})
    later = db.session.scalar(select(Round).filter_by(request_key="again"))
    assert answer.location.endswith(later.public_id)
    assert (later.earlier_id, later.state) == (round_id, "queued")


@pytest.mark.parametrize("path", ["", "/review", "/publish"])
def test_a_coordinator_of_another_township_finds_nothing(cast, sign_in, path):
    address = f"{BASE}/{public_id(propose(cast))}{path}"
    with transaction():
        db.session.query(Grant).filter_by(account_id=cast.coordinator).one().place_id = cast.township
    assert sign_in(cast.coordinator).get(address).status_code == 404
    assert sign_in(cast.organizer).get(address).status_code == 403


def test_a_round_not_under_review_cannot_be_decided(cast, ji):
    round_id = propose(cast)
    placement = db.session.scalar(select(Placement).filter_by(round_id=round_id)).public_id
    with transaction():
        db.session.get_one(Round, round_id).state = RoundState.DISCARDED
    assert ji.post(f"{BASE}/{public_id(round_id)}/placements/{placement}/accept").status_code == 409


class TestStandingPairsThatWouldEnd:
    """Zhou stands beside Xiaoman as volunteer; the plan gives that place to Ye."""

    SENTENCE = "1 standing pair would end: the programme puts complete circles before kept pairs."

    @pytest.fixture
    def displacing(self, cast) -> int:
        with transaction():
            child, zhou = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.zhou)
            standing = live_match(child, zhou, half_hour=129)
            db.session.flush()
            match_id = standing.id
        round_id = propose(cast)
        self.outcome(round_id, displaced=[match_id])
        return round_id

    def outcome(self, round_id: int, **values) -> None:
        with transaction():
            this = db.session.get_one(Round, round_id)
            this.outcome = {**this.outcome, **values}

    def test_are_counted_with_the_reason_and_the_remedy(self, displacing, ji):
        text = ji.get(f"{BASE}/{public_id(displacing)}/review").text
        assert self.SENTENCE in text
        assert "Another order of wishes may keep more." in text
        assert f"{BASE}/{public_id(displacing)}#wishes" in text

    def test_read_in_chinese_too(self, displacing, cast, sign_in):
        text = sign_in(cast.coordinator, "zh").get(f"{BASE}/{public_id(displacing)}/review").text
        assert "有 1 组正在进行的结对会结束：项目先求守护圈完整，再求保留结对。" in text

    def test_a_longer_round_is_named_only_while_more_kept_pairs_are_not_ruled_out(self, displacing, ji):
        self.outcome(displacing, wishes=[{"code": "keep", "value": 8, "bound": 9, "empty": 0}])
        assert (
            "A longer round or another order of wishes may keep more."
            in ji.get(f"{BASE}/{public_id(displacing)}/review").text
        )

    def test_an_organizer_is_led_to_the_programme(self, displacing, cast, sign_in):
        with transaction():
            db.session.add(Grant(account_id=cast.coordinator, role=Role.ORGANIZER))
        text = sign_in(cast.coordinator).get(f"{BASE}/{public_id(displacing)}/review").text
        programme = db.session.get_one(Round, displacing).programme_version.programme
        assert f'/{programme.public_id}">See the programme' in text

    def test_nothing_is_said_when_the_programme_keeps_pairs_first(self, displacing, ji):
        with transaction():
            version = db.session.get_one(Round, displacing).programme_version
            wishes = version.rules["wishes"]
            version.rules = {**version.rules, "wishes": ["keep", *(wish for wish in wishes if wish != "keep")]}
        assert "would end" not in ji.get(f"{BASE}/{public_id(displacing)}/review").text

    def test_nothing_is_said_when_whoever_takes_the_place_was_declined(self, displacing, ji):
        with transaction():
            for one in db.session.query(Placement).filter_by(round_id=displacing, change="new"):
                one.decision = "declined"
        assert "would end" not in ji.get(f"{BASE}/{public_id(displacing)}/review").text

    def test_nothing_is_said_when_nobody_takes_the_place(self, cast, ji):
        round_id = propose(cast)
        self.outcome(round_id, displaced=[db.session.query(Match).filter_by(role="officer").one().id])
        assert "would end" not in ji.get(f"{BASE}/{public_id(round_id)}/review").text


def test_a_pair_that_would_end_is_named_in_the_review(cast, ji):
    round_id = propose(cast)
    with transaction():
        this = db.session.get_one(Round, round_id)
        this.outcome = {**this.outcome, "displaced": [db.session.query(Match).filter_by(role="officer").one().id]}
    answer = ji.get(f"{BASE}/{public_id(round_id)}/review")
    assert answer.status_code == 200
    assert "police officer: Lin Shouzheng" in answer.text
