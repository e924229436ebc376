"""What a reader sees of a page."""

from __future__ import annotations

import re


def text_of(page: str) -> str:
    """Return the words of a page's main part, without tags and attributes."""
    main = re.search(r"<main.*</main>", page, re.S)
    assert main, "the page has no main part"
    return re.sub(r"<script.*?</script>|<[^>]+>", " ", main.group(), flags=re.S)


def english_in(page: str, allowed: str = "") -> list[str]:
    """Return the English words left in a Chinese page, but for the `allowed` ones."""
    return [word for word in re.findall(r"\b[a-z]{3,}\b", text_of(page)) if word not in allowed.split()]
