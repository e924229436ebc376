"""Words for accounts: why something is refused, where an account stands, what a browser runs on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: codes of app.operations.accounts.AccountRefused
REFUSALS = {
    "not_yourself": _l("Nobody decides about their own rights: ask another administrator."),
    "unknown_role": _l("Choose one of the roles."),
    "place_needed": _l("A child director is there for one village: choose it."),
    "wrong_place": _l("This role does not go with this place: a director has a village, a coordinator a township."),
    "past": _l("Choose a day that is still to come."),
    "bad_handle": _l("Enter an e-mail address, or a phone number with all its digits."),
    "has_account": _l("This person has an account already: look for it below and give the role there."),
    "wrong_code": _l("These six digits do not fit. Scan the square again and enter the digits the app shows now."),
    "no_name": _l("Enter the name."),
}
#: codes of app.operations.passwords.WeakPassword
PASSWORDS = {
    "too_short": _l("Use at least 12 characters. A sentence that only you would write is easy to remember."),
    "too_long": _l("Use at most 256 characters."),
    "guessable": _l(
        "This is quick to guess: known passwords, names, runs like 1234 and repeats do not count. Add words of your own."
    ),
}
DEVICES = {"phone": _l("Mobile phone"), "computer": _l("Computer"), "": _l("Unknown device")}
#: where an account stands: codes of app.queries.accounts
STANDINGS = {"open": _l("in use"), "invited": _l("invited"), "closed": _l("closed"), "no_role": _l("without a role")}
