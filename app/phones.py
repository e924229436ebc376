"""One spelling for a phone number, so that equal numbers are found equal however they were typed."""

from __future__ import annotations

import phonenumbers

CHINA = 86


def normal_phone(text: str) -> str:
    """Return the digits by which a number is compared: national for Chinese ones, else with the country's code.

    What is no phone number keeps its digits, so that a mistyped one can still be found.
    """
    digits = "".join(character for character in text if character.isdecimal())
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(number):
        return digits
    national = phonenumbers.national_significant_number(number)
    return national if number.country_code == CHINA else f"{number.country_code}{national}"
