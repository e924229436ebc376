"""The lobby: landing, sign-up, sign-in, the account, the language, and the worry button of every room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("lobby", __name__)
