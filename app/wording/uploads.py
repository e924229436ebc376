"""Words for what a file brings: its kinds, its columns, and why a row was left out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

KINDS = {
    "places": _l("places"),
    "children": _l("children"),
    "supporters": _l("supporters"),
    "pairs": _l("running pairs"),
    "mixed": _l("several tables"),
    "": _l("not recognised"),
}
STATES = {
    "staged": _l("waits for your decision"),
    "asked": _l("waits for its turn"),
    "applying": _l("is being written"),
    "applied": _l("brought in"),
    "refused": _l("not written, the records changed"),
    "failed": _l("not written"),
    "discarded": _l("thrown away"),
}
COUNTS = {
    "new": _l("new"),
    "changed": _l("changed"),
    "unchanged": _l("unchanged"),
    "doubtful": _l("may be here already"),
    "faulty": _l("with a fault, left out"),
}
FIELDS = {
    "file_key": _l("number of the county's file"),
    "code": _l("code"),
    "name": _l("name"),
    "gender": _l("sex"),
    "birth": _l("month of birth"),
    "township": _l("township"),
    "village": _l("village"),
    "guardian_name": _l("guardian"),
    "guardian_relation": _l("guardian's relation"),
    "guardian_phone": _l("guardian's phone"),
    "guardian_phone_kind": _l("kind of phone"),
    "guardian_languages": _l("languages at home"),
    "school": _l("school"),
    "boards": _l("boards at school"),
    "consent_on": _l("day of consent"),
    "rhythm": _l("support rhythm"),
    "needs": _l("needs"),
    "interests": _l("interests"),
    "free": _l("free hours"),
    "meeting_place": _l("meeting place"),
    "address": _l("address"),
    "household": _l("household"),
    "phone": _l("phone"),
    "role": _l("role"),
    "kind": _l("kind"),
    "birth_year": _l("year of birth"),
    "base": _l("sets out from"),
    "languages": _l("languages"),
    "skills": _l("skills"),
    "travel_mode": _l("way of travelling"),
    "travel_limit": _l("travel limit, minutes"),
    "caseload": _l("children at most"),
    "weekly_minutes": _l("minutes a week"),
    "experience_months": _l("months of experience"),
    "stays_until": _l("stays until"),
    "vetted_on": _l("day of the record check"),
    "vetted_until": _l("record check valid until"),
    "trained_on": _l("day of training"),
    "insured_until": _l("insured until"),
    "code_signed_on": _l("code of conduct signed on"),
    "availability": _l("available hours"),
    "latitude": _l("latitude"),
    "longitude": _l("longitude"),
    "opening_hours": _l("opening hours"),
    "child_name": _l("child"),
    "supporter_name": _l("supporter"),
    "supporter_phone": _l("supporter's phone"),
    "child_village": _l("child's village"),
    "since": _l("since"),
}
#: stages of writing, in order
STAGES = {
    "asked": _l("Waits for its turn"),
    "reading": _l("Reads the file and compares it with the records"),
    "writing": _l("Writes it, all at once"),
}
#: why a file was not written
FAILURES = {
    "changed": _l("The records changed after you looked, and the file would now do something else."),
    "rights": _l("Whoever asked no longer coordinates the whole county."),
    "busy": _l("The records were being changed all the time. Ask once more in a few minutes."),
    "worker_lost": _l(
        "The program that writes was cut off three times. Ask once more; if it happens again, tell your administrator."
    ),
    "memory": _l("The file needs more memory than there is. Split it by township."),
    "broken": _l("Something went wrong on our side and is in the log. Tell your administrator."),
}
LEFT_OUT = {
    "moved": _l("This row would now do something else than what was shown."),
    "no_point": _l("The place has no coordinates. Add latitude and longitude."),
    "no_township": _l("Its township is not known here. Bring the townships in first."),
    "wrong_kind": _l("A place of this kind cannot stand there."),
    "no_village": _l("The village is not known here. Bring the places in first."),
    "no_base": _l("Where this person sets out from is not known here. Bring the places in first."),
    "no_gender_or_birth_year": _l("Sex and year of birth are needed for somebody new."),
    "phone_taken": _l("Somebody here has this phone number already. Compare the two and correct one by hand."),
    "child_not_found": _l(
        "There is no child of this name in this village. Correct the name, or bring the child in first."
    ),
    "child_not_clear": _l("Several children have this name. Name the village, or pair by hand."),
    "supporter_not_found": _l("Nobody here has this phone number. Bring the supporter in first."),
    "seat_taken": _l("This child has somebody in this role already."),
    "pair_known": _l("This pair is known and differs from the sheet. Change it by hand."),
}
OTHER = _l("It does not fit the records here. Look at the row and enter it by hand.")
