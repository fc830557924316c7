"""Prints a page as PDF with the Chromium of the system: it lays out the same page, and embeds the fonts it used.

A library would need its own layout of the page, and fonts for Chinese brought along; a browser that prints is on nearly
every desk.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from chains.errors import OutputError, Text
from chains.report.profiles.pdf_text import say_characters

__all__ = ["BROWSER_VARIABLE", "find_browser", "print_page"]

BROWSER_VARIABLE: Final = "CHROMIUM"
"""Environment variable that names the browser to print with."""

_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "C:/Program Files/Microsoft/Edge/Application/msedge.exe",
)
_SECONDS: Final = 120
_DATES: Final = re.compile(rb"/(CreationDate|ModDate) ?\([^)]*\)")
_BY_HAND: Final = Text(
    "请安装 Chromium、Chrome 或 Edge，或用环境变量 CHROMIUM 指明其位置；也可改用 -o 文件名.html 写出网页，再在浏览器里打印",
    "install Chromium, Chrome or Edge, or name one in the environment variable CHROMIUM; or write the page with "
    "-o NAME.html and print it from any browser",
)


def find_browser() -> str | None:
    """Return the browser that prints: what ``CHROMIUM`` names, or the first one found; ``None`` without any."""
    given = os.environ.get(BROWSER_VARIABLE)
    if given:
        return shutil.which(given)
    found = (shutil.which(name) for name in _NAMES)
    places = (place for place in _PLACES if Path(place).is_file())
    return next((path for path in (*found, *places) if path), None)


def print_page(page: str, where: str = "") -> bytes:
    """Return a page, which must need no other file, as PDF.

    The dates that the browser writes are blanked, so that the same page gives the same bytes on the same machine.

    Raises:
        OutputError: there is no browser, or it did not print; *where* names the output.
    """
    browser = find_browser()
    if browser is None:
        raise OutputError(
            Text("没有可用来打印 PDF 的浏览器", "there is no browser to print a PDF with"), where=where, remedy=_BY_HAND
        )
    with tempfile.TemporaryDirectory(prefix="chains-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        told = _run(browser, source, target, where)
        if not target.is_file() or not target.stat().st_size:
            raise _fail(told, where)
        return say_characters(_DATES.sub(lambda found: b" " * len(found[0]), target.read_bytes()))


def _run(browser: str, source: Path, target: Path, where: str) -> str:
    command = [
        browser,
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-extensions",
        "--no-pdf-header-footer",
        f"--user-data-dir={source.parent / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    if sys.platform == "linux" and os.geteuid() == 0:
        # Chromium does not start as root with its sandbox; the page is ours and can load nothing.
        command.insert(1, "--no-sandbox")
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  # no shell
    except subprocess.TimeoutExpired as error:
        raise _fail(f"no answer after {_SECONDS} s", where) from error
    except OSError as error:
        raise _fail(error.strerror or str(error), where) from error
    return done.stderr.decode(errors="replace").strip()


def _fail(told: str, where: str) -> OutputError:
    last = told.splitlines()[-1] if told else ""
    reason = f": {last}" if last else ""
    return OutputError(
        Text(f"浏览器没有打印出 PDF{reason}", f"the browser did not print a PDF{reason}"), where=where, remedy=_BY_HAND
    )
