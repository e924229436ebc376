"""Words for what forms about supporters let people choose. The codes are those of the tables and the samples."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.wording.children import INTERESTS, SPOKEN
from app.wording.message_parameters import EVIDENCE
from app.wording.people import GENDERS, KINDS
from app.wording.places import place_name

#: pages are handed this module as `words`
__all__ = ["EVIDENCE", "GENDERS", "INTERESTS", "KINDS", "SPOKEN", "place_name"]

SKILLS = {
    "chinese": _l("Chinese lessons"),
    "maths": _l("maths"),
    "english": _l("English"),
    "science": _l("science"),
    "drawing": _l("drawing"),
    "music": _l("music"),
    "calligraphy": _l("calligraphy"),
    "sports": _l("sports"),
    "chess": _l("chess"),
    "computers": _l("computers"),
    "cooking": _l("cooking"),
    "handcraft": _l("handcraft"),
    "stories": _l("telling stories"),
    "listening": _l("listening"),
    "first_aid": _l("first aid"),
    "law": _l("law"),
}
MODES = {"foot": _l("on foot"), "scooter": _l("scooter"), "bus": _l("bus"), "car": _l("car")}
#: what a licence is for; circle roles ask for one of these
LICENCES = {
    "police": _l("police officer's"),
    "physician": _l("doctor's"),
    "counsellor": _l("counsellor's"),
    "teacher": _l("teacher's"),
}
SUPPORTER_STATES = {
    "applicant": _l("being vetted"),
    "active": _l("with us"),
    "paused": _l("on a pause"),
    "declined": _l("not taken on"),
    "left": _l("has left"),
}
#: why evidence no longer counts
ENDINGS = {
    "mistake": _l("entered by mistake"),
    "replaced": _l("replaced by a newer one"),
    "revoked": _l("revoked by whoever gave it"),
    "concern": _l("there is a concern"),
}
#: how long a step usually takes, so that nobody waits without knowing
USUAL = {
    "identity": _l("we look at your identity card when we first meet"),
    "references": _l("two people who know you are asked, usually 3 days"),
    "interview": _l("a talk of 20 minutes, in the township or by phone"),
    "record_check": _l("with the township, usually 5 working days"),
    "training": _l("two sessions of 40 minutes, sound and pictures"),
    "code_of_conduct": _l("we read it together and you sign, 10 minutes"),
    "insurance": _l("we take it out for you, usually 3 working days"),
    "licence": _l("show the original once"),
}


def worded(words: dict[str, Any], code: str) -> str:
    """Return the words of a code; the code itself where a newer version or a spreadsheet brought an unknown one."""
    return str(words.get(code, code))
