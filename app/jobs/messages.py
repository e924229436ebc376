"""Send what waits in the outbox by e-mail. Without a mail server messages are kept and read in the app."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.config import Settings
from app.database import db
from app.languages import speak
from app.models.messages import Message, MessageState
from app.operations.messages import claim_message, expired, put_off_message, settle_message
from app.queries.messages import OUTSIDE, due_messages
from app.wording.messages import words_of

#: seconds a mail server may take for one step
PATIENCE_SECONDS = 15
AT_ONCE = 100
#: mail servers that may be spoken to without TLS: they are this machine
HERE = ("localhost", "127.0.0.1", "::1")


class Unreachable(Exception):
    """The mail server could not be reached or did not let us in; the next message would fare no better."""


def send_waiting() -> int:
    """Send what is due; return how many messages were settled. For the timetable; any number may run at once."""
    settled = 0
    for message_id in due_messages(AT_ONCE):
        try:
            settled += send_message(message_id)
        except Unreachable:
            break
    return settled


def send_now(message_id: int) -> None:
    """Send one message because the bell rang; when the mail server is away the timetable tries again."""
    with suppress(Unreachable):
        send_message(message_id)


def send_message(message_id: int) -> bool:
    """Take one message up and send or keep it; say whether that settled it. Raises Unreachable after noting it.

    A sender that dies between the mail server's yes and the note of it leaves the message to be sent again; it then
    carries the same Message-ID, by which mail programs know it.
    """
    attempt = claim_message(message_id)
    if not attempt:
        return False
    settings: Settings = current_app.config["SETTINGS"]
    message = db.session.get_one(Message, message_id)
    if message.kind in OUTSIDE and (message.secret is None or expired(message.kind, message.created_at)):
        return settle_message(message_id, attempt, MessageState.FAILED, "expired")
    if not settings.smtp_url or "@" not in message.account.handle:
        return settle_message(message_id, attempt, MessageState.KEPT)
    letter = letter_of(message, settings)
    db.session.rollback()  # the database waits for nobody while the mail server thinks
    try:
        hand_over(letter, settings.smtp_url)
    except smtplib.SMTPRecipientsRefused:
        settle_message(message_id, attempt, MessageState.FAILED, "no_such_address")
        return True
    except smtplib.SMTPResponseException as fault:
        put_off_message(message_id, attempt, f"refused {fault.smtp_code}")
        return False
    except (OSError, smtplib.SMTPException) as fault:
        put_off_message(message_id, attempt, "unreachable")
        raise Unreachable(type(fault).__name__) from fault
    return settle_message(message_id, attempt, MessageState.SENT)


def letter_of(message: Message, settings: Settings) -> EmailMessage:
    """Return the message as an e-mail in its reader's language."""
    speak(message.account.language)
    words = words_of(message)
    letter = EmailMessage()
    letter["From"] = settings.mail_from
    letter["To"] = message.account.handle
    letter["Subject"] = words.subject
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{message.public_id}@{urlsplit(settings.public_url).hostname or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"
    link = f"{settings.public_url}{message.path}" if message.path else settings.public_url
    letter.set_content(f"{words.text}\n\n{link}\n")
    return letter


def hand_over(letter: EmailMessage, smtp_url: str) -> None:
    """Give a letter to the mail server: smtps://… speaks TLS at once, smtp://… turns to it unless it is this machine."""
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    trusted = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE_SECONDS)
    with server:
        if parts.scheme != "smtps" and host not in HERE:
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
