"""No start is silently in English only: missing texts are compiled, or the start says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from babel.support import Translations

from app.running import catalogues, commands, prepare, ticker, web, worker
from app.running.catalogues import compile_texts
from app.running.refusals import CannotRun

SOURCE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hello"\nmsgstr "您好"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One source that was never compiled."""
    (tmp_path / "zh" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "zh" / "LC_MESSAGES" / "greetings.po").write_text(SOURCE)
    return tmp_path


def hello(folder: Path) -> str:
    return Translations.load(folder, ["zh"], "greetings").gettext("Hello")


def test_what_was_never_compiled_is_compiled(folder):
    assert hello(folder) == "Hello"
    assert compile_texts(folder) == ["greetings"]
    assert hello(folder) == "您好"
    assert [path.name for path in (folder / "zh" / "LC_MESSAGES").iterdir() if path.suffix not in (".po", ".mo")] == []


def test_only_what_is_older_than_its_source_is_compiled_again(folder):
    compile_texts(folder)
    assert compile_texts(folder) == []
    source = folder / "zh" / "LC_MESSAGES" / "greetings.po"
    source.write_text(SOURCE.replace("您好", "欢迎您"))
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert compile_texts(folder) == ["greetings"]
    assert hello(folder) == "欢迎您"


def test_where_nothing_may_be_written_the_remedy_is_named(folder, monkeypatch):
    def refuse(*_arguments: object, **_values: object) -> None:
        raise PermissionError(13, "Permission denied", "greetings.mo")

    monkeypatch.setattr(catalogues.tempfile, "NamedTemporaryFile", refuse)
    with pytest.raises(CannotRun, match=r"not compiled, and this user may not write .*make install"):
        compile_texts(folder)


def test_what_is_only_older_goes_on_where_nothing_may_be_written(folder, monkeypatch, caplog):
    compile_texts(folder)
    source = folder / "zh" / "LC_MESSAGES" / "greetings.po"
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))

    def refuse(*_arguments: object, **_values: object) -> None:
        raise PermissionError(13, "Permission denied", "greetings.mo")

    monkeypatch.setattr(catalogues.tempfile, "NamedTemporaryFile", refuse)
    compile_texts(folder)
    assert "may be out of date (Permission denied)" in caplog.text
    assert hello(folder) == "您好"


def test_a_broken_source_is_named(folder):
    (folder / "zh" / "LC_MESSAGES" / "greetings.po").write_text('msgid "Hello"\nmsgstr "您好\n<<<<<<< here\n')
    with pytest.raises(CannotRun, match=r"greetings\.po cannot be read"):
        compile_texts(folder)


def test_an_installation_without_sources_is_named(tmp_path):
    with pytest.raises(CannotRun, match=r"holds no \.po files"):
        compile_texts(tmp_path)


@pytest.mark.parametrize(
    "start",
    [
        worker.main,
        ticker.main,
        lambda: web.serve(0),
        lambda: prepare.prepare("none", lambda _line: None),
        lambda: commands.migrate.callback(),
    ],
    ids=["worker", "ticker", "web", "run", "migrate"],
)
def test_every_start_compiles_first(monkeypatch, start):
    def refuse() -> None:
        raise CannotRun("no texts")

    for module in (worker, ticker, web, prepare):
        monkeypatch.setattr(module, "compile_texts", refuse)
    with pytest.raises(CannotRun, match="no texts"):
        start()
