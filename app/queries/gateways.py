"""Gateways in use: those an administrator set, then those of the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased, joinedload

from app.actors import Actor
from app.clock import now
from app.config import Settings
from app.database import db
from app.models.accounts import Role
from app.models.gateways import Gateway, GatewayKind
from app.models.messages import TRIAL, Delivery, DeliveryState, Message, Notice
from app.models.places import Place
from app.queries.responsible import places_above

#: setting → which gateway it makes; of e-mail the first that is set counts
CONFIGURED = (
    ("CARE_EMAIL_GATEWAY", GatewayKind.EMAIL, "email_gateway"),
    ("SMTP_URL", GatewayKind.EMAIL, "smtp_url"),
    ("CARE_SMS_GATEWAY", GatewayKind.SMS, "sms_gateway"),
    ("CARE_GROUP_GATEWAY", GatewayKind.GROUP, "group_gateway"),
)
#: as many people in a day and it is the gateway, not one of them
MANY = 3
LATELY = timedelta(days=1)
#: what lies with one person, not with the gateway
PERSONAL = ("expired", "no_such_address")


@dataclass(frozen=True)
class Outlet:
    """A gateway in use, wherever it was set."""

    #: public id, or the name of the setting
    key: str
    name: str
    kind: str
    url: str = field(repr=False)
    language: str = "zh"
    place: Place | None = None

    @property
    def configured(self) -> bool:
        """Say whether it comes from the configuration and not from a page."""
        return self.key == self.name


def outlets() -> list[Outlet]:
    """Return every gateway in use, by kind; of e-mail and SMS the first is the one that sends."""
    rows = db.session.scalars(
        select(Gateway).where(Gateway.ended_at.is_(None)).options(joinedload(Gateway.place)).order_by(Gateway.id)
    )
    found = [Outlet(row.public_id, row.name, row.kind, row.url, row.language, row.place) for row in rows]
    settings: Settings = current_app.config["SETTINGS"]
    for name, kind, field_name in CONFIGURED:
        if url := getattr(settings, field_name):
            found.append(Outlet(name, name, kind, url))
    return found


def outlet(key: str) -> Outlet | None:
    """Return the gateway in use with this key."""
    return next((found for found in outlets() if found.key == key), None)


def outlet_for(kind: str) -> Outlet | None:
    """Return the gateway by which e-mails, or SMS, go out."""
    return next((found for found in outlets() if found.kind == kind), None)


def groups_of(by: Actor) -> list[Outlet]:
    """Return the groups a coordinator may write to: the county's for the county's, a township's for both."""
    scopes = by.roles.get(Role.COORDINATOR, frozenset())
    groups = [found for found in outlets() if found.kind == GatewayKind.GROUP]
    if not scopes:
        return groups
    return [found for found in groups if found.place and scopes & set(places_above(found.place))]


def find_gateway(public_id: str) -> Gateway | None:
    """Return a gateway an administrator set, in use or not."""
    return db.session.scalar(select(Gateway).where(Gateway.public_id == public_id))


def last_trials(keys: list[str]) -> dict[str, Delivery]:
    """Return the newest trial of each gateway."""
    query = (
        select(Notice)
        .where(Notice.kind == TRIAL, Notice.gateway.in_(keys))
        .options(joinedload(Notice.delivery))
        .order_by(Notice.id)
    )
    return {notice.gateway: notice.delivery for notice in db.session.scalars(query)}


def recent_notices(keys: list[str], limit: int = 20) -> list[Notice]:
    """Return the last texts to these groups, the newest first."""
    query = (
        select(Notice)
        .where(Notice.kind != TRIAL, Notice.gateway.in_(keys))
        .options(joinedload(Notice.delivery), joinedload(Notice.author))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Failing:
    """A gateway that fails for many people."""

    name: str
    people: int
    since: datetime | None


def failing_gateways() -> list[Failing]:
    """Return the gateways that failed for at least MANY people lately and have taken nothing since."""
    wrong = (
        select(Delivery.gateway, func.count(func.distinct(Message.account_id)), func.min(Delivery.tried_at))
        .join(Message)
        .where(
            Delivery.state.in_((DeliveryState.WAITING, DeliveryState.FAILED)),
            Delivery.failure != "",
            Delivery.failure.not_in(PERSONAL),
            Delivery.tried_at > func.coalesce(last_taken(), now() - LATELY),
            Delivery.tried_at > now() - LATELY,
        )
        .group_by(Delivery.gateway)
        .having(func.count(func.distinct(Message.account_id)) >= MANY)
    )
    names = {found.key: found.name for found in outlets()}
    return [Failing(names[key], people, since) for key, people, since in db.session.execute(wrong) if key in names]


def last_taken() -> ScalarSelect[datetime | None]:
    """Return when a delivery's gateway took something last, as a part of a query about deliveries."""
    other = aliased(Delivery)
    query = select(func.max(other.sent_at)).where(other.gateway == Delivery.gateway)
    return query.correlate(Delivery).scalar_subquery()
