"""Both languages everywhere."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path


def test_every_text_has_exactly_one_chinese_wording() -> None:
    answer = subprocess.run(
        [sys.executable, "tools/translate.py", "check"], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert answer.returncode == 0, answer.stdout


def test_a_text_inside_an_f_string_is_found_because_the_extractor_does_not_see_it() -> None:
    spec = importlib.util.spec_from_file_location("translate", Path(__file__).parents[2] / "tools" / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    translate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(translate)
    source = "good = ' '.join((_('Seen'), name))\nbad = f\"{name}: {_('Hidden')} {ngettext('one', 'many', 2)}\"\n"
    assert [line for line, _ in translate.hidden(source)] == [2, 2]
    assert translate.hidden(source.splitlines()[0]) == []


def test_a_visitor_reads_the_language_of_the_browser_until_choosing_another(client) -> None:
    assert "登录" in client.get("/", headers={"Accept-Language": "zh-CN"}).text
    assert "Sign in" in client.get("/", headers={"Accept-Language": "en-GB"}).text
    client.application.config["WTF_CSRF_ENABLED"] = False
    client.post("/language/zh")
    assert "登录" in client.get("/", headers={"Accept-Language": "en-GB"}).text
