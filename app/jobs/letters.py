"""E-mails by a mail server of one's own (SMTP_URL): with a Message-ID that stays, so that a second copy is known as one."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from app.config import Settings
from app.gateways import HERE

#: seconds a mail server may take for one step
PATIENCE_SECONDS = 15


def letter(to: str, subject: str, text: str, mark: str, settings: Settings) -> EmailMessage:
    """Return an e-mail; `mark` names the message for good."""
    made = EmailMessage()
    made["From"] = settings.mail_from
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = formatdate()
    made["Message-ID"] = f"<{mark}@{urlsplit(settings.public_url).hostname or 'localhost'}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


def post(made: EmailMessage, smtp_url: str) -> str:
    """Give a letter to the mail server; return "" when it took it, else no_such_address, refused NUMBER, unreachable."""
    try:
        hand_over(made, smtp_url)
    except smtplib.SMTPRecipientsRefused:
        return "no_such_address"
    except smtplib.SMTPResponseException as fault:
        return f"refused {fault.smtp_code}"
    except (OSError, smtplib.SMTPException):
        return "unreachable"
    except ValueError:  # a port that is no number, a letter that cannot be written
        return "bad_gateway"
    return ""


def hand_over(made: EmailMessage, smtp_url: str) -> None:
    """Speak to the mail server: smtps://… speaks TLS at once, smtp://… turns to it unless it is this machine."""
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
        server.send_message(made)
