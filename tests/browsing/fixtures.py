"""A real Chromium, Debian's, driven by Playwright; each page is watched for errors and for what it asks a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

Open = Callable[..., "Page"]
PATIENCE = 90_000
"""Milliseconds that a busy machine may take for what takes none on an idle one."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium to test pages with: sudo apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium has no sandbox for root, which builds in containers are.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=program, args=arguments, timeout=PATIENCE)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a page (a file or an address) in a window of its own; what it complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(address: str | Path, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda asked: complaints.extend(_failure(asked)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        allowed = "file:" if isinstance(address, Path) else "http:"
        page.on("request", lambda asked: asked.url.startswith(allowed) or complaints.append(f"asked: {asked.url}"))
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _failure(request: Request) -> Iterator[str]:
    """A request that failed; one that the next page cut off did not."""
    if request.failure != "net::ERR_ABORTED":
        yield f"failed: {request.url} ({request.failure})"
