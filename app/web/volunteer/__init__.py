"""The volunteer's room; doctors, officers, tutors and counsellors use it too."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("volunteer", __name__, url_prefix="/me")
