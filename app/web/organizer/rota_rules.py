"""What a programme says of rotas: musts of a shift, everybody's limits, duties that are not asked first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app.models.accounts import Role
from app.models.programmes import Programme
from app.operations.programme_rotas import save_rota_rules
from app.operations.programmes import ProgrammeRefused, StaleProgramme
from app.planning.refusals import Refusal
from app.queries.rota_rules import NUMBERS, rota_rules_of
from app.scheduling.rota.programme import ShiftMust
from app.web.access import actor, door
from app.web.fields import Several
from app.web.organizer import blueprint
from app.web.organizer.forms_programmes import number
from app.web.organizer.programmes import found
from app.wording.activities import DUTIES
from app.wording.programmes import REFUSALS, programme_name
from app.wording.rotas import SHIFT_MUSTS


class RotaRulesForm(FlaskForm):
    """The rules of a rota."""

    earlier = HiddenField(validators=[InputRequired()])
    shift_musts = Several(_l("A shift opens only with"), SHIFT_MUSTS)
    live_duties = Several(
        _l("Duties that stand at publication"),
        {duty.value: words for duty, words in DUTIES.items()},
        description=_l("People on duty need not say yes first. All others are asked."),
    )
    freeze_days = number(_l("Days ahead in which nobody is taken off a shift"))
    minutes_a_day = number(_l("Most minutes a day, with ways"))
    most_days_in_a_row = number(_l("Most days in a row"))
    rest_minutes = number(
        _l("Minutes of rest between two days"), _l("At most 1440 (24 hours): from one day to the next.")
    )
    ask_at_once = number(_l("People asked at the same time when somebody cannot come"))

    def rules(self) -> dict[str, Any]:
        """Return the rules as a version keeps them."""
        musts = [must.value for must in ShiftMust if must.value in (self.shift_musts.data or ())]
        return {"shift_musts": musts, **{name: self[name].data for name in NUMBERS}}


@blueprint.get("/<public_id>/rota")
@door(Role.ORGANIZER)
def rota_rules(public_id: str) -> str:
    """Show the rules of the newest version."""
    this = found(public_id)
    newest = this.versions[-1]
    rules = rota_rules_of(newest)
    values = {name: getattr(rules, name) for name in NUMBERS}
    musts = [must.value for must in rules.programme.shift_musts]
    form = RotaRulesForm(earlier=newest.number, shift_musts=musts, live_duties=newest.live_duties, **values)
    return rules_page(this, form)


def rules_page(this: Programme, form: RotaRulesForm, wrong: str = "") -> str:
    """Render the form."""
    return render_template(
        "organizer/rota_rules.html",
        programme=this,
        name=programme_name(this),
        form=form,
        wrong=wrong,
        here="organizer.programmes",
    )


@blueprint.post("/<public_id>/rota")
@door(Role.ORGANIZER)
def save_rota(public_id: str) -> str | tuple[str, int] | Response:
    """Save the rules as the next version."""
    this, form = found(public_id), RotaRulesForm()
    if not form.validate_on_submit():
        return rules_page(this, form)
    try:
        saved = save_rota_rules(
            this.id,
            form.rules(),
            form.live_duties.data or (),
            earlier=int(form.earlier.data or 0) if str(form.earlier.data).isdecimal() else 0,
            by=actor(),
        )
    except StaleProgramme:
        words = _("Somebody saved a version meanwhile. Open the page again and make your change once more.")
        return rules_page(found(public_id), form, words), 409
    except ProgrammeRefused as fault:
        return rules_page(found(public_id), form, str(REFUSALS[fault.code]))
    except Refusal as fault:
        field = form[fault.path.rpartition(".")[2]]
        least, most = fault.facts.get("least"), fault.facts.get("most")
        field.errors = [bounds_words(field.name, least, most)]
        return rules_page(found(public_id), form)
    flash(_("Saved as version %(number)s. Rounds asked for from now on use it.", number=saved), "good")
    return redirect(url_for("organizer.programme", public_id=public_id))


def bounds_words(name: str, least: Any, most: Any) -> str:
    """Say between which numbers a rule lies."""
    if name == "rest_minutes":
        return str(_("At most %(most)s minutes (24 hours), please: rest is asked from one day to the next.", most=most))
    return str(_("Between %(least)s and %(most)s, please.", least=least, most=most))
