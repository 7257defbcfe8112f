"""Take the pictures of the README from a running demo: `./run serve` in one window, then

.venv/bin/python docs/screenshots/make.py http://127.0.0.1:8000

It only looks; nothing in the demo is changed. Needs Chromium and the development packages (`./run test` installs them).
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 860}


def person(browser: Any, address: str, size: dict[str, int], who: str) -> Any:
    """A page on which `who` is signed in by role card."""
    phone = size["width"] < 600
    page = browser.new_context(
        base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", is_mobile=phone, has_touch=phone
    ).new_page()
    page.goto("/demo/")
    page.click(f"button[data-demo={who}]")
    page.wait_for_url(lambda url: "/demo/" not in url)
    return page


def main(address: str) -> None:
    """Board and case on the desktop, a resignation on the phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        hr = person(browser, address, DESKTOP, "hua")
        hr.goto("/board/")
        hr.screenshot(path=FOLDER / "board.png")
        hr.locator("main a[href^='/cases/']:not([href*='start'])").first.click()
        hr.wait_for_load_state()
        hr.screenshot(path=FOLDER / "case.png")
        wang = person(browser, address, PHONE, "wang")
        wang.goto("/my/resign/")
        wang.screenshot(path=FOLDER / "phone.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
