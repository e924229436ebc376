"""The sentences for everything an import can find wrong: what it is and what to do about it.

Codes and their numbers come from `app.imports`; where a problem stands is told by `problem_place`.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.imports import Problem

PROBLEMS = {
    "file_empty": _l("The file is empty. Choose the file again, or save it once more."),
    "file_too_large": _l("The file has %(megabytes)s MB; at most %(most)s MB are read. Split it by township."),
    "file_damaged": _l(
        "The file is damaged or incomplete. Open it in Excel or WPS, save it as xlsx and send it again."
    ),
    "password_protected": _l("The file is locked with a password. Save it without one."),
    "package_bomb": _l("Unpacked, the file would be far larger than a table can be. It was not opened."),
    "entities_not_allowed": _l(
        "The file contains instructions that do not belong in a table. It was not opened. Save it again as xlsx."
    ),
    "web_page_not_spreadsheet": _l(
        "This is a web page that only calls itself a spreadsheet. Open it in Excel or WPS and save it as xlsx."
    ),
    "not_a_spreadsheet": _l("This is not a spreadsheet. Send xlsx, xls or csv."),
    "encoding_unknown": _l("The characters of the file cannot be read. Save it as xlsx, or as csv in UTF-8 or GBK."),
    "text_broken": _l(
        "Around row %(row)s a quotation mark is not closed or a cell has no end. Save the table as xlsx."
    ),
    "too_many_rows": _l(
        "There are %(rows)s rows; at most %(most)s are read from one sheet. Split the sheet, or delete "
        "stray cells far below."
    ),
    "too_many_columns": _l(
        "There are %(columns)s columns; at most %(most)s are read. Delete columns that are not needed, "
        "or stray cells far to the right."
    ),
    "too_many_sheets": _l("There are %(sheets)s sheets; at most %(most)s are read. Split the file."),
    "name_tells_otherwise": _l(
        "The name of the file says %(said)s, its content is %(found)s. It was read by its content."
    ),
    "no_sheet_recognised": _l(
        "No sheet has headings that are known here. The first row of the table should name its columns: "
        "name, gender, month of birth …"
    ),
    "headings_not_found": _l("This sheet has no headings that are known here; it was left out."),
    "no_rows": _l("There is not one row under the headings."),
    "more_problems": _l("And %(count)s more. Correct those shown first, then bring the file in again."),
    "heading_missing": _l("The column is missing. Other words for it that are understood: %(also)s."),
    "heading_twice": _l("This column says the same as “%(first)s”. Only the first was read; delete or rename one."),
    "columns_left_out": _l("These columns are not needed and were left out: %(names)s."),
    "id_not_kept": _l("Identity numbers are used to check a row and then forgotten. They are never stored."),
    "cell_missing": _l("The cell is empty, but must be filled in."),
    "formula_without_result": _l(
        "The cell holds a formula without a result, or shows an error. Write the value itself."
    ),
    "text_too_long": _l("The text has %(characters)s characters; at most %(most)s are kept. Shorten it."),
    "text_unreadable": _l("The cell contains signs that cannot be read. Type it again."),
    "name_too_short": _l("A name has at least two characters."),
    "name_with_digits": _l("There is a digit in the name. Write the name alone."),
    "name_with_signs": _l("There is a sign in the name that names do not have. Write the name alone."),
    "not_a_whole_number": _l("A whole number is wanted here, such as 3."),
    "number_out_of_range": _l("The number should be between %(least)s and %(most)s."),
    "number_rounded": _l("Excel has rounded the number. Format the column as text and type it again."),
    "phone_too_short": _l("The phone number has %(digits)s digits, %(missing)s too few. Ask for it again."),
    "phone_too_long": _l("The phone number has %(digits)s digits, %(extra)s too many. Ask for it again."),
    "phone_with_letters": _l(
        "There is something else than digits in the phone number. Often it is the letter O for a zero."
    ),
    "phone_unknown_prefix": _l("No phone number in China begins like this. Check the first digits."),
    "word_unknown": _l("This word is not known here. Write one of these: %(known)s."),
    "word_in_list_unknown": _l("The word “%(word)s” is not known here. Write some of these: %(known)s."),
    "date_unclear": _l("The date cannot be understood. Write it like 2015-03."),
    "date_impossible": _l("There is no such day."),
    "date_in_future": _l("The day lies in the future. Check the year."),
    "date_lunar": _l("This is a day of the lunar calendar. Write the day of the ordinary calendar."),
    "year_two_digits": _l("Write the year with four digits, like 2015."),
    "month_ambiguous": _l(
        "As a number this is January or October: Excel has dropped a zero. Write it like 2015-10 or 2015-01."
    ),
    "day_missing": _l("The day is missing. Write the whole date, like 2026-03-01."),
    "ends_before_start": _l("The end lies before the beginning."),
    "age_out_of_range": _l("That would be an age of %(age)s. Check the year."),
    "over_age": _l(
        "The child is %(age)s and may no longer count as left-behind. Plan an ending, or keep the file on purpose."
    ),
    "parent_returned": _l("A parent has come home. Check whether the child is still to have a circle."),
    "hours_unclear": _l("These hours cannot be understood: “%(part)s”. Write them like 周六 8:30-11:30."),
    "hours_end_before_start": _l("These hours end before they begin, or are shorter than half an hour: “%(part)s”."),
    "township_missing": _l("Which township is it in? Fill in the township."),
    "township_unknown": _l(
        "This township is not known here. A child of another county does not belong in this file; a new "
        "township is brought in with the places first."
    ),
    "township_misspelt": _l("This township is not known here. Did you mean “%(near)s”?"),
    "village_unknown": _l(
        "This village is not known in the township. Write its official name, or bring it in with the places first."
    ),
    "village_misspelt": _l("This village is not known in the township. Did you mean “%(near)s”?"),
    "coordinate_alone": _l("One of the two coordinates is missing. Fill in both or none."),
    "coordinate_not_decimal": _l("Write the coordinate in decimal degrees, like 27.97444."),
    "coordinate_out_of_range": _l("The coordinate should be between %(least)s and %(most)s."),
    "coordinates_swapped": _l("Latitude and longitude are the wrong way round. Swap the two columns."),
    "coordinates_abroad": _l("The point is not in China. Check the coordinates."),
    "id_wrong_length": _l("The identity number has %(signs)s signs instead of 18."),
    "id_rounded": _l("Excel has rounded the identity number. Format the column as text."),
    "id_wrong_check_sign": _l("The check sign of the identity number does not agree: a digit is wrong."),
    "id_other_birth": _l("The identity number tells another month of birth than this row."),
    "id_other_gender": _l("The identity number tells another gender than this row."),
    "id_twice": _l("Row %(other_row)s has the same identity number. One of the two is wrong."),
    "same_child_twice": _l(
        "This may be the child “%(other_name)s” of row %(other_row)s: the same sound, month and "
        "village. Nothing is merged by itself."
    ),
    "same_phone_twice": _l("Row %(other_row)s (“%(other_name)s”) has the same phone. Nothing is merged by itself."),
    "same_place_twice": _l("Row %(other_row)s already names this place."),
    "same_pair_twice": _l("Row %(other_row)s already names this pair."),
    "phone_of_many_children": _l(
        "%(count)s children have this phone of a carer: rows %(rows)s. Perhaps it was copied down by mistake."
    ),
}


def problem_sentence(problem: Problem) -> str:
    """Return what is wrong and what to do, in the reader's language."""
    return str(PROBLEMS[problem.code]) % problem.params


def problem_place(problem: Problem) -> str:
    """Return where it stands, such as "Sheet “花名册” · row 12 · column “电话”"; "" for the whole file."""
    parts = []
    if problem.sheet is not None:
        parts.append(_("Sheet “%(sheet)s”", sheet=problem.sheet))
    if problem.row is not None:
        parts.append(_("row %(row)s", row=problem.row))
    if problem.column is not None:
        parts.append(_("column “%(column)s”", column=problem.column))
    return " · ".join(parts)
