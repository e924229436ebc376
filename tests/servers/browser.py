"""How the browser of pytest-playwright is started, and what it looks like to our pages."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that tools/browser.sh found; it is never downloaded from a browser vendor's network."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "no browser: run `make test`, which finds or installs one, or name one in CHROMIUM"
    # root may not use the sandbox; /dev/shm is too small or absent in containers
    return {**browser_type_launch_args, "executable_path": program, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone in China, 360 px wide; a test on a desktop or in English changes it with `browser_context_args`."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": PHONE}
