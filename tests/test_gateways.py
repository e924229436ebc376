"""The one module that knows apprise: which addresses make a gateway, and what became of a text."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from app.gateways import fault_of, hand_over
from tests.jobs.gateway_server import gateway_server


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("wecombot://693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa", "group"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa", "group"),
        ("dingtalk://secret@abcdef0123456789", "group"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789", "group"),
        ("feishu://abc-def-123", "group"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/abc-def-123", "group"),
        ("json://127.0.0.1:8899/robot", "group"),
        ("smtp://care:word@mail.example.org:587", "email"),
        ("mailtos://care:word@example.org?to={to}", "email"),
        ("jsons://sms.example.org/send?:phone={to}", "sms"),
        ("twilio://AC" + "a" * 32 + ":" + "b" * 32 + "@+19995551234/{to}", "sms"),
    ],
)
def test_addresses_that_make_a_gateway(url: str, kind: str) -> None:
    assert fault_of(url, kind) == ""


@pytest.mark.parametrize(
    ("url", "kind", "fault"),
    [
        ("nonsense", "group", "unknown"),
        ("https://example.org/hook", "group", "unknown"),
        ("wecombot://", "group", "unknown"),
        ("smtp://", "email", "unknown"),
        ("smtp://mail.example.org:port", "email", "unknown"),
        ("json://example.org/robot", "group", "not_secure"),
        ("jsons://example.org/robot?verify=no", "group", "unverified"),
        ("syslog://", "group", "own_desktop"),
        ("jsons://sms.example.org/send", "sms", "no_to"),
        ("jsons://example.org/{to}", "group", "to"),
    ],
)
def test_addresses_that_make_none_and_why(url: str, kind: str, fault: str) -> None:
    assert fault_of(url, kind) == fault


def test_what_a_gateway_answers_becomes_a_code() -> None:
    with gateway_server(500, 403) as server:
        assert hand_over(server.group, "", "Subject", "Text") == "refused 500"
        assert hand_over(server.group, "", "Subject", "Text") == "refused 403"
        assert hand_over(server.group, "", "Subject", "Text") == ""
        gone = server.group
    assert hand_over(gone, "", "Subject", "Text") == "unreachable"
    assert hand_over("nonsense", "", "Subject", "Text") == "bad_gateway"


def test_a_yes_with_a_refusal_in_its_body_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """DingTalk, WeCom and Feishu answer 200 whatever they think of the token."""
    with gateway_server() as server:
        monkeypatch.setattr("app.gateways.CODES_IN_BODY", {"jsons": ("errcode",)})
        server.body = b'{"errcode": 310000, "errmsg": "token is not exist"}'
        assert hand_over(server.group, "", "Subject", "Text") == "refused 310000"
        server.body = b'{"errcode": 0, "errmsg": "ok"}'
        assert hand_over(server.group, "", "Subject", "Text") == ""
        server.body = b"not JSON"
        assert hand_over(server.group, "", "Subject", "Text") == ""


def test_a_redirection_is_not_followed_with_the_text() -> None:
    with gateway_server(302) as server:
        assert hand_over(server.group, "", "Subject", "Text") == "refused 302"
        assert len(server.heard) == 1


def test_a_number_stands_in_the_place_left_for_it() -> None:
    with gateway_server() as server:
        assert hand_over(server.sms, "+8619900000000", "", "Text") == ""
    assert server.heard[0][0] == "/sms/+8619900000000"


@pytest.mark.parametrize("to", ["x/../../admin@example.org", "a@b.org,c", "a@b.org?x=1", "+86 199", "12"])
def test_what_would_lead_elsewhere_is_not_put_into_an_address(to: str) -> None:
    with gateway_server() as server:
        assert hand_over(server.sms, to, "", "Text") == "no_such_address"
        assert server.heard == []


def test_nothing_is_logged_of_an_address_or_a_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), gateway_server(500) as server:
        hand_over(f"{server.group}/tokenXYZ", "", "Subject", "Text")
        hand_over("json://127.0.0.1:1/tokenXYZ", "", "Subject", "Text")
        fault_of("jsons://tokenXYZ:tokenXYZ@bad host/", "group")
    assert "tokenXYZ" not in caplog.text


def test_a_web_process_starts_without_apprise() -> None:
    program = (
        "import sys, app.jobs.timetable; from app import create_app; "
        "from tests.servers.settings import invented_settings; create_app(invented_settings()); "
        "print('apprise' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
