"""The compiled Chinese texts: made here when they are missing or old, for without them every page were in English."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from app.running.refusals import CannotRun

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[1] / "translations"
NO_SOURCES = "The Chinese texts are missing: {folder} holds no .po files. Install Care Circle once more (make install)."
NOT_WRITABLE = (
    "The Chinese texts are not compiled, and this user may not write {folder} ({why}): run `make install` there, or "
    "`python tools/translate.py compile`, as somebody who may."
)
NOT_READABLE = "The Chinese texts in {path} cannot be read ({why}): fetch that file anew, then run `make install`."


def compile_texts(folder: Path = FOLDER) -> list[str]:
    """Compile what is missing or older than its source; return the names of those. Raise CannotRun with the remedy.

    What is only older may stay so where nothing can be written (dates of files say little after a copy): that is logged.
    """
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    if not sources:
        raise CannotRun(NO_SOURCES.format(folder=folder))
    old = [source for source in sources if not is_compiled(source)]
    for source in old:
        try:
            write(source)
        except OSError as fault:
            if source.with_suffix(".mo").exists():
                log.warning(
                    "The Chinese texts in %s may be out of date (%s): run `make install`.", source, fault.strerror
                )
                continue
            raise CannotRun(NOT_WRITABLE.format(folder=source.parent, why=fault.strerror)) from fault
        except (PoFileError, ValueError) as fault:
            raise CannotRun(NOT_READABLE.format(path=source, why=fault)) from fault
    return [source.stem for source in old]


def is_compiled(source: Path) -> bool:
    """Say whether the catalogue beside a source is there and not older."""
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def write(source: Path) -> None:
    """Compile one source; whoever reads the catalogue meanwhile finds the old one or the new one, whole."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parents[1].name, abort_invalid=True)
    with tempfile.NamedTemporaryFile(dir=source.parent, prefix=f".{source.stem}.", delete=False) as draft:
        write_mo(draft, catalog)
    os.chmod(draft.name, 0o644)
    os.replace(draft.name, source.with_suffix(".mo"))
