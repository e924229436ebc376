"""Looking at a page the way its promises are worded: what an eye, a screen reader, a slow network and CSP would find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

#: all in, uncompressed (looks, section 11)
KILOBYTE = 1024
MOST_BYTES, MOST_HTML, MOST_CSS = 150 * KILOBYTE, 60 * KILOBYTE, 40 * KILOBYTE
LANGUAGES = ("zh-CN", "en")
#: everything axe knows of WCAG 2.2 AA, and its best practices
AXE = Axe()
#: every rule looks at every part of the page; only what keeps a rule is not told in full, which takes longer than looking
FAULTS_ONLY = {"resultTypes": ["violations"]}
#: every part a page loaded, as [address, bytes before compression]; the cache counts like the network
PARTS = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map(part => [part.name, part.decodedBodySize])"""
#: how far the page can be pushed sideways, in CSS pixels
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: what sticks out at the right and holds nothing that does, for the message
WIDEST = """() => [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right >
    document.documentElement.clientWidth + 1).filter((one, _, all) => !all.some(other => other !== one &&
    one.contains(other))).slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(" ")"""
#: what a page says without showing it
SPOKEN = """() => [...document.querySelectorAll("[aria-label],[alt],[title],[placeholder]")].flatMap(one =>
    ["aria-label", "alt", "title", "placeholder"].map(name => one.getAttribute(name) || "")).join(" ")"""
#: words that are the same in Chinese text, and the link to the other language
INTERNATIONAL = {"English", "PDF"}
LARGE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"
USUAL_TEXT = "() => { document.documentElement.style.fontSize = ''; }"


@contextmanager
def watched(context: BrowserContext) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that notes what the browser complains of; CSP violations are among it."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, said
    page.close()


def faults_of(page: Page, address: str, said: list[str]) -> list[str]:
    """Open an address and return everything that breaks a promise there."""
    said.clear()
    answer = page.goto(address)
    path = urlsplit(address).path
    if answer is None or answer.status != 200:
        return [f"{path}: status {answer.status if answer else None}"]
    found = faults_here(page)
    found += [f"{path} the console says: {words}" for words in said]
    return found + [f"{path} {words}" for words in weight(page)]


def faults_here(page: Page) -> list[str]:
    """Return what breaks a promise on the page as it stands, however one came to it."""
    page.wait_for_load_state("load")
    path = urlsplit(page.url).path
    found = structure(page)
    found += sideways(page)
    found += for_everybody(page)
    found += codes(page)
    return [f"{path} {words}" for words in found]


def codes(page: Page) -> list[str]:
    """Look for words that only a program says: `lost_in_class`."""
    shown = page.locator("main").inner_text()
    return [f"shows the code {code!r}" for code in sorted(set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", shown)))]


def weight(page: Page) -> list[str]:
    """Weigh what the first view takes."""
    parts = dict(page.evaluate(PARTS))
    html = parts.get(page.url.partition("#")[0], 0)
    css = sum(size for name, size in parts.items() if name.endswith(".css"))
    assert html, f"the page itself is not among {sorted(parts)}"
    assert css, f"no style sheet among {sorted(parts)}"
    found = [f"weighs {sum(parts.values())} bytes"] if sum(parts.values()) > MOST_BYTES else []
    found += [f"has {html} bytes of HTML"] if html > MOST_HTML else []
    found += [f"has {css} bytes of CSS"] if css > MOST_CSS else []
    return found


def structure(page: Page) -> list[str]:
    """Look for one heading of the first level, and a language."""
    headings = page.locator("h1").count()
    language = page.locator("html").get_attribute("lang")
    found = [f"has {headings} h1"] if headings != 1 else []
    return found + ([f"is in language {language!r}"] if language not in LANGUAGES else [])


def sideways(page: Page) -> list[str]:
    """Push the page sideways, with usual text and with text twice as large."""
    found = (
        [f"scrolls sideways by {pushed} px: {page.evaluate(WIDEST)}"] if (pushed := page.evaluate(SIDEWAYS)) > 0 else []
    )
    page.evaluate(LARGE_TEXT)
    if (pushed := page.evaluate(SIDEWAYS)) > 0:
        found.append(f"scrolls sideways by {pushed} px at 200 %: {page.evaluate(WIDEST)}")
    page.evaluate(USUAL_TEXT)
    return found


def untranslated(page: Page) -> list[str]:
    """Look for words that stand in English on a page in Chinese; addresses, files and codes such as AB3D-EFGH are none."""
    text = re.sub(
        r"\S+[@.]\S+|\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", " ", page.locator("body").inner_text() + page.evaluate(SPOKEN)
    )
    words = [word for word in re.findall(r"\b[A-Za-z]{2,}\b", text) if word not in INTERNATIONAL]
    return [f"says in English: {' '.join(dict.fromkeys(words))}"] if words else []


def for_everybody(page: Page) -> list[str]:
    """Ask axe."""
    violations = AXE.run(page, options=FAULTS_ONLY).response["violations"]
    return [
        f"axe {one['id']} ({one['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:160]!r}"
        for one in violations
        for node in one["nodes"][:3]
    ]
