"""Signing up: three steps, each kept on the visitor's phone, then an applicant; a thank-you page that says no more."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import abort, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.operations.attempts import TooMany
from app.operations.sign_ups import SignUp, sign_up
from app.planning.travel import Mode
from app.web.access import public
from app.web.base_question import label_of
from app.web.drafts import forget, keep, kept
from app.web.lobby import blueprint
from app.web.lobby.forms_sign_up import STEP_WORDS, STEPS, HowForm, StayForm, WhoForm
from app.wording.choices import EVIDENCE, USUAL

Form = TypeVar("Form", bound=FlaskForm)
DRAFT = "care_sign_up"
LAST = len(STEPS)


@blueprint.get("/sign-up")
@public
def signing_up() -> Response:
    """Go on where the visitor left off."""
    return redirect(url_for("lobby.sign_up_step", step=first_open(kept(DRAFT))))


@blueprint.get("/sign-up/<int:step>")
@public
def sign_up_step(step: int) -> Response | str:
    """Ask the questions of a step, with what was answered before."""
    draft = kept(DRAFT)
    if not 1 <= step <= LAST:
        abort(404)
    if step > first_open(draft):
        return redirect(url_for("lobby.sign_up_step", step=first_open(draft)))
    form = STEPS[step - 1](formdata=None, data=draft)
    if isinstance(form, HowForm) and "place" in draft:
        form.base = refilled(HowForm, draft).base
    return page(step, form)


@blueprint.post("/sign-up/<int:step>")
@public
def answer_step(step: int) -> Response | str | tuple[str, int]:
    """Keep the answers of a step; after the last one, sign the visitor up."""
    draft = kept(DRAFT)
    if not 1 <= step <= LAST or step > first_open(draft):
        return redirect(url_for("lobby.signing_up"))
    form = STEPS[step - 1]()
    if not form.validate():
        return page(step, form), 422
    if isinstance(form, StayForm):
        return finish(draft, form)
    answers = {name: value for name, value in form.data.items() if name not in {"csrf_token", "which"}}
    if isinstance(form, HowForm) and form.base is not None:
        answers["which"] = form.base.public_id
    return keep(redirect(url_for("lobby.sign_up_step", step=step + 1)), DRAFT, draft | answers)


def finish(draft: dict[str, Any], stay: StayForm) -> Response:
    """Sign the visitor up with all answers; raise 429 when this is tried too often."""
    who, how = refilled(WhoForm, draft), refilled(HowForm, draft)
    if how.base is None:
        return redirect(url_for("lobby.sign_up_step", step=2))
    answers = SignUp(
        name=who.name.data or "",
        phone=who.phone.data or "",
        gender=who.gender.data,
        birth_year=int(who.birth_year.data or 0),
        base_id=how.base.id,
        mode=Mode(how.mode.data),
        travel_limit=how.travel_limit.data,
        stays_until=stay.stays_until,
        consent=stay.consent.data,
    )
    try:
        sign_up(answers, language=str(get_locale())[:2], address=request.remote_addr or "")
    except TooMany:
        abort(429)
    return forget(redirect(url_for("lobby.signed_up")), DRAFT)


@blueprint.get("/sign-up/thanks")
@public
def signed_up() -> str:
    """Say what comes next; the page is the same whether the phone was known or not."""
    steps = [(EVIDENCE[kind], words) for kind, words in USUAL.items() if kind != "licence"]
    return render_template("lobby/sign_up/thanks.html", vetting=steps)


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """Say in plain words what is kept, for what, how long, and how one gets it erased."""
    return render_template("lobby/privacy.html")


def first_open(draft: dict[str, Any]) -> int:
    """Return the first step whose answers are missing or no longer good."""
    for number, form in enumerate(STEPS[:-1], start=1):
        if not refilled(form, draft).validate():
            return number
    return LAST


def refilled(form: type[Form], draft: dict[str, Any]) -> Form:
    """Return a form as if the visitor had sent it again with the answers of the draft, checked."""
    sent = MultiDict({name: str(value) for name, value in draft.items() if value is not None})
    filled: Form = form(formdata=sent, meta={"csrf": False})
    filled.validate()
    return filled


def page(step: int, form: FlaskForm) -> str:
    """Draw a step."""
    chosen = label_of(form.base) if isinstance(form, HowForm) and form.base else ""
    return render_template(
        "lobby/sign_up/step.html", step=step, form=form, steps_words=STEP_WORDS, last=LAST, chosen=chosen
    )
