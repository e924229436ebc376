"""Settings of an invented installation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from app.config import Settings

SECRET_KEY = "an invented secret of forty characters.."
FIELD_KEY = "ab" * 32


def invented_settings(**changes: Any) -> Settings:
    """Return settings that read nothing from the environment."""
    settings = Settings(secret_key=SECRET_KEY, field_key=FIELD_KEY, data_dir=Path("/nonexistent"), county_name="景宁")
    return replace(settings, **changes)
