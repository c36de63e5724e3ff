#!/usr/bin/env python
"""Retakes the pictures of the README from the report of a run, in Debian's Chromium.

    nazvy run seeds --out out && python scripts/screenshots.py out

The fonts are the machine's own; with Debian's fonts-paratype the pictures look as they do in the README.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

PICTURES = Path(__file__).parents[1] / "docs"
WINDOW = ViewportSize(width=1200, height=880)
DOCUMENT = "documents/09-ambassador-uk.html.html"
NAME = "#s2 [data-column=be] a.name"


def main(results: Path) -> None:
    report = (results / "report").resolve()
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page(viewport=WINDOW, locale="en-GB", color_scheme="light")
        page.goto((report / "index.html").as_uri())
        page.screenshot(path=PICTURES / "report-overview.png")
        page.goto((report / DOCUMENT).as_uri())
        page.locator(NAME).first.hover()
        page.locator("#name-card").wait_for(state="visible")
        page.screenshot(path=PICTURES / "report-document.png", animations="disabled")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
