"""The administrator's room: accounts, jobs, audit; no children anywhere."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/house")
