"""A sample county as a matching problem: what `circles.json` holds. Pseudonymous codes only, no noise."""

from __future__ import annotations

from collections.abc import Callable

from app.matching import Child, ChildWishes, Exclusion, Gender, Pair, Place, Problem, Programme, Rhythm, SecondAdult
from app.matching import Supporter as Helper
from app.matching.ready_made import care_in_365_days_with_tutor, one_to_one, volunteer_for_each
from app.planning.travel import TravelModel
from app.samples import county as sample
from app.samples.running import age_on

PROGRAMMES: dict[str, Callable[[], Programme]] = {
    "care_in_365_days_with_tutor": care_in_365_days_with_tutor,
    "one_to_one": one_to_one,
    "volunteer_for_each": volunteer_for_each,
}


def circles_problem(county: sample.County) -> Problem:
    """The county's round of care circles, starting today, under its ready-made programme."""
    programme = PROGRAMMES[county.programme]()
    kinds = {kind for role in programme.roles for kind in role.kinds}
    roles = {role.code for role in programme.roles}
    helpers = [s for s in county.supporters if s.kind in kinds]
    role_of = {s.code: s.role for s in helpers}
    used = {c.meeting_place for c in county.children} | {s.base for s in helpers}
    return Problem(
        name=f"{county.code}-{county.seed}",
        round_start=county.today,
        programme=programme,
        travel=TravelModel(road_factor=county.road_factor),
        places=tuple(Place(p.code, p.point) for p in county.places if p.code in used),
        children=tuple(_child(c, county, role_of) for c in county.children),
        supporters=tuple(_supporter(s, county) for s in helpers),
        existing=tuple(
            Pair(p.child, role_of[p.supporter], p.supporter) for p in county.pairs if role_of.get(p.supporter) in roles
        ),
        exclusions=tuple(Exclusion(e.child, e.supporter) for e in county.exclusions if e.supporter in role_of),
    )


def _child(child: sample.Child, county: sample.County, known: dict[str, str]) -> Child:
    return Child(
        id=child.code,
        place=child.meeting_place,
        age=age_on(child, county.today),
        gender=Gender(child.gender),
        rhythm=Rhythm(child.rhythm),
        guardian_languages=child.guardian.languages,
        second_adult=SecondAdult(child.second_adult),
        study_help=child.needs_tutor,
        household=child.sibling_group,
        interests=child.interests,
        windows=child.free,
        refused=tuple(code for code in child.refuses if code in known),
        wishes=ChildWishes(
            tuple(code for code in child.asks_for if code in known),
            Gender(child.asks_for_gender) if child.asks_for_gender else None,
        ),
    )


def _supporter(supporter: sample.Supporter, county: sample.County) -> Helper:
    return Helper(
        id=supporter.code,
        kind=supporter.kind,
        base=supporter.base,
        gender=Gender(supporter.gender),
        age=county.today.year - supporter.birth_year,
        mode=supporter.travel_mode,
        travel_limit=supporter.travel_limit,
        caseload=supporter.caseload,
        sibling_caseload=max(2, supporter.caseload) if supporter.role == sample.VOLUNTEER else None,
        weekly_minutes=supporter.weekly_minutes,
        windows=supporter.availability,
        languages=supporter.languages,
        interests=supporter.interests,
        licences=(supporter.licence,) if supporter.licence else (),
        vetted_until=supporter.vetted_until,
        trained_until=supporter.trained_until,
        insured_until=supporter.insured_until,
        code_until=supporter.code_until,
        stays_until=supporter.stays_until,
        experience=supporter.experience_months,
    )
