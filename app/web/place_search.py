"""A search inside a form with many places: the list becomes shorter, what is chosen stays in it. Needs no script."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.database import db
from app.models.places import Place
from app.queries.places import matching_places

#: from so many places on they are searched
MANY = 12


class PlaceSearch:
    """Part of a form with a list of places; a press on "narrow" asks for the list again and checks nothing."""

    find_place = StringField(
        _l("Find a place"),
        [Optional(), Length(max=80)],
        description=_l("Part of its name or pinyin, then “Narrow the list”. Empty: all places."),
    )
    #: whether there are so many places that one searches them
    many_places = False

    def narrowed(self, choices: list[SelectChoice], chosen: Collection[str]) -> list[SelectChoice]:
        """Return the choices that fit what was searched for, and those that are chosen; all where nothing fits."""
        text = (self.find_place.data or "").strip()
        self.many_places = len(choices) > MANY
        if not text:
            return choices
        fitting = set(db.session.scalars(matching_places(text).with_only_columns(Place.public_id).order_by(None)))
        if not any(one.value in fitting for one in choices):
            self.find_place.errors = [_("No place is called so; all are listed.")]
            return choices
        return [one for one in choices if one.value in fitting or one.value in chosen]


def only_narrows(pressed: Iterable[str]) -> bool:
    """Say whether a press asks for more lines or a shorter list, and for nothing to be checked or written."""
    return not {"more", "narrow"}.isdisjoint(pressed)
