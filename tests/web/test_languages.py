"""Both languages everywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_every_text_has_exactly_one_chinese_wording() -> None:
    answer = subprocess.run(
        [sys.executable, "tools/translate.py", "check"], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert answer.returncode == 0, answer.stdout


def test_a_visitor_reads_the_language_of_the_browser_until_choosing_another(client) -> None:
    assert "登录" in client.get("/", headers={"Accept-Language": "zh-CN"}).text
    assert "Sign in" in client.get("/", headers={"Accept-Language": "en-GB"}).text
    client.application.config["WTF_CSRF_ENABLED"] = False
    client.post("/language/zh")
    assert "登录" in client.get("/", headers={"Accept-Language": "en-GB"}).text
