"""What messages say: kind → subject and text, worded for the reader when it is read or sent.

A phone lies open on the table and a preview is read by others. So no message holds a child's name, address or need,
not even a pseudonym: it says that something is there, when it is, and that one signs in to read it
(security reference, threat T10).

Parameters are plain values, worded by their names (`message_parameters`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.messages import Message
from app.wording.message_parameters import Worded, worded


@dataclass(frozen=True)
class MessageWords:
    """A message as one reads it."""

    subject: str
    text: str


#: kind → (subject, text); a text may use %(name)s for the parameters its kind is told with
KINDS: dict[str, tuple[Any, Any]] = {
    # the supporter's offers and pairs
    "offer": (
        _l("You have a new proposal"),
        _l("There is a child we would like to ask you about. Sign in to read it; please answer by %(answer_by)s."),
    ),
    "offer_reminder": (
        _l("A proposal waits for your answer"),
        _l("Please answer by %(answer_by)s. Either answer is fine. Sign in to read it."),
    ),
    "offer_withdrawn": (
        _l("A proposal was taken back"),
        _l("You need not do anything. Sign in to see what stands today."),
    ),
    "offer_lapsed": (
        _l("A proposal has run out"),
        _l("The day to answer has passed, so the place is free again. If you would still like to come, ring us."),
    ),
    "pair_live": (
        _l("You are in a circle"),
        _l("You are now part of a child's circle. Sign in to see when you meet."),
    ),
    "pair_ended": (
        _l("A circle has changed"),
        _l("Your part in one circle has ended. Thank you for coming. Sign in to see what stands today."),
    ),
    "rhythm_changed": (
        _l("You now meet in another rhythm"),
        _l("How often you meet one of your children has changed. Sign in to see the dates that stand now."),
    ),
    "ending_planned": (
        _l("One of your circles will end"),
        _l("Your last meeting in one circle is by %(until)s. Sign in to read how to say goodbye."),
    ),
    "ending_stayed": (
        _l("Your circle goes on"),
        _l("The ending of one of your circles was taken back. Sign in to see your meetings."),
    ),
    # endings, told to coordinators
    "ending_said": (
        _l("A supporter would like to end a pair"),
        _l("There is a goodbye to prepare. Sign in to name who follows."),
    ),
    "ending_nobody": (
        _l("A goodbye is due and nobody follows"),
        _l("Sign in to ask somebody, or to say that nobody follows yet."),
    ),
    "ending_visit": (
        _l("A pair has ended at once"),
        _l("Please visit the child by %(until)s. Sign in for the rest."),
    ),
    # answers, told to coordinators
    "offer_accepted": (_l("A proposal was accepted"), _l("Someone said yes. Sign in to see the circle.")),
    "offer_declined": (
        _l("A proposal was declined"),
        _l("Someone said not this time. The place is open again; sign in to see it."),
    ),
    "offer_unanswered": (
        _l("A proposal ran out without an answer"),
        _l("The place is open again; sign in to see it."),
    ),
    # meetings
    "meeting_moved": (
        _l("A meeting was moved"),
        _l("The meeting of %(before)s is now on %(starts_at)s. Sign in for the rest."),
    ),
    "meeting_planned": (
        _l("A meeting has a date"),
        _l("There is a new meeting on %(starts_at)s. Sign in for the rest."),
    ),
    "meeting_cancelled": (
        _l("A meeting is off"),
        _l("The meeting of %(starts_at)s will not take place. Sign in for the rest."),
    ),
    "meeting_late": (
        _l("Someone is running late"),
        _l("The supporter of the meeting at %(starts_at)s will be a little late. Sign in for the rest."),
    ),
    "meeting_tomorrow": (
        _l("You have a meeting tomorrow"),
        _l("Tomorrow's meeting: %(starts_at)s%(where)s. Sign in for the rest."),
    ),
    "meeting_reminder": (
        _l("You have a meeting soon"),
        _l("Your next meeting is on %(starts_at)s%(where)s. Sign in for the rest."),
    ),
    # shifts
    "shift_cancelled": (
        _l("A shift is off"),
        _l("The shift of %(starts_at)s will not be held. You need not come. Sign in for the rest."),
    ),
    "shifts_cancelled": (
        _l("Some of your shifts are off"),
        _l("%(count)s of your shifts will not be held, the first on %(starts_at)s. Sign in to see which."),
    ),
    "shift_not_held": (
        _l("A shift you might have come to is off"),
        _l("The shift of %(starts_at)s will not be held. You need not answer, or wait for a place, any more."),
    ),
    "shifts_not_held": (
        _l("Some shifts you might have come to are off"),
        _l("%(count)s shifts will not be held, the first on %(starts_at)s. You need not answer or wait any more."),
    ),
    "shift_restored": (
        _l("A shift is held after all"),
        _l("The shift of %(starts_at)s is held after all. Please say whether you come. Sign in to answer."),
    ),
    "shifts_restored": (
        _l("Some shifts are held after all"),
        _l("%(count)s of your shifts are held after all, the first on %(starts_at)s. Sign in to answer."),
    ),
    "shift_moved": (
        _l("A shift has changed"),
        _l("Time or place of your shift has changed; it now begins on %(starts_at)s. Sign in to see where."),
    ),
    "shifts_moved": (
        _l("Some of your shifts have changed"),
        _l("Time or place of %(count)s of your shifts has changed; the first now begins on %(starts_at)s. Sign in."),
    ),
    "shift_released": (
        _l("You are free of a shift"),
        _l("A shift of yours has changed and no longer fits you, so you need not come. Sign in to see what stands."),
    ),
    "shifts_released": (
        _l("You are free of some shifts"),
        _l("%(count)s of your shifts have changed and no longer fit you; you need not come. Sign in for the rest."),
    ),
    "shift_tomorrow": (
        _l("You have a shift tomorrow"),
        _l("Tomorrow's shift: %(starts_at)s%(where)s. Sign in for the rest, or if you cannot come."),
    ),
    "shift_reminder": (
        _l("You have a shift soon"),
        _l("Your next shift is on %(starts_at)s%(where)s. Sign in for the code to show when you come."),
    ),
    # the day itself, told to those who run it
    "second_adult_missing": (
        _l("Do not start yet: too few grown-ups"),
        _l(
            "%(starts_at)s%(where)s: 15 minutes after the start, %(count)s of %(least)s grown-ups are noted as there."
            " Sign in for the call list."
        ),
    ),
    "child_absent": (
        _l("A ticket number was absent three times"),
        _l("Three times in a row one ticket number was not there%(where)s. Sign in to see which, and look after it."),
    ),
    # hours
    "certificate_issued": (
        _l("A certificate of your hours is ready"),
        _l("Certificate %(number)s of %(hours)s hours has been issued. The paper with the seal is with us."),
    ),
    "certificate_revoked": (
        _l("A certificate is no longer valid"),
        _l("Certificate %(number)s was taken back. Sign in, or ring us to hear why."),
    ),
    # a published rota
    "shifts_offered": (
        _l("We would like to ask you for shifts"),
        _l("Shifts we would like to ask you for: %(count)s. Sign in to read them; either answer is fine."),
    ),
    "shifts_dated": (
        _l("Your shifts are dated"),
        _l("New shifts on your schedule: %(count)s. Sign in to see them."),
    ),
    "shift_open_again": (
        _l("A shift is open again"),
        _l("Somebody cannot come on %(starts_at)s, or did not answer. Sign in to see who could."),
    ),
    "shifts_ended": (
        _l("Some shifts need you no more"),
        _l("Shifts that others take over: %(count)s. You need not do anything; sign in to see what stands."),
    ),
    # living with the rota
    "shift_gap": (
        _l("Somebody cannot come"),
        _l("Somebody cannot come on %(starts_at)s. Those who could are asked now; sign in to see how it stands."),
    ),
    "shift_gap_late": (
        _l("Somebody cannot come, and it is soon"),
        _l("Somebody cannot come on %(starts_at)s. Everybody who waits is asked now. Sign in to see the safe number."),
    ),
    "shift_late": (
        _l("Somebody comes a little late"),
        _l("Somebody on the shift of %(starts_at)s will be a little late. Sign in for the rest."),
    ),
    "shift_no_gap": (
        _l("Somebody can come after all"),
        _l("Who could not come on %(starts_at)s has taken that back. Sign in to see how it stands."),
    ),
    "replacement_asked": (
        _l("Could you come?"),
        _l("Somebody cannot come on %(starts_at)s. Could you? The first yes has it; please answer by %(reply_by)s."),
    ),
    "replacement_filled": (
        _l("Someone is coming already, thank you"),
        _l("For %(starts_at)s nobody is needed any more. You need not do anything."),
    ),
    "replacement_found": (
        _l("Somebody comes instead"),
        _l("For the shift of %(starts_at)s somebody said yes. Sign in to see who."),
    ),
    "replacement_none": (
        _l("Nobody is left to ask"),
        _l("Everybody who could come on %(starts_at)s was asked, and places are open. Sign in to see what could help."),
    ),
    "standby_called": (
        _l("A place came free for you"),
        _l("You waited for the shift of %(starts_at)s; it is on your schedule now. If it does not suit, say so there."),
    ),
    "swap_offered": (
        _l("Would you take a shift over?"),
        _l("Somebody would give away the shift of %(starts_at)s. Who takes it has it; you need not answer."),
    ),
    "swap_taken": (
        _l("Your shift is taken over"),
        _l("Somebody takes over your shift of %(starts_at)s. You need not come."),
    ),
    "swap_yours": (
        _l("The shift is yours"),
        _l("You take over the shift of %(starts_at)s. It is on your schedule."),
    ),
    "shift_placed": (
        _l("A shift was put on your schedule"),
        _l("The organiser put you on the shift of %(starts_at)s. If that is not what you agreed, say so there."),
    ),
    # evidence
    "evidence_recorded": (
        _l("Something was added to your papers"),
        _l("We noted: %(evidence)s. A second person looks at it next."),
    ),
    "evidence_approved": (
        _l("One more step is done"),
        _l("%(evidence)s: done, valid until %(until)s. Sign in to see what comes next."),
    ),
    "evidence_expiring": (
        _l("Something has to be renewed"),
        _l("%(evidence)s is valid until %(until)s. Please renew it in time; sign in to see how."),
    ),
    "evidence_ended": (
        _l("Something is no longer valid"),
        _l("%(evidence)s is no longer valid. Until it is renewed there are no meetings. Sign in or ring us."),
    ),
    "vetting_complete": (
        _l("Everything is there"),
        _l("All your papers are in order. When there is a child near you, we will ask you."),
    ),
    "application_received": (
        _l("Thank you for coming forward"),
        _l("We have your details. Sign in to see the next step."),
    ),
    "application_declined": (
        _l("About your application"),
        _l("We cannot take your application further. If you would like to talk about it, ring us."),
    ),
    # signing in
    "sign_in_code": (
        _l("Your sign-in code"),
        _l("%(secret)s is your code for Care Circle. It works once. We never ask for it by phone."),
    ),
    "invitation": (
        _l("You are invited to Care Circle"),
        _l("You are invited as %(role)s. Open this link once to begin: %(secret)s"),
    ),
    "new_start": (
        _l("Begin anew with Care Circle"),
        _l("Your old password no longer works. Open this link once to choose a new one: %(secret)s"),
    ),
    "new_sign_in": (
        _l("Someone signed in with your account"),
        _l("There was a new sign-in on %(starts_at)s. If it was not you, ring us at once."),
    ),
    "sessions_ended": (
        _l("Your sign-ins were ended"),
        _l("All your open sign-ins were ended. Sign in again when you need to."),
    ),
    # staff
    "concern_raised": (
        _l("Someone is worried"),
        _l("A note was left. Sign in and read it now."),
    ),
    "concern_waiting": (
        _l("A note still waits to be read"),
        _l("Someone left a note because they are worried, and nobody has confirmed reading it. Sign in now."),
    ),
    "round_ready": (
        _l("A round is ready for review"),
        _l("The plan is there. Sign in to look at it."),
    ),
    "tryout_ready": (
        _l("The try-out is done"),
        _l("Sign in to see what the changed limits would do. Nothing was changed for anybody."),
    ),
    "round_failed": (
        _l("A round could not be finished"),
        _l("Nothing was changed. Sign in to see why."),
    ),
    "upload_not_written": (
        _l("A file could not be brought in"),
        _l("Nothing was changed. Sign in to see why."),
    ),
    "application_new": (
        _l("Someone would like to come"),
        _l("There is a new application. Sign in to look at it."),
    ),
    "evidence_to_approve": (
        _l("Something waits for a second pair of eyes"),
        _l("Evidence was recorded and waits for your approval. Sign in to look at it."),
    ),
}
#: what an unknown kind says (written by a newer version of the house)
OTHER = (_l("There is something new for you"), _l("Sign in to read it."))


def words_of(message: Message) -> MessageWords:
    """Return the message's words in the language that is being spoken (app.languages.speak)."""
    subject, text = KINDS.get(message.kind, OTHER)
    known = Worded({name: worded(name, value) for name, value in message.params.items()})
    known["secret"] = str(message.secret) if message.secret is not None else str(_l("(no longer shown)"))
    return MessageWords(str(subject) % known, str(text) % known)
