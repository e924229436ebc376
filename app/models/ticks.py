"""When each entry of the timetable ran last: two tickers share the work through these rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, Row


class Tick(Row):
    """One entry of the timetable."""

    __tablename__ = "ticks"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: when a ticker last took it up
    ran_at: Mapped[datetime] = mapped_column(Moment)
