"""Words about gateways."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

KINDS = {
    "group": _l("a group chat (WeCom, DingTalk, Feishu …)"),
    "email": _l("e-mails to one person at a time"),
    "sms": _l("SMS to one person at a time"),
}
#: why a gateway is refused, with the remedy
REFUSALS = {
    "empty": _l("Please fill this in."),
    "too_long": _l("This is too long."),
    "unknown_kind": _l("Please choose one."),
    "unknown_language": _l("Please choose one."),
    "unknown_place": _l("Please choose one."),
    "changed_meanwhile": _l("Somebody else changed this gateway meanwhile. Open it anew and look again."),
    "gone": _l("This gateway is switched off or gone."),
    "bad_to": _l("Please write an e-mail address for an e-mail gateway, a phone number for an SMS gateway."),
    "no_to": _l("Write {to} where the person's address or number belongs."),
    "to": _l("A group has no {to}: leave it out, or choose e-mail or SMS."),
    "unknown": _l(
        "No kind of gateway begins like this, or a part is missing. Copy it from the chat's robot settings, or see the examples."
    ),
    "unverified": _l("verify=no would trust anybody who pretends to be the gateway: leave it out."),
    "not_secure": _l("This would go over the net readable by others: use the kind with TLS, such as jsons://."),
    "own_desktop": _l("This writes to this machine only and reaches nobody."),
}
