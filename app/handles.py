"""What people sign in with: an e-mail address or a phone number, in one spelling."""

from __future__ import annotations

import re
import unicodedata

from app.phones import normal_phone

ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def normal_handle(text: str) -> str:
    """Return the spelling by which a handle is compared; empty when `text` is neither e-mail nor phone number."""
    text = unicodedata.normalize("NFKC", text).strip()
    if "@" in text:
        return text.lower() if len(text) <= 200 and ADDRESS.fullmatch(text) else ""
    if re.search(r"[^\d\s()+.-]", text):
        return ""
    number = normal_phone(text)
    return number if 5 <= len(number) <= 15 else ""
