"""What somebody has answered so far, kept on their own phone: sealed, so that nobody else reads or alters it there."""

from __future__ import annotations

import base64
import json
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from app.clock import now
from app.models.encrypted import WrongFieldKey, decrypt, encrypt

#: a half-filled form waits so long
DAYS = 2
SECONDS = DAYS * 24 * 3600
#: more than any form of ours needs; a browser's cookie holds 4096
MOST_BYTES = 3500


def kept(name: str) -> dict[str, Any]:
    """Return what `keep` put on this phone under `name`; nothing when it is old, damaged or not ours."""
    try:
        found = json.loads(decrypt(base64.urlsafe_b64decode(request.cookies.get(name, ""))))
    except (ValueError, IndexError, WrongFieldKey):
        return {}
    fresh = isinstance(found, dict) and found.get("form") == name and found.get("until", 0) > now().timestamp()
    return dict(found["values"]) if fresh else {}


def keep(response: Response, name: str, values: dict[str, Any]) -> Response:
    """Keep `values` (JSON) on the phone for two days; raise ValueError when they are too long for it."""
    held = {"form": name, "until": now().timestamp() + SECONDS, "values": values}
    sealed = base64.urlsafe_b64encode(encrypt(json.dumps(held, ensure_ascii=False))).decode()
    if len(sealed) > MOST_BYTES:
        raise ValueError("too long to be kept")
    secure = current_app.config["SETTINGS"].secure_cookies
    response.set_cookie(name, sealed, max_age=SECONDS, httponly=True, samesite="Lax", secure=secure)
    return response


def forget(response: Response, name: str) -> Response:
    """Take what was kept off the phone."""
    response.delete_cookie(name)
    return response
