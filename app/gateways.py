"""The one place that knows the library apprise: whether an address makes a gateway, and handing a text over.

Nothing here is ever logged or raised with an address, a number or a token in it: what went wrong is a code.
Apprise is loaded when it is first needed (a second, 40 MB): in what sends, and while an administrator saves a gateway.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

#: stands in an e-mail or SMS gateway's address for the person's own
TO = "{to}"
#: what `{to}` is tried with when an address is only looked at
SOMEBODY = {"email": "somebody@example.org", "sms": "+8613800138000"}
#: what may stand there: nothing that would begin another part of an address
ONE_PERSON = re.compile(r"[\w.+'-]+@[\w.-]+|\+?\d{5,15}")
#: hosts that may be spoken to without TLS: they are this machine
HERE = ("localhost", "127.0.0.1", "::1", "[::1]")
#: our own sender, app.jobs.letters
MAIL_SERVER = ("smtp", "smtps")
#: what apprise can do to the machine it runs on is no way to people
OWN_DESKTOP = frozenset({"syslog", "dbus", "qt", "kde", "glib", "gnome", "macosx", "windows", "blink1"})
#: seconds a gateway may take to answer
PATIENCE_SECONDS = 10.0
#: these answer "200 OK" and refuse in the body, which apprise does not read: scheme → names of the code, 0 is yes
CODES_IN_BODY = {
    "wecombot": ("errcode",),
    "dingtalk": ("errcode",),
    "feishu": ("code", "StatusCode"),
    "lark": ("code", "StatusCode"),
}
#: robots' addresses as DingTalk and Feishu show them, and how apprise wants them (it reads WeCom's by itself)
ROBOTS = (
    ("https://oapi.dingtalk.com/robot/send?access_token=", "dingtalk://"),
    ("https://open.feishu.cn/open-apis/bot/v2/hook/", "feishu://"),
)
#: one hearing at a time: what is heard is taken from the one class all of apprise's web senders use
HEARING = threading.Lock()


def fault_of(url: str, kind: str) -> str:
    """Return why `url` is no gateway of `kind` (group, email, sms) as a code, or "".

    no_to: an address for one person lacks {to} · to: a group's has one · not_secure: it would speak without TLS ·
    unverified: it would trust any certificate · own_desktop: it reaches nobody · unknown: apprise makes nothing of it.
    """
    scheme = scheme_of(url)
    if kind == "email" and scheme in MAIL_SERVER:
        return "" if is_server(url) else "unknown"
    if (TO in url) != (kind in SOMEBODY):
        return "no_to" if kind in SOMEBODY else "to"
    if scheme in OWN_DESKTOP:
        return "own_desktop"
    sender = sender_of(filled(url, SOMEBODY.get(kind, "")))
    if sender is None:
        return "unknown"
    if not sender.verify_certificate:
        return "unverified"
    open_schemes = (sender.protocol,) if isinstance(sender.protocol, str) else (sender.protocol or ())
    if scheme in open_schemes and sender.host not in HERE:
        return "not_secure"
    return ""


def hand_over(url: str, to: str, title: str, text: str) -> str:
    """Hand a text to a gateway; return "" when it took it, else a code.

    unreachable · no_such_address: `to` is neither a plain address nor a number · refused, with the gateway's number when it gave one: "refused 500" · bad_gateway: apprise makes
    nothing of the address. A yes means the gateway took it, not that anybody read it.
    """
    if to and not ONE_PERSON.fullmatch(to):
        return "no_such_address"
    sender = sender_of(filled(url, to))
    if sender is None:
        return "bad_gateway"
    sender.socket_connect_timeout = sender.socket_read_timeout = PATIENCE_SECONDS
    with answers() as heard:
        try:
            taken = bool(sender.notify(body=text, title=title))
        except Exception:  # a plug-in may break in ways of its own, and its traceback would show the address
            return "refused"
    return verdict(taken, heard, str(sender.secure_protocol))


def is_server(url: str) -> bool:
    """Say whether an address names a host, and a port that is one if any."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def filled(url: str, to: str) -> str:
    """Put the person's address or number into its place, and read a robot's address as the chat shows it."""
    for shown, ours in ROBOTS:
        if url.startswith(shown):
            url = ours + url.removeprefix(shown)
    return url.replace(TO, quote(to, safe=""))


def scheme_of(url: str) -> str:
    """Return the part before ://, in small letters."""
    return url.partition("://")[0].strip().lower()


def sender_of(url: str) -> Any | None:
    """Return apprise's sender for an address, or None. It writes nothing to disk and points to no picture elsewhere."""
    import apprise  # noqa: PLC0415 (heavy)

    for library in ("apprise", "urllib3"):  # their warnings show addresses
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    ours = apprise.AppriseAsset(
        app_id="Care-Circle",
        app_desc="Care-Circle",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        pgp_autogen=False,
        pem_autogen=False,
        body_format=apprise.NotifyFormat.TEXT,
    )
    try:
        return apprise.Apprise.instantiate(url, asset=ours, suppress_exceptions=True)
    except Exception:  # an address that breaks a plug-in is as good as unknown
        return None


def warm_up() -> None:
    """Load apprise with its plug-ins, so that a worker's jobs need not, each anew."""
    sender_of("json://localhost")


@contextmanager
def answers() -> Iterator[list[Any]]:
    """Collect what gateways answer over HTTP while the block lasts; None for one that could not be reached.

    Apprise tells no more than yes or no.
    """
    import requests  # noqa: PLC0415 (comes with apprise)

    heard: list[Any] = []
    plain = requests.Session.send

    def send(session: Any, request: Any, **options: Any) -> Any:
        try:
            answer = plain(session, request, **options)
        except requests.RequestException:
            heard.append(None)
            raise
        heard.append(answer)
        return answer

    with HEARING:
        requests.Session.send = send  # type: ignore[method-assign,assignment]
        try:
            yield heard
        finally:
            requests.Session.send = plain  # type: ignore[method-assign]


def verdict(taken: bool, heard: list[Any], scheme: str) -> str:
    """Return "" or the code of what went wrong, from apprise's word and the last answer heard."""
    last = heard[-1] if heard else None
    if heard and last is None:
        return "unreachable"
    if not taken:
        return f"refused {last.status_code}" if last is not None else "refused"
    number = code_in_body(last, CODES_IN_BODY.get(scheme, ())) if last is not None else 0
    return f"refused {number}" if number else ""


def code_in_body(answer: Any, names: tuple[str, ...]) -> int:
    """Return the code a gateway wrote into the body of its yes; 0 when it wrote none."""
    try:
        body = answer.json() if names else None
    except ValueError:
        return 0
    found = [body[name] for name in names if name in body] if isinstance(body, dict) else []
    return next((number for number in found if isinstance(number, int) and number), 0)
