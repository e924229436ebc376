"""When a message may leave the house: quiet hours, and what does not wait for their end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.clock import local, now, today
from app.models.messages import Message, MessageWishes
from app.queries.installation import fact

#: the fact that holds the county's quiet hours, as "21:30-07:00"
QUIET_HOURS = "quiet_hours"
#: somebody waits for these in front of the screen, or a child does
URGENT = frozenset(
    {"sign_in_code", "new_start", "new_sign_in", "concern_raised", "concern_waiting", "second_adult_missing"}
)
#: a change of something so near does not wait
NEAR = timedelta(hours=3)
CHANGES = frozenset({"meeting_cancelled", "meeting_moved", "meeting_late"})
#: urgent when it is about today
TODAY_KINDS = frozenset(
    {
        f"{shifts}_{change}"
        for shifts in ("shift", "shifts")
        for change in ("cancelled", "restored", "moved", "released")
    }
    | {"shift_gap_late", "shift_late", "replacement_asked", "replacement_filled", "swap_taken", "swap_yours"}
)
#: endings of kinds that can be switched off outside the app; not sent when what they remind of has begun
REMINDERS = ("_tomorrow", "_reminder", "_expiring")
#: what waits for staff; can be switched off outside the app
WORK = frozenset(
    {"round_ready", "tryout_ready", "round_failed", "application_new", "evidence_to_approve", "offer_accepted"}
)


@dataclass(frozen=True)
class QuietHours:
    """From and until, in minutes after midnight by the county's clock; equal ones: none."""

    begin: int
    end: int

    def over_at(self, moment: datetime) -> datetime | None:
        """Return when the quiet hours that `moment` lies in are over, or None when it lies in none."""
        here = local(moment)
        minute = here.hour * 60 + here.minute
        length = (self.end - self.begin) % (24 * 60)
        passed = (minute - self.begin) % (24 * 60)
        if passed >= length:
            return None
        return moment.replace(second=0, microsecond=0) + timedelta(minutes=length - passed)

    def __str__(self) -> str:
        return f"{clock_words(self.begin)}-{clock_words(self.end)}"


#: unless an organizer or administrator set others
USUAL = QuietHours(21 * 60 + 30, 7 * 60)


def clock_words(minute: int) -> str:
    """Write minutes after midnight as 07:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def countys_quiet_hours() -> QuietHours:
    """Return the quiet hours of everybody who has set none."""
    found = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", fact(QUIET_HOURS))
    if not found:
        return USUAL
    first, second, third, fourth = (int(part) for part in found.groups())
    return QuietHours(first * 60 + second, third * 60 + fourth)


def quiet_hours_of(wishes: MessageWishes | None) -> QuietHours:
    """Return a person's quiet hours."""
    if wishes is None or wishes.quiet_from is None or wishes.quiet_until is None:
        return countys_quiet_hours()
    return QuietHours(wishes.quiet_from, wishes.quiet_until)


def urgent(kind: str, params: dict[str, Any]) -> bool:
    """Say whether a message goes out in quiet hours, too."""
    if kind in URGENT:
        return True
    moments = [found for found in (moment_of(params, "starts_at"), moment_of(params, "before")) if found]
    if kind in TODAY_KINDS:
        return any(local(moment).date() == today() for moment in moments)
    return kind in CHANGES and any(timedelta() <= moment - now() <= NEAR for moment in moments)


def over(message: Message) -> bool:
    """Say whether a message reminds of something that has begun."""
    starts_at = moment_of(message.params, "starts_at")
    return message.kind.endswith(REMINDERS) and starts_at is not None and starts_at <= now()


def moment_of(params: dict[str, Any], name: str) -> datetime | None:
    """Return a parameter that is a moment, or None."""
    try:
        return datetime.fromisoformat(params[name])
    except (KeyError, TypeError, ValueError):
        return None
