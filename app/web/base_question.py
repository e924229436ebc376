"""Where somebody sets out from, asked in words: the same question in the sign-up and in the coordinator's form."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.models.places import Place
from app.queries.bases import MOST, bases_named
from app.queries.places import township_of
from app.web.fields import choices_of, spaced_out
from app.wording.places import place_name


class BaseQuestion(FlaskForm):
    """A place by its name; `which` is asked only where a name stands for several places."""

    place = StringField(
        _l("Usual village or community"),
        [InputRequired(_l("Please write the name of a village, school or clinic.")), Length(max=80)],
        filters=[spaced_out],
    )
    which = RadioField(_l("Which one"), [Optional()], choices=[], validate_choice=False)

    #: the place that is meant, once the form is valid
    base: Place | None = None

    def validate_place(self, field: StringField) -> None:
        """Find the place that is meant; ask which one where there are several."""
        name = field.data or ""
        found = bases_named(name)
        chosen = [place for place in found if place.public_id == self.which.data]
        if len(found) == 1 or chosen:
            self.base = (chosen or found)[0]
            return
        if not found:
            raise ValidationError(
                _("We know no place called “%(name)s”. Try the village's name or its pinyin.", name=name)
            )
        if len(found) > MOST:
            raise ValidationError(_("Many places are called like “%(name)s”. Please write more of it.", name=name))
        self.which.choices = choices_of({place.public_id: label_of(place) for place in found})
        raise ValidationError(_("“%(name)s” could be any of these. Please choose one.", name=name))


def label_of(place: Place) -> str:
    """Return a place's name with its township before it, so that two of one name can be told apart."""
    township = township_of(place)
    return " · ".join(place_name(one) for one in (township, place) if one is not None)
