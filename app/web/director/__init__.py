"""The village child director's room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("director", __name__, url_prefix="/village")
