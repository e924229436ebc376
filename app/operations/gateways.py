"""Set a gateway, switch it off, try it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.gateways import fault_of
from app.handles import normal_handle
from app.languages import LANGUAGES
from app.models.gateways import Gateway, GatewayKind
from app.models.messages import TRIAL, Delivery, Notice
from app.models.places import Place
from app.operations.messages import ring_later
from app.operations.traces import apply_fields, record, record_change
from app.queries.gateways import outlet
from app.queries.reach import international


class GatewayRefused(Exception):
    """A gateway cannot be set or tried that way; `field` and `code` say what is wrong.

    Codes: empty, too_long, unknown_kind, unknown_language, unknown_place, changed_meanwhile, gone, bad_to, and of the
    address those of app.gateways.fault_of.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


def save_gateway(
    public_id: str,
    *,
    name: str,
    kind: str,
    url: str,
    language: str = "zh",
    place_id: int | None = None,
    version: int = 0,
    by: Actor,
) -> str:
    """Set a gateway or change the one with `public_id`; return its public id. An empty `url` keeps the one that stands.

    The kind of a gateway that stands does not change. Raises GatewayRefused.
    """
    url = url.strip()
    check(name, kind, language)
    with transaction():
        row = found(public_id) if public_id else Gateway(kind=kind)
        if public_id and row.version != version:
            raise GatewayRefused("name", "changed_meanwhile")
        if not url and not public_id:
            raise GatewayRefused("url", "empty")
        if url and (fault := fault_of(url, row.kind)):
            raise GatewayRefused("url", fault)
        if place_id is not None and db.session.get(Place, place_id) is None:
            raise GatewayRefused("place", "unknown_place")
        values: dict[str, Any] = {"name": name, "language": language, "place_id": place_id, "ended_at": None}
        changed = apply_fields(row, values)
        if url:
            row.url = url
            changed["url"] = ["", "changed"]  # the address holds a token: the history says that, not what
        db.session.add(row)
        db.session.flush()
        record_change(by, "gateway", row.public_id, changed)
        record(by, "gateway.saved", "gateway", row.public_id, row.kind)
        return row.public_id


def check(name: str, kind: str, language: str) -> None:
    """Refuse what no gateway can have."""
    if not name:
        raise GatewayRefused("name", "empty")
    if len(name) > 80:
        raise GatewayRefused("name", "too_long")
    if kind not in set(GatewayKind):
        raise GatewayRefused("kind", "unknown_kind")
    if language not in LANGUAGES:
        raise GatewayRefused("language", "unknown_language")


def switch_off(public_id: str, *, by: Actor) -> None:
    """Send nothing more by a gateway; raises GatewayRefused. What waits for it is read in the app."""
    with transaction():
        row = found(public_id)
        row.ended_at = row.ended_at or now()
        record(by, "gateway.off", "gateway", row.public_id, row.kind)


def try_gateway(key: str, to: str, language: str, *, by: Actor) -> None:
    """Send a neutral text by a gateway through a job; raises GatewayRefused.

    `to` is where the trial of an e-mail or SMS gateway goes; it is forgotten when the trial has ended.
    """
    with transaction():
        way_out = outlet(key)
        if way_out is None:
            raise GatewayRefused("to", "gone")
        address = "" if way_out.kind == GatewayKind.GROUP else trial_address(way_out.kind, to)
        spoken = way_out.language if way_out.kind == GatewayKind.GROUP else language
        notice = Notice(gateway=key, kind=TRIAL, language=spoken, to=address or None, by=by.account_id)
        notice.delivery = Delivery(way=way_out.kind, gateway=key)
        db.session.add(notice)
        db.session.flush()
        record(by, "gateway.tried", "gateway", key, way_out.kind)
        ring_later(notice.delivery)


def trial_address(kind: str, text: str) -> str:
    """Return where a trial goes, or raise GatewayRefused."""
    handle = normal_handle(text)
    if not handle or ("@" in handle) != (kind == GatewayKind.EMAIL):
        raise GatewayRefused("to", "bad_to")
    return handle if kind == GatewayKind.EMAIL else international(handle)


def found(public_id: str) -> Gateway:
    """Return a gateway, held until the commit, or raise GatewayRefused."""
    row = db.session.scalar(select(Gateway).where(Gateway.public_id == public_id).with_for_update())
    if row is None:
        raise GatewayRefused("name", "gone")
    return row
