"""Words for what is known of a child: needs, wishes, rhythm, states, consent, the home."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: support rhythm: the code of the tables → its words
RHYTHMS = {
    1: _l("R1 · close company, every week"),
    2: _l("R2 · near company, twice a month"),
    3: _l("R3 · regular company"),
    4: _l("R4 · light company"),
}
#: the codes that spreadsheets bring too (`imports.vocabulary.NEED`)
NEEDS = {
    "study_help": _l("help with study"),
    "lost_in_class": _l("classes go too fast"),
    "homework_undone": _l("homework stays undone"),
    "loneliness": _l("someone to talk to"),
    "health_follow_up": _l("health follow-up"),
    "chronic_illness": _l("a lasting illness"),
    "disability": _l("a disability"),
    "weak_guardianship": _l("support for the carer"),
    "poverty": _l("money is short at home"),
    "phone_overuse": _l("much time on the phone"),
    "conduct": _l("trouble with rules"),
    "injury": _l("safety at home"),
}
WISHES = {
    "woman": _l("a woman"),
    "man": _l("a man"),
    "speaks_she": _l("someone who speaks She"),
    "speaks_wu": _l("someone who speaks the local speech"),
}
INTERESTS = {
    "drawing": _l("drawing"),
    "football": _l("football"),
    "basketball": _l("basketball"),
    "badminton": _l("badminton"),
    "singing": _l("singing"),
    "she_songs": _l("She songs"),
    "dance": _l("dance"),
    "reading": _l("reading"),
    "chess": _l("chess"),
    "cooking": _l("cooking"),
    "nature": _l("nature"),
    "handcraft": _l("handcraft"),
    "coding": _l("coding"),
    "phone_games": _l("phone games"),
}
SPOKEN = {
    "mandarin": _l("Mandarin"),
    "wu": _l("local Wu"),
    "she": _l("She speech"),
}
RELATIONS = {
    "grandparents": _l("grandparents"),
    "grandmother": _l("grandmother"),
    "grandfather": _l("grandfather"),
    "mother": _l("mother"),
    "father": _l("father"),
    "kin": _l("other relatives"),
    "other": _l("someone else"),
}
DEVICES = {
    "smartphone": _l("smartphone"),
    "feature": _l("simple phone"),
    "none": _l("no phone"),
}
CHILD_STATES = {
    "active": _l("in company"),
    "paused": _l("away for a while"),
    "closed": _l("ended"),
}
#: domain reference 1.4
CLOSE_REASONS = {
    "age": _l("grew out of the programme"),
    "parent_returned": _l("a parent has been back for half a year"),
    "moved_to_parents": _l("moved to live with the parents"),
    "family_declined": _l("the family does not wish it"),
    "adopted": _l("was adopted"),
    "moved": _l("moved away"),
    "deceased": _l("died"),
    "merged": _l("was entered twice"),
}
CONSENT_PURPOSES = {
    "matching": _l("care circle"),
    "health": _l("health facts to the doctor"),
    "police": _l("contact with the police officer"),
}
ASKED_BY = {
    "child": _l("the child"),
    "guardian": _l("the guardian"),
    "supporter": _l("the supporter"),
    "coordinator": _l("a coordinator"),
}
#: what a step of the audit showed
LOOKS = {
    "child.file": _l("opened the page"),
    "child.name": _l("read the name"),
    "child.guardian": _l("read the guardian's name"),
    "child.phone": _l("read the phone number"),
    "child.address": _l("read the address"),
    "child.compared": _l("compared it with another child"),
}
#: fields of the history
FIELDS = {
    "name": _l("name"),
    "address": _l("address"),
    "sex": _l("girl or boy"),
    "born": _l("month of birth"),
    "village_id": _l("village"),
    "school_id": _l("school"),
    "meeting_place_id": _l("meeting place"),
    "boards": _l("lives at school on weekdays"),
    "rhythm": _l("support rhythm"),
    "rhythm_reason": _l("why less often"),
    "study_help": _l("needs help with study"),
    "needs": _l("needs"),
    "interests": _l("interests"),
    "windows": _l("free hours"),
    "sibling_group": _l("brothers and sisters"),
    "assent": _l("the child would like company"),
    "wishes": _l("wishes"),
    "state": _l("state"),
    "closed_reason": _l("why it ended"),
    "waiting_since": _l("waits since"),
    "guardian.name": _l("guardian's name"),
    "guardian.phone": _l("guardian's phone"),
    "guardian.relation": _l("who the guardian is"),
    "guardian.languages": _l("languages at home"),
    "guardian.device": _l("kind of phone"),
    "consent": _l("consent"),
    "exclusion": _l("kept apart from a supporter"),
    "supporter_wish": _l("asks for a certain supporter"),
    "merged": _l("merged"),
}
#: places of a circle
CIRCLE_ROLES = {
    "officer": _l("police officer"),
    "doctor": _l("doctor"),
    "volunteer": _l("volunteer"),
    "tutor": _l("tutor"),
    "counsellor": _l("counsellor"),
    "companion": _l("companion"),
}
SEATS = {"on": _l("agreed"), "new": _l("asked"), "open": _l("open")}
