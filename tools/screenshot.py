"""Take the README's picture: a circle round under review. Run it while `make run` runs:

    .venv/bin/python tools/screenshot.py http://127.0.0.1:8000

It signs in as the sample's coordinator, asks for a round of one township, and keeps docs/screenshot.png (1280 × 800).
The browser is the one `tools/browser.sh` names.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.operations.samples.staff import COORDINATOR, PASSWORD

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "screenshot.png"
#: the sample's township whose name the picture shows
TOWNSHIP = 1
ROUND_MILLISECONDS = 180_000


def main(address: str) -> None:
    """Sign in, let a round run, take the picture."""
    browser_program = subprocess.run(
        ["sh", ROOT / "tools" / "browser.sh"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program, args=["--no-sandbox"])
        page = browser.new_page(
            base_url=address, viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Asia/Shanghai"
        )
        sign_in(page)
        ask_for_a_round(page)
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1000} KB")


def sign_in(page: Page) -> None:
    """Sign in as the coordinator, with the code that a sample shows on its outbox page."""
    page.goto("/outbox")
    code = page.locator("tr", has_text=COORDINATOR).locator("b").inner_text()
    page.goto("/sign-in/password")
    page.fill("#handle", COORDINATOR)
    page.fill("#password", PASSWORD)
    page.fill("#code", code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/coordination/")


def ask_for_a_round(page: Page) -> None:
    """Ask for one township and open the review when the plan is there."""
    page.goto("/coordination/rounds")
    page.select_option("#scope", index=TOWNSHIP)
    page.fill("#seconds", "20")
    page.get_by_role("button", name="Start the round").click()
    review = page.get_by_role("link", name="Review it")
    review.wait_for(timeout=ROUND_MILLISECONDS)
    review.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
