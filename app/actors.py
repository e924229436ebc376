"""Who asks: the value every operation gets as `by` and every policy question is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models.accounts import STAFF, Role


@dataclass(frozen=True)
class Actor:
    """A signed-in person as of this request, from live facts."""

    account_id: int | None
    #: role → ids of the places it holds for; an empty set means the whole county
    roles: dict[Role, frozenset[int]] = field(default_factory=dict)
    supporter_id: int | None = None
    #: the open session, so that "end all others" can spare this one
    session_id: int | None = None

    def has(self, *roles: Role) -> bool:
        """Say whether the actor holds any of `roles`."""
        return any(role in self.roles for role in roles)

    @property
    def is_staff(self) -> bool:
        """Say whether the actor holds a staff role."""
        return self.has(*STAFF)

    @property
    def role_names(self) -> str:
        """Return the roles for an audit line."""
        return ",".join(sorted(self.roles))


#: nobody is signed in
NOBODY = Actor(account_id=None)
#: jobs and console commands
SYSTEM = Actor(account_id=None, roles={})
