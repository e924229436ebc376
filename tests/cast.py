"""A cast of invented people and places for tests that need tables: Qingping township and its two villages.

Ji Xiaolan coordinates, Wen organizes, An administers, Lan Guixiang is child director of Qingping village;
Ye Wenzhou (volunteer), He Qingyuan (doctor) and Lin Shouzheng (officer) are vetted supporters with accounts;
Applicant Zhou has applied only. Xiaoman 042 and Bailu 113 live in Qingping village, Guyu 017 in Shiqiao.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account, Grant, Role
from app.models.children import Child, Consent, Guardian
from app.models.encrypted import keyed_hash
from app.models.matches import Match, MatchState
from app.models.places import Place, PlaceKind
from app.models.supporters import Evidence, EvidenceKind, Supporter, SupporterKind, SupporterState

#: Saturday 9:00–11:30 and Wednesday 16:30–18:30, as half-hours of the week
SATURDAY_MORNING = [258, 263, "prefer"]
WEDNESDAY_AFTERNOON = [129, 133, "can"]


LICENCES = {SupporterKind.OFFICER: "police", SupporterKind.DOCTOR: "physician"}


@dataclass
class Cast:
    """Ids of everybody, by the names the module tells."""

    ids: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        try:
            return self.ids[name]
        except KeyError:
            raise AttributeError(name) from None


def place(kind: PlaceKind, code: str, name: str, lat: float, lon: float, parent: Place | None = None) -> Place:
    """Add a place; a centre is staffed on Saturday mornings and Wednesday afternoons."""
    row = Place(kind=kind, code=code, name_zh=name, name_en=code.capitalize(), lat=lat, lon=lon, parent=parent)
    row.staffed = [SATURDAY_MORNING[:2], WEDNESDAY_AFTERNOON[:2]] if kind is PlaceKind.CENTRE else []
    db.session.add(row)
    return row


def account(name: str, *roles: Role, place_id: int | None = None, supporter: Supporter | None = None) -> Account:
    """Add an account that holds `roles`."""
    handle = f"{name.lower().replace(' ', '.')}@example.org"
    row = Account(name=name, handle=handle, handle_hash=keyed_hash(handle), language="en", supporter=supporter)
    row.grants = [Grant(role=role, place_id=place_id) for role in roles]
    db.session.add(row)
    return row


def evidence(supporter: Supporter, day: date, kinds: tuple[EvidenceKind, ...] = tuple(EvidenceKind)) -> None:
    """Give a supporter approved evidence that began two months ago and lasts till ten months from `day`."""
    for kind in kinds:
        supporter.evidence.append(
            Evidence(
                kind=kind,
                detail=LICENCES.get(supporter.kind, "") if kind is EvidenceKind.LICENCE else "",
                issued_on=day - timedelta(days=60),
                valid_until=day + timedelta(days=300),
                approved_at=now() - timedelta(days=30),
            )
        )


def supporter(name: str, kind: SupporterKind, base: Place, *, vetted: bool = True, **values) -> Supporter:
    """Add a supporter who likes football, speaks Mandarin and Wu, and comes on Saturday mornings."""
    row = Supporter(
        **{
            "kind": kind,
            "name": name,
            "phone": "19900000000",
            "gender": "male",
            "birth_year": 1990,
            "base": base,
            "languages": ["mandarin", "wu"],
            "interests": ["football"],
            "skills": [],
            "windows": [SATURDAY_MORNING, WEDNESDAY_AFTERNOON],
            "state": SupporterState.ACTIVE if vetted else SupporterState.APPLICANT,
            "caseload": 2,
            **values,
        }
    )
    db.session.add(row)
    if vetted:
        evidence(row, today())
    return row


def child(
    pseudonym: str, number: int, village: Place, meeting_place: Place, *, consent: bool = True, **values
) -> Child:
    """Add a ten-year-old boy who likes football, lives with his grandmother and is free on Saturday mornings."""
    row = Child(
        **{
            "pseudonym": pseudonym,
            "number": number,
            "name": f"Invented {pseudonym.capitalize()}",
            "address": "by the old mill",
            "sex": "male",
            "born": date(today().year - 10, 1, 1),
            "village": village,
            "meeting_place": meeting_place,
            "rhythm": 3,
            "interests": ["football"],
            "needs": [],
            "wishes": [],
            "windows": [SATURDAY_MORNING],
            "guardian": Guardian(
                name="Invented Grandmother", phone="19900000001", relation="grandmother", languages=["wu"]
            ),
            **values,
        }
    )
    if consent:
        row.consents = [
            Consent(
                given_on=today() - timedelta(days=30), valid_until=today() + timedelta(days=335), purpose="matching"
            )
        ]
    db.session.add(row)
    return row


def live_match(child_row: Child, supporter_row: Supporter, role: str = "volunteer", **values) -> Match:
    """Add a live match."""
    row = Match(
        child=child_row,
        supporter=supporter_row,
        role=role,
        **{
            "state": MatchState.LIVE,
            "live_from": today() - timedelta(days=20),
            "half_hour": 258,
            "minutes": 18,
            **values,
        },
    )
    db.session.add(row)
    return row


def summon() -> Cast:
    """Fill empty tables with the cast; return their ids."""
    rows: dict[str, object] = {}
    with transaction():
        county = place(PlaceKind.COUNTY, "jinghe", "静河县", 27.95, 119.60)
        township = place(PlaceKind.TOWNSHIP, "qingping", "青坪镇", 27.93, 119.58, county)
        village = place(PlaceKind.VILLAGE, "qingping-village", "青坪村", 27.931, 119.581, township)
        other = place(PlaceKind.VILLAGE, "shiqiao", "石桥村", 27.96, 119.61, township)
        centre = place(PlaceKind.CENTRE, "qingping-centre", "青坪儿童之家", 27.932, 119.582, village)
        clinic = place(PlaceKind.CLINIC, "qingping-clinic", "青坪卫生院", 27.933, 119.58, township)
        station = place(PlaceKind.STATION, "qingping-station", "青坪派出所", 27.934, 119.58, township)
        db.session.flush()
        ye = supporter("Ye Wenzhou", SupporterKind.VOLUNTEER, village)
        he = supporter("He Qingyuan", SupporterKind.DOCTOR, clinic, caseload=20)
        lin = supporter("Lin Shouzheng", SupporterKind.OFFICER, station, caseload=12)
        zhou = supporter("Zhou Applicant", SupporterKind.VOLUNTEER, village, vetted=False)
        rows |= {
            "county": county,
            "township": township,
            "village": village,
            "other_village": other,
            "centre": centre,
            "ye": ye,
            "he": he,
            "lin": lin,
            "zhou": zhou,
            "xiaoman": child("xiaoman", 42, village, centre),
            "bailu": child("bailu", 113, village, centre, sex="female"),
            "guyu": child(
                "guyu", 17, other, centre, rhythm=1, guardian=Guardian(name="Invented Kin", languages=["mandarin"])
            ),
            "coordinator": account("Ji Xiaolan", Role.COORDINATOR),
            "second_coordinator": account("Qian Second", Role.COORDINATOR),
            "organizer": account("Wen Organizer", Role.ORGANIZER),
            "admin": account("An Admin", Role.ADMIN),
            "director": account("Lan Guixiang", Role.DIRECTOR, place_id=village.id),
            "ye_account": account("Ye Wenzhou", supporter=ye),
            "he_account": account("He Qingyuan", supporter=he),
            "zhou_account": account("Zhou Applicant", supporter=zhou),
        }
        db.session.flush()
        ids = {name: row.id for name, row in rows.items()}
    return Cast(ids)
