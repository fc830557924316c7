"""A headless Chromium for tests of the pages: its network is off, and it remembers what a page asked for and logged."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


READY = "performance.getEntriesByName('ready').length > 0"
"""Is true in a map's page once it can be used."""


def find_chromium() -> str | None:
    """Return the system's Chromium; ``None`` leaves it to Playwright to find its own."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Visit:
    """A page that is open, and what happened in it.

    Attributes:
        requests: addresses that it asked for, the page itself left out.
        complaints: errors and warnings on its console, violated policies, uncaught exceptions.
    """

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: Path, fragment: str = "") -> Page:
        """Open a file and return the page."""
        address = path.as_uri() + fragment
        self.page.goto(address)
        return self.page


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser: Browser, *, width: int = 1440, height: int = 900, **options: Any) -> Iterator[Visit]:
    """Give a page of its own, without a network; *options* go to the browser context (``has_touch``, ``is_mobile``)."""
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
    guest = Visit(context.new_page(), context)
    page = guest.page
    page.on("request", lambda request: guest.requests.append(request.url) if _is_foreign(request.url) else None)
    page.on("console", lambda said: guest.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: guest.complaints.append(str(error)))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => "
        "console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));"
    )
    try:
        yield guest
    finally:
        context.close()


def wait_until(page: Page, expression: str, seconds: float = 20) -> None:
    """Wait until an expression is true in the page (Playwright's own way needs ``eval``, which our policy forbids).

    Raises:
        TimeoutError: it is not true in time.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > end:
            raise TimeoutError(expression)
        page.wait_for_timeout(30)


def _is_foreign(address: str) -> bool:
    return not address.startswith(("file:", "data:", "blob:"))
