"""From rows to a matching problem: what stands today, under pseudonyms, in a handful of queries.

Children are called by their pseudonym (xiaoman-042), supporters by their public id, places by their code; no name,
phone or address is read. Only children with valid consent and an active case are in it. Matches of the chosen
children are `existing`; all others count against their supporters' caseload, minutes and hours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from app import matching
from app.clock import today
from app.database import db
from app.matching.known_faces import known_faces
from app.matching.ready_made import VOLUNTEER_KINDS
from app.models.children import Child, ChildState, Guardian
from app.models.matches import Match
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.rounds import Decision, Placement, Round
from app.models.supporters import Supporter, SupporterState
from app.planning.geography import Point
from app.planning.travel import Mode
from app.queries.evidence_dates import EvidenceDates, evidence_dates
from app.queries.hours import availability, mask_of
from app.queries.installation import roads
from app.queries.policy import consented, within
from app.queries.shift_loads import shift_loads
from app.queries.spoken_pairs import pins, refusals, wished_supporters
from app.queries.standing_matches import Standing, Used, sort_matches
from app.queries.waits import no_waits, waits_of

#: a wish of child or guardian for a woman or a man
GENDER_WISHES = {"woman": matching.Gender.FEMALE, "man": matching.Gender.MALE}
#: who is recorded as present where nobody keeps the meeting place
PRESENT = {"guardian": matching.SecondAdult.GUARDIAN, "director": matching.SecondAdult.CHILD_DIRECTOR}
#: ages a problem knows; older children have left the programme, younger supporters cannot begin
OLDEST_CHILD, YOUNGEST_SUPPORTER = 18, 14


@dataclass
class Snapshot:
    """A problem, and the way back from its pseudonyms to rows."""

    problem: matching.Problem
    children: dict[str, int]
    supporters: dict[str, int]
    #: (child, role, supporter) as the problem calls them → the match
    standing: dict[tuple[str, str, str], Standing]
    #: matches that hold a seat though their supporter is in no plan any more: (child, role, match)
    stranded: list[tuple[str, str, Standing]]
    #: pins nobody set: they keep somebody each child knows (matching.known_faces)
    guarded: frozenset[tuple[str, str, str]] = frozenset()


def snapshot_of(this: Round) -> Snapshot:
    """Return the problem of a round as of now."""
    scope = true() if this.scope_id is None else within(frozenset({this.scope_id}))
    rules = matching.load_programme(this.rules)
    found = with_known_faces(snapshot(this.programme_version, scope, f"round-{this.id}", rules))
    if this.earlier_id is not None:
        found = replace(found, problem=with_earlier_pairs(found, this.earlier_id))
    return replace(found, problem=keeping_all(found.problem)) if this.adds_only else found


def keeping_all(problem: matching.Problem) -> matching.Problem:
    """Return the problem with everybody who stands pinned; a pin of somebody who does not stand there waits."""
    return replace(problem, pins=problem.existing)


def with_known_faces(found: Snapshot) -> Snapshot:
    """Return the same snapshot with somebody each child knows pinned, so that no round takes everybody from a child."""
    problem = found.problem
    met = [pair for pair in problem.existing if found.standing[pair.child, pair.role, pair.supporter].live]
    guards = known_faces(problem, met)
    guarded = frozenset((pair.child, pair.role, pair.supporter) for pair in guards)
    return replace(found, problem=replace(problem, pins=problem.pins + guards), guarded=guarded)


def with_earlier_pairs(found: Snapshot, earlier_id: int) -> matching.Problem:
    """Return the problem with what an earlier round proposed and nobody declined as standing too.

    The wish to keep what stands then moves only what was changed since. What is really standing stays in
    `Snapshot.standing`.
    """
    problem = found.problem
    children = {row_id: code for code, row_id in found.children.items()}
    supporters = {row_id: code for code, row_id in found.supporters.items()}
    known = {(pair.child, pair.supporter) for pair in problem.existing}
    existing = list(problem.existing)
    proposed = select(Placement.child_id, Placement.supporter_id, Placement.role, Placement.half_hour).where(
        Placement.round_id == earlier_id, Placement.decision != Decision.DECLINED
    )
    for row in db.session.execute(proposed.order_by(Placement.id)):
        child, helper = children.get(row.child_id), supporters.get(row.supporter_id)
        if child and helper and (child, helper) not in known:
            known.add((child, helper))
            existing.append(matching.Pair(child, row.role, helper, row.half_hour))
    return replace(problem, existing=tuple(existing))


def snapshot(
    version: ProgrammeVersion,
    chosen: ColumnElement[bool],
    name: str,
    programme: matching.Programme | None = None,
    people: Collection[int] | None = None,
) -> Snapshot:
    """Return the problem of the `chosen` children as of today, under a programme's version or the rules given.

    `people`: only these supporters are in it, and nobody's wait is counted, which asks about every child there is.
    """
    programme = programme or programme_of(version)
    places = {
        row.id: row
        for row in db.session.execute(select(Place.id, Place.code, Place.kind, Place.lat, Place.lon, Place.staffed))
    }
    children = {row.id: row for row in db.session.execute(children_query(chosen))}
    child_codes = {row.id: child_code(row.pseudonym, row.number) for row in children.values()}
    who = supporters_query(programme)
    who = who if people is None else who.where(Supporter.id.in_(people))
    supporters = {row.id: row for row in db.session.execute(who)}
    codes = {row.id: row.public_id for row in supporters.values()}
    concerned = true() if people is None else or_(Match.child_id.in_(children), Match.supporter_id.in_(people))
    facts = sort_matches(programme, child_codes, codes, concerned)
    for supporter_id, load in shift_loads().items():
        facts.used[supporter_id].minutes += load.minutes
        facts.used[supporter_id].hours |= load.hours
    dates = evidence_dates(today(), people)
    waits = waits_of(programme) if people is None else no_waits
    refused_by, excluded = refusals(child_codes, codes)
    wished = wished_supporters(child_codes, codes)
    problem_children = tuple(
        child_of(row, places, facts.child_hours[row.id], tuple(wished[row.id]), waits(row.id, row.study_help))
        for row in children.values()
    )
    problem_supporters = tuple(
        supporter_of(row, places, facts.used[row.id], dates[row.id], tuple(refused_by[row.id]), programme)
        for row in supporters.values()
    )
    used_places = {child.place for child in problem_children} | {helper.base for helper in problem_supporters}
    return Snapshot(
        matching.Problem(
            name=name,
            round_start=today(),
            programme=programme,
            places=tuple(
                matching.Place(row.code, Point(row.lat, row.lon)) for row in places.values() if row.code in used_places
            ),
            children=problem_children,
            supporters=problem_supporters,
            travel=roads(),
            existing=tuple(facts.existing),
            pins=pins(programme, child_codes, codes),
            exclusions=tuple(matching.Exclusion(child, helper) for child, helper in sorted(excluded | facts.parting)),
        ),
        {code: row_id for row_id, code in child_codes.items()},
        {code: row_id for row_id, code in codes.items()},
        facts.standing,
        facts.stranded,
    )


def programme_of(version: ProgrammeVersion) -> matching.Programme:
    """Return the rules of a programme's version; raise Refusal when they are no rules."""
    return matching.load_programme(version.rules)


def child_code(pseudonym: str, number: int) -> str:
    """Return what a problem calls a child."""
    return f"{pseudonym}-{number:03}"


def children_query(chosen: ColumnElement[bool]) -> Any:
    """Return the query for the children a round may be for: active, consenting, not grown out of it."""
    oldest = date(today().year - OLDEST_CHILD - 1, today().month, 1)
    columns = (
        Child.id, Child.pseudonym, Child.number, Child.sex, Child.born, Child.village_id, Child.meeting_place_id,
        Child.rhythm, Child.study_help, Child.interests, Child.windows, Child.sibling_group, Child.wishes,
        Child.second_adult,
        Guardian.languages,
    )  # fmt: skip
    return (
        select(*columns)
        .outerjoin(Guardian, Guardian.child_id == Child.id)
        .where(chosen, Child.state == ChildState.ACTIVE, Child.erased_at.is_(None), Child.assent, consented())
        .where(Child.born > oldest)
        .order_by(Child.id)
    )


def supporters_query(programme: matching.Programme) -> Any:
    """Return the query for the active supporters of the kinds a programme asks for, vetted or not."""
    columns = (
        Supporter.id, Supporter.public_id, Supporter.kind, Supporter.gender, Supporter.birth_year, Supporter.base_id,
        Supporter.languages, Supporter.interests, Supporter.mode, Supporter.travel_limit, Supporter.caseload,
        Supporter.weekly_minutes, Supporter.experience_months, Supporter.stays_until, Supporter.windows,
        Supporter.probation,
    )  # fmt: skip
    kinds = {kind for role in programme.roles for kind in role.kinds}
    return (
        select(*columns)
        .where(Supporter.state == SupporterState.ACTIVE, Supporter.erased_at.is_(None), Supporter.kind.in_(kinds))
        .where(Supporter.birth_year <= today().year - YOUNGEST_SUPPORTER)
        .order_by(Supporter.id)
    )


def child_of(
    row: Any, places: dict[int, Any], taken: int, wished: tuple[str, ...], waiting: tuple[matching.Waiting, ...] = ()
) -> matching.Child:
    """Return a child as the problem knows it: the hours free are those in which the meeting place can be used."""
    place = places[row.meeting_place_id or row.village_id]
    staffed = mask_of(place.staffed)
    second_adult = second_adult_at(place, row.second_adult)
    at_place = second_adult is matching.SecondAdult.STAFFED_PLACE
    wish = next((GENDER_WISHES[code] for code in row.wishes if code in GENDER_WISHES), None)
    return matching.Child(
        id=child_code(row.pseudonym, row.number),
        place=place.code,
        age=age_on(row.born, today()),
        gender=matching.Gender(row.sex),
        rhythm=matching.Rhythm(f"R{row.rhythm}"),
        guardian_languages=tuple(row.languages or ()),
        consent=True,
        second_adult=second_adult,
        study_help=row.study_help,
        household=None if row.sibling_group is None else f"household-{row.sibling_group}",
        interests=tuple(row.interests),
        windows=availability(row.windows, staffed if at_place else -1, taken),
        wishes=matching.ChildWishes(wished, wish),
        waiting=waiting,
    )


def second_adult_at(place: Any, recorded: str) -> matching.SecondAdult | None:
    """Say who else is there: the keeper of a staffed place, else the guardian or director if that is recorded."""
    return matching.SecondAdult.STAFFED_PLACE if place.staffed else PRESENT.get(recorded)


def supporter_of(
    row: Any,
    places: dict[int, Any],
    used: Used,
    dates: EvidenceDates,
    refused: tuple[str, ...],
    programme: matching.Programme,
) -> matching.Supporter:
    """Return a supporter as the problem knows them, with what is left of their hours."""
    holds_until = dates.licences
    needed = today().toordinal() + programme.valid_days
    return matching.Supporter(
        id=row.public_id,
        kind=row.kind,
        base=places[row.base_id].code,
        gender=matching.Gender(row.gender),
        age=today().year - row.birth_year,
        mode=Mode(row.mode),
        travel_limit=row.travel_limit,
        caseload=row.caseload,
        sibling_caseload=max(2, row.caseload) if row.kind in VOLUNTEER_KINDS else None,
        elsewhere=used.children,
        weekly_minutes=max(0, row.weekly_minutes - used.minutes),
        windows=availability(row.windows, taken=used.hours),
        languages=tuple(row.languages),
        interests=tuple(row.interests),
        licences=tuple(sorted(name for name, until in holds_until.items() if until.toordinal() >= needed)),
        vetted_until=dates.vetted,
        trained_until=dates.trained,
        insured_until=dates.insured,
        code_until=dates.code,
        stays_until=row.stays_until,
        experience=row.experience_months,
        probation=row.probation,
        refused=refused,
    )


def age_on(born: date, day: date) -> int:
    """Return full years on `day`; children's birthdays are kept by month."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
