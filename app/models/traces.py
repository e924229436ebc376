"""Traces: who saw what of a child, and who changed what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Row
from app.models.common import At, Key, reference
from app.models.encrypted import SealedJson


class Disclosure(Row):
    """One line of the audit: written in the transaction that shows or decides, or nothing is shown."""

    __tablename__ = "disclosures"

    id: Mapped[Key]
    at: Mapped[At]
    account_id: Mapped[int | None] = reference("accounts.id")
    #: roles held at that moment, comma-separated
    roles: Mapped[str] = mapped_column(String(60), default="")
    #: what was done, e.g. child.name, child.address, sign_in, evidence.approved, round.published, export
    action: Mapped[str] = mapped_column(String(40), index=True)
    #: kind and public id of what it was done to; no names
    subject: Mapped[str] = mapped_column(String(12), default="")
    subject_id: Mapped[str] = mapped_column(String(22), default="", index=True)
    #: words for the class of fields or the outcome, e.g. "name,address"
    detail: Mapped[str] = mapped_column(String(200), default="")
    #: the page or command it came through
    source: Mapped[str] = mapped_column(String(80), default="")


class Change(Row):
    """One edit of a record, with each field before and after."""

    __tablename__ = "changes"

    id: Mapped[Key]
    at: Mapped[At]
    by: Mapped[int | None] = reference("accounts.id")
    subject: Mapped[str] = mapped_column(String(12), index=True)
    subject_id: Mapped[str] = mapped_column(String(22), index=True)
    #: {"field": [before, after], …}
    fields: Mapped[dict[str, Any]] = mapped_column(SealedJson)


class SearchToken(Row):
    """A keyed hash of a beginning of a name (characters, pinyin, initials) or of a phone number.

    Finds sealed names by equality without keeping anything readable.
    """

    __tablename__ = "search_tokens"

    id: Mapped[Key]
    #: child or supporter
    subject: Mapped[str] = mapped_column(String(10))
    row_id: Mapped[int] = mapped_column(index=True)
    token: Mapped[bytes] = mapped_column(index=True)
