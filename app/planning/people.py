"""What both solvers say about a person."""

from __future__ import annotations

from enum import StrEnum


class Gender(StrEnum):
    """Of a child or a supporter."""

    FEMALE = "female"
    MALE = "male"
