"""Pages in headless Chromium, that of the distribution: `.ci/chromium` installs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PROGRAMS = ("chromium", "google-chrome")


def program() -> str | None:
    """The browser's program, when it is installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def missing() -> str | None:
    """Why pages cannot be opened; None when they can."""
    return None if program() else "chromium is not installed: install chromium, or run .ci/chromium as root"


@contextmanager
def running() -> Iterator[Browser]:
    """A browser without windows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        # a container's user is root, for whom Chromium has no sandbox
        browser = driver.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser, file: Path, *, width: int = 1440, dark: bool = False, script: bool = True
) -> Iterator[tuple[Page, list[str]]]:
    """A page, with the list of what went wrong: errors of its script, messages of the browser, and requests for
    anything but the file."""
    wrong: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", java_script_enabled=script
    )
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url.split("#")[0] != file.as_uri() else None)
    page.goto(file.as_uri())
    yield page, wrong
    context.close()
