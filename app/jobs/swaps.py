"""Tell of a shift somebody would give away: everybody is ranked, so it runs in a worker."""

from __future__ import annotations

from app.operations.swap_news import tell_of_swap


def tell_who_qualifies(offer_id: int) -> None:
    """Tell those who qualify of one offer; twice at once is once."""
    tell_of_swap(offer_id)
