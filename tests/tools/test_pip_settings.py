"""uv installs from where pip would: mirrors, proxies and certificates are carried over."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "pip_settings.py"


@pytest.fixture(scope="module")
def settings() -> ModuleType:
    spec = spec_from_file_location("pip_settings", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_mirror_becomes_the_default_index(settings):
    pip = settings.pip_settings("global.index-url='https://mirror.example/simple'\n")
    assert settings.uv_settings(pip)["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"


def test_the_environment_is_stronger_than_a_command_section_and_that_than_the_global_one(settings):
    listing = "\n".join(
        [
            ":env:.index-url='https://environment.example/simple'",
            "global.index-url='https://global.example/simple'",
            "install.index-url='https://install.example/simple'",
        ]
    )
    assert settings.pip_settings(listing)["index-url"] == "https://environment.example/simple"
    assert settings.pip_settings("\n".join(listing.splitlines()[1:]))["index-url"] == "https://install.example/simple"


def test_settings_of_other_commands_are_left_alone(settings):
    assert settings.pip_settings("download.index-url='https://other.example/simple'\nnonsense\n") == {}


def test_lists_keep_all_their_places(settings):
    pip = settings.pip_settings(
        "global.extra-index-url='https://a.example https://b.example'\nglobal.find-links='\\n/wheels\\n/more'\n"
    )
    uv = settings.uv_settings(pip)
    assert uv["UV_INDEX"] == "https://a.example https://b.example"
    assert uv["UV_FIND_LINKS"] == "/wheels,/more"


def test_certificate_proxy_and_patience_are_carried_over(settings):
    pip = {"cert": "/etc/company.pem", "proxy": "http://proxy.example:3128", "timeout": "180", "no-index": "true"}
    uv = settings.uv_settings(pip)
    assert uv["SSL_CERT_FILE"] == "/etc/company.pem"
    assert uv["UV_SYSTEM_CERTS"] == "1"
    assert uv["HTTPS_PROXY"] == "http://proxy.example:3128"
    assert uv["UV_HTTP_TIMEOUT"] == "180"
    assert uv["UV_NO_INDEX"] == "1"


def test_what_is_printed_is_safe_for_the_shell_and_never_overrules_uvs_own_settings():
    environment = {
        "PATH": "/usr/bin:/bin",
        "PIP_INDEX_URL": "https://a.example/$(touch x)",
        "UV_HTTP_TIMEOUT": "5",
        "PIP_TIMEOUT": "9",
    }
    printed = subprocess.run(
        [sys.executable, SCRIPT], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "export UV_DEFAULT_INDEX='https://a.example/$(touch x)'" in printed
    assert "UV_HTTP_TIMEOUT" not in printed
