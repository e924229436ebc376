"""The coordinator's first page, the list of circles, and pairing by hand, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import SYSTEM
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Grant
from app.models.children import Child, Consent
from app.models.matches import Match, MatchState
from app.models.supporters import Evidence, Supporter
from app.operations.supporter_wishes import wish_for
from app.queries.digest import circles_in_brief, first_today, within_two_weeks
from app.web.access import Actor, Role
from tests.cast import Cast, live_match
from tests.programmes import programme_version
from tests.proposals import propose


@pytest.fixture
def ji(cast, sign_in):
    programme_version()
    return sign_in(cast.coordinator)


def numbers(lines) -> dict[str, int]:
    return {line.code: line.number for line in lines}


def coordinator(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def child_page(child_id: int) -> str:
    return f"/coordination/children/{db.session.get_one(Child, child_id).public_id}/pair"


class TestToday:
    """Each line is a true count with one next step."""

    def test_what_waits_is_counted(self, cast, ji):
        with transaction():
            live_match(
                db.session.get_one(Child, cast.xiaoman),
                db.session.get_one(Supporter, cast.ye),
                state=MatchState.OFFERED,
            )
            db.session.scalar(select(Consent).filter_by(child_id=cast.bailu)).withdrawn_at = now()
            row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.he, kind="training"))
            row.approved_at = None
        assert numbers(first_today(coordinator(cast))) == {
            "consent_missing": 1,
            "incomplete": 2,
            "offers": 1,
            "approvals": 1,
        }

    def test_papers_that_run_out_are_counted_once_per_supporter(self, cast, ji):
        with transaction():
            for row in db.session.scalars(select(Evidence).filter_by(supporter_id=cast.he)):
                row.valid_until = today() + timedelta(days=9)
        assert numbers(within_two_weeks(coordinator(cast))) == {"evidence_ending": 1}

    def test_circles_are_counted_by_role(self, cast, ji):
        with transaction():
            xiaoman = db.session.get_one(Child, cast.xiaoman)
            live_match(xiaoman, db.session.get_one(Supporter, cast.ye))
            live_match(xiaoman, db.session.get_one(Supporter, cast.he), "doctor", half_hour=None)
            live_match(xiaoman, db.session.get_one(Supporter, cast.lin), "officer", half_hour=None)
        brief = circles_in_brief(coordinator(cast))
        assert (brief.children, brief.complete) == (3, 1)
        assert brief.roles == [("officer", 1, 3), ("doctor", 1, 3), ("volunteer", 1, 3)]

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "children still have an open place"), ("zh", "个孩子还有空着的位置")]
    )
    def test_the_page_reads(self, cast, ji, sign_in, language, words):
        assert words in sign_in(cast.coordinator, language).get("/coordination/").text

    def test_a_proposal_waits_for_review(self, cast, sign_in):
        propose(cast)
        assert "round waits for your review" in sign_in(cast.coordinator).get("/coordination/").text

    def test_a_township_coordinator_sees_the_own_children_only(self, cast, ji):
        with transaction():
            db.session.query(Grant).filter_by(account_id=cast.coordinator).one().place_id = cast.other_village
        here = Actor(cast.coordinator, {Role.COORDINATOR: frozenset({cast.other_village})})
        assert circles_in_brief(here).children == 1


class TestTheList:
    """Circles with their rings in words."""

    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("show", ["all", "incomplete", "complete", "offered"])
    def test_every_filter_reads(self, cast, ji, sign_in, language, show):
        assert sign_in(cast.coordinator, language).get(f"/coordination/circles?show={show}").status_code == 200

    def test_who_stands_there_is_said_in_words(self, cast, ji):
        with transaction():
            live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        page = ji.get("/coordination/circles?show=incomplete").text
        assert "volunteer: Ye Wenzhou" in page
        assert "Invented" not in page

    def test_a_child_with_everybody_waits_for_nobody(self, cast, ji):
        """Xiaoman has had three since she came; Bailu waits for three."""
        with transaction():
            xiaoman, bailu = (db.session.get_one(Child, child) for child in (cast.xiaoman, cast.bailu))
            for child in (xiaoman, bailu):
                child.waiting_since = today() - timedelta(days=90)
            for who, role in ((cast.ye, "volunteer"), (cast.he, "doctor"), (cast.lin, "officer")):
                live_match(xiaoman, db.session.get_one(Supporter, who), role, half_hour=None)
        for page, words in (("circles", "waiting since"), ("children", "waits since")):
            shown = {
                child: ji.get(f"/coordination/{page}?q={child}").get_data(as_text=True).count(words)
                for child in (f"{xiaoman.pseudonym}", f"{bailu.pseudonym}")
            }
            assert shown == {xiaoman.pseudonym: 0, bailu.pseudonym: 1}, page
        for child, times in ((xiaoman, 0), (bailu, 1)):
            page = ji.get(f"/coordination/children/{child.public_id}").get_data(as_text=True)
            assert page.count("waits since") == times

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "accompanied until the third meeting"), ("zh", "前三次见面有人陪同")]
    )
    def test_a_newcomer_is_said_to_be_accompanied_wherever_the_circle_is_shown(
        self, cast, ji, sign_in, language, words
    ):
        with transaction():
            ye = db.session.get_one(Supporter, cast.ye)
            live_match(db.session.get_one(Child, cast.xiaoman), ye)
            xiaoman = db.session.get_one(Child, cast.xiaoman).public_id
        pages = [
            (cast.coordinator, "/coordination/circles?show=incomplete"),
            (cast.coordinator, f"/coordination/children/{xiaoman}"),
            (cast.coordinator, f"/coordination/children/{xiaoman}/pair?role=volunteer"),
            (cast.director, f"/village/children/{xiaoman}"),
            (cast.ye_account, "/me/circle"),
        ]
        for who, path in pages:
            assert words not in sign_in(who, language).get(path).text
        with transaction():
            db.session.get_one(Supporter, cast.ye).probation = True
        for who, path in pages:
            assert words in sign_in(who, language).get(path).text, path

    def test_an_unknown_filter_is_not_there(self, ji):
        assert ji.get("/coordination/circles?show=everything").status_code == 404


class TestPairing:
    """Candidates, asking, taking back, ending."""

    @pytest.mark.parametrize(("language", "words"), [("en", "1 person can come"), ("zh", "1 位可以来")])
    def test_the_page_names_who_can_come(self, cast, ji, sign_in, language, words):
        page = sign_in(cast.coordinator, language).get(child_page(cast.xiaoman) + "?role=volunteer").text
        assert words in page
        assert "Ye Wenzhou" in page

    def test_whom_the_family_asks_for_is_told_so(self, cast, ji):
        path = child_page(cast.xiaoman) + "?role=volunteer"
        assert "as the family wished" not in ji.get(path).text
        wish_for(cast.xiaoman, cast.ye, "child", today(), by=SYSTEM)
        assert "as the family wished" in ji.get(path).text

    def test_a_newcomer_nearly_fits_where_only_the_carer_is_there(self, cast, ji):
        with transaction():
            db.session.get_one(Supporter, cast.ye).probation = True
            child = db.session.get_one(Child, cast.xiaoman)
            child.meeting_place_id, child.second_adult = cast.village, "guardian"
        page = ji.get(child_page(cast.xiaoman) + "?role=volunteer").text
        assert "first meetings are accompanied, and here only the carer is there" in page
        with transaction():
            db.session.get_one(Child, cast.xiaoman).second_adult = "director"
        assert "1 person can come" in ji.get(child_page(cast.xiaoman) + "?role=volunteer").text

    def test_asking_makes_an_offer_that_can_be_taken_back(self, cast, ji):
        ye = db.session.get_one(Supporter, cast.ye).public_id
        said = ji.post(
            child_page(cast.xiaoman), data={"supporter": ye, "role": "volunteer"}, follow_redirects=True
        ).text
        assert "Done. Ye Wenzhou will hear." in said
        match = db.session.query(Match).one().public_id
        assert "The offer is taken back" in ji.post(f"/coordination/pairs/{match}/withdraw", follow_redirects=True).text
        assert ji.post(f"/coordination/pairs/{match}/withdraw").status_code == 404

    def test_a_must_cannot_be_set_aside_and_the_page_says_which(self, cast, ji):
        with transaction():
            db.session.get_one(Supporter, cast.ye).travel_limit = 0
        ye = db.session.get_one(Supporter, cast.ye).public_id
        said = ji.post(
            child_page(cast.xiaoman), data={"supporter": ye, "role": "volunteer"}, follow_redirects=True
        ).text
        assert "1 minute away (limit 0). This rule cannot be set aside." in said
        assert db.session.query(Match).count() == 0

    def test_a_pair_is_ended_with_a_reason(self, cast, ji):
        with transaction():
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            db.session.flush()
            public_id = match.public_id
        assert ji.post(f"/coordination/pairs/{public_id}/end", data={"reason": "none"}).status_code == 400
        assert "The pair has ended." in ji.post(
            f"/coordination/pairs/{public_id}/end", data={"reason": "office"}, follow_redirects=True
        ).text  # fmt: skip

    def test_a_hidden_child_is_not_there(self, cast, ji):
        address = child_page(cast.xiaoman)
        with transaction():
            db.session.query(Grant).filter_by(account_id=cast.coordinator).one().place_id = cast.other_village
        assert ji.get(address).status_code == 404
