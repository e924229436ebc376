"""One test command, everywhere the same; and every console command that is announced exists."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module
from pathlib import Path

import click
import pytest

from app.commands import COMMANDS, HIDDEN

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [*COMMANDS, *HIDDEN])
def test_a_console_command_exists_under_its_name(name):
    module, _, attribute = {**COMMANDS, **HIDDEN}[name][0].partition(":")
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name


def test_continuous_integration_and_the_readme_name_the_same_command():
    (called,) = re.findall(r"^exec (make \w+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert called == "make test"
    assert called in (ROOT / "README.md").read_text()


def test_every_target_of_the_makefile_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [target for target in targets if f"make {target} " not in shown] == []
    assert set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()) == set(targets)


@pytest.mark.parametrize("script", ["tools/boot.sh", "tools/check.sh", "tools/test.sh", "tools/browser.sh"])
def test_the_scripts_are_plain_sh(script):
    subprocess.run(["sh", "-n", script], cwd=ROOT, check=True)
    bashisms = re.findall(r"\[\[|\bfunction \w+|\blocal \b|<<<|\$'", (ROOT / script).read_text())
    assert bashisms == []
