"""The organizer's room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("organizer", __name__, url_prefix="/programme")
