"""The order of a rota's wishes: moved, switched off and on; every button works without script, every save is a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.models.accounts import Role
from app.models.programmes import Programme
from app.operations.programme_rotas import save_rota_rules
from app.operations.programmes import LONGEST_NOTE, ProgrammeRefused, StaleProgramme
from app.planning.refusals import Refusal
from app.queries.rota_rules import FIRST_OF_ALL, refuse_unsound_order, rota_rules_of, switched_off
from app.scheduling.rota.programme import Wish
from app.web.access import actor, door
from app.web.organizer import blueprint
from app.web.organizer.programme_edit import earlier
from app.web.organizer.programme_fields import Fields, Said, move_wish
from app.web.organizer.programmes import found
from app.wording.programmes import REFUSALS, programme_name
from app.wording.rota_rules import MEANINGS, order_fault, order_lines, wish_differences
from app.wording.rotas import WISHES


@dataclass(frozen=True)
class Pressed:
    """What the form holds after a button: the wishes in their order, what was done, and why not if it cannot be."""

    wishes: Sequence[Wish]
    said: Said | None = None
    wrong: str = ""


@blueprint.route("/<public_id>/rota/wishes", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def rota_wishes(public_id: str) -> str:
    """Show the order of the newest version; a button changes what the form holds, and nothing is saved yet."""
    this = found(public_id)
    newest = this.versions[-1]
    if request.method == "GET":
        return wishes_page(this, Pressed(rota_rules_of(newest).programme.wishes), newest.number)
    return wishes_page(this, press(carried(), request.form.get("do", "")), earlier())


@blueprint.post("/<public_id>/rota/wishes/save")
@door(Role.ORGANIZER)
def save_wishes(public_id: str) -> str | tuple[str, int] | Response:
    """Save the order as the next version."""
    this, wishes = found(public_id), carried()
    values = {"wishes": [wish.value for wish in wishes]}
    try:
        saved = save_rota_rules(this.id, values, earlier=earlier(), note=request.form.get("note", ""), by=actor())
    except StaleProgramme:
        words = _("Somebody saved a version meanwhile. Below stands what your order would change in that one.")
        this = found(public_id)
        return wishes_page(this, Pressed(wishes, wrong=words), this.versions[-1].number), 409
    except ProgrammeRefused as fault:
        return wishes_page(found(public_id), Pressed(wishes, wrong=str(REFUSALS[fault.code])), earlier())
    except Refusal as refusal:
        return wishes_page(found(public_id), Pressed(wishes, wrong=order_fault(refusal)), earlier())
    flash(_("Saved as version %(number)s. Rounds asked for from now on use it.", number=saved), "good")
    return redirect(url_for("organizer.programme", public_id=public_id))


def carried() -> list[Wish]:
    """Return the wishes the form holds, each once; what is none is left out."""
    fields = request.form
    codes = [fields[f"wishes-{place}"] for place in range(len(Wish)) if f"wishes-{place}" in fields]
    return [Wish(code) for code in dict.fromkeys(codes) if code in set(Wish)]


def press(wishes: list[Wish], button: str) -> Pressed:
    """Do what a button says: move a wish, switch one off or on. An order that cannot be stays as it was, and says why."""
    deed, _colon, what = button.partition(":")
    after, said = wishes, None
    if deed in ("up", "down") and what.isdecimal():
        fields = Fields({f"wishes-{place}": wish.value for place, wish in enumerate(wishes)})
        said = move_wish(fields, int(what), -1 if deed == "up" else 1, WISHES)
        after = [Wish(fields[f"wishes-{place}"]) for place in range(len(wishes))]
    elif deed == "off" and what in wishes:
        after = [wish for wish in wishes if wish != what]
        said = Said(_("“%(wish)s” is no longer looked at. Nothing is saved yet.", wish=WISHES[what]), f"on:{what}")
    elif deed == "on" and what in set(Wish) - set(wishes):
        after = [*wishes, Wish(what)]
        words = _(
            "“%(wish)s” now stands in place %(place)s. Nothing is saved yet.", wish=WISHES[what], place=len(after)
        )
        said = Said(words, f"up:{len(wishes)}")
    try:
        refuse_unsound_order(after)
    except Refusal as refusal:
        return Pressed(wishes, wrong=order_fault(refusal))
    return Pressed(after, said)


def wishes_page(this: Programme, pressed: Pressed, earlier: int) -> str:
    """Render the page, with what the order means and what it changes in the newest version."""
    standing = rota_rules_of(this.versions[-1]).programme.wishes
    return render_template(
        "organizer/rota_wishes.html",
        programme=this,
        name=programme_name(this),
        pressed=pressed,
        off=switched_off(pressed.wishes),
        always=FIRST_OF_ALL,
        lines=order_lines(pressed.wishes),
        changes=wish_differences(standing, pressed.wishes),
        earlier=earlier,
        words=WISHES,
        meanings=MEANINGS,
        longest_note=LONGEST_NOTE,
        here="organizer.programmes",
    )
