"""Child directors and child supervisors: not matched, they come with their village or township."""

from __future__ import annotations

from app.samples.county import Staff
from app.samples.draws import stream
from app.samples.names import Phones, person_name
from app.samples.places import Layout


def village_staff(layout: Layout, phones: Phones, seed: int) -> tuple[Staff, ...]:
    """A child director for every village and community and a supervisor for every township."""
    rng = stream(seed, layout.prefix, "staff")
    staff = []
    for township in layout.townships:
        name, latin = person_name(rng)
        staff.append(Staff(f"{township}-sup", name, latin, phones.next(), "child_supervisor", township))
        for village in layout.villages(township):
            name, latin = person_name(rng)
            staff.append(Staff(f"{village}-dir", name, latin, phones.next(), "child_director", village))
    return tuple(staff)
