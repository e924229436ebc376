"""Two languages: English source, Simplified Chinese; times by the county's clock."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, refresh

#: code → the language's own name
LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "care_language"
TRANSLATIONS = "translations"


def init_app(app: Flask) -> None:
    """Set up translation; every catalogue file of app/translations is read."""
    folder = app.root_path + "/" + TRANSLATIONS
    parts = domains(folder)
    Babel(
        app,
        default_locale="zh",
        default_domain=";".join(parts),
        default_translation_directories=";".join([folder] * len(parts)),  # one for each part
        default_timezone="Asia/Shanghai",
        locale_selector=chosen_language,
    )


def domains(folder: str) -> list[str]:
    """Return the names of the compiled catalogues, one per part of the house."""
    return sorted({path.stem for path in Path(folder).glob("*/LC_MESSAGES/*.po")}) or ["messages"]


def chosen_language() -> str:
    """Return the reader's language: set for a message, else chosen in the browser, else what the browser prefers."""
    if "language" in g:
        return str(g.language)
    if not has_request_context():
        return "zh"
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(["zh", "zh-CN", "en"], default="zh")[:2]


def speak(language: str) -> None:
    """Word everything that follows in `language` (a message is worded for its reader)."""
    g.language = language if language in LANGUAGES else "zh"
    refresh()
