"""How people are named on paper that hangs on a wall: by their first names."""

from __future__ import annotations

#: family names of two characters
LONG_FAMILY_NAMES = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")


def first_name(name: str) -> str:
    """Return a name without the family name: 蓝桂香 → 桂香, Lan Guixiang → Guixiang; a single word stays whole."""
    name = name.strip()
    if " " in name:
        return name.rsplit(" ", 1)[1]
    if not name or name.isascii():
        return name
    return name[2:] if name.startswith(LONG_FAMILY_NAMES) and len(name) > 2 else (name[1:] or name)
