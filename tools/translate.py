"""Translations: what is missing, what is no longer used, and the compiled catalogues.

python tools/translate.py missing [PART]   add untranslated texts to app/translations/zh/LC_MESSAGES/PART.po
python tools/translate.py prune            drop what is no longer used
python tools/translate.py check            exit 1 when a text has no Chinese, or two different ones, or is hidden in an f-string
python tools/translate.py compile          write the .mo files beside the .po files
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations" / "zh" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_n": (1, 2)}


def used() -> Catalog:
    """Return every text of the code and the templates."""
    catalog = Catalog()
    found = extract_from_dir(ROOT / "app", METHODS, {"**.html": {"trimmed": "true"}}, KEYWORDS)
    for file, line, message, comments, _context in found:
        catalog.add(message, locations=[(file, line)], auto_comments=comments)
    return catalog


def parts() -> dict[str, Catalog]:
    """Return the Chinese catalogues by part of the house."""
    catalogs = {}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            catalogs[path.stem] = read_po(file, locale="zh")
    return catalogs


def key(message: object) -> str:
    """Return a message's identity: its singular."""
    return message[0] if isinstance(message, list | tuple) else str(message)


def translated(catalogs: dict[str, Catalog]) -> dict[str, set[str]]:
    """Return every text with its Chinese wordings."""
    known: dict[str, set[str]] = {}
    for catalog in catalogs.values():
        for message in catalog:
            text = message.string if isinstance(message.string, str) else "".join(message.string or ())
            if message.id and text and not message.fuzzy:
                known.setdefault(key(message.id), set()).add(text)
    return known


def write(part: str, catalog: Catalog) -> None:
    """Write one catalogue, sorted, without places (they only make noise in reviews)."""
    with (FOLDER / f"{part}.po").open("wb") as file:
        write_po(file, catalog, no_location=True, sort_output=True, omit_header=False, width=120)


def prune() -> int:
    """Drop from all parts what is no longer used."""
    wanted = {key(message.id) for message in used() if message.id}
    for name, catalog in parts().items():
        stale = [message.id for message in catalog if message.id and key(message.id) not in wanted]
        for message_id in stale:
            catalog.delete(message_id)
        if stale:
            write(name, catalog)
            print(f"{len(stale)} texts dropped from {name}.po")
    return 0


def missing(part: str) -> int:
    """Add what has no Chinese to `part`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    catalogs, texts = parts(), used()
    target = catalogs.get(part) or Catalog(locale="zh", domain=part, project="Care Circle", fuzzy=False)
    known = {key(message.id) for catalog in catalogs.values() for message in catalog if message.id}
    new = [message for message in texts if message.id and key(message.id) not in known]
    for message in new:
        target.add(message.id, auto_comments=message.auto_comments)
    if new:
        write(part, target)
    print(f"{len(new)} texts added to {part}.po")
    return 0


def hidden(source: str) -> list[tuple[int, str]]:
    """Return line and source of the texts inside f-strings: the extractor does not see them there."""
    found = []
    for outer in ast.walk(ast.parse(source)):
        if not isinstance(outer, ast.JoinedStr):
            continue
        for call in ast.walk(outer):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                found.append((call.lineno, ast.unparse(call)))
    return sorted(set(found))


def check() -> int:
    """Say what is untranslated or translated in two ways; return the exit code."""
    known = translated(parts())
    faults = [f"no Chinese: {key(m.id)!r} ({m.locations[0][0]})" for m in used() if m.id and key(m.id) not in known]
    faults += [f"two wordings of {text!r}: {', '.join(sorted(ways))}" for text, ways in known.items() if len(ways) > 1]
    for path in sorted((ROOT / "app").rglob("*.py")):
        where = path.relative_to(ROOT)
        faults += [
            f"in an f-string, say it outside: {call} ({where}:{line})"
            for line, call in hidden(path.read_text(encoding="utf-8"))
        ]
    print("\n".join(faults) or "every text has its Chinese")
    return 1 if faults else 0


def compile_all() -> int:
    """Write the .mo files."""
    for part, catalog in parts().items():
        with (FOLDER / f"{part}.mo").open("wb") as file:
            write_mo(file, catalog)
    return 0


if __name__ == "__main__":
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb == "missing":
        sys.exit(missing(sys.argv[2] if len(sys.argv) > 2 else "messages"))
    verbs = {"prune": prune, "check": check, "compile": compile_all}
    sys.exit(verbs[verb]() if verb in verbs else __doc__)
