#!/usr/bin/env python
"""Retakes the README's picture of a run on a Prefect server: a real server, a real run of seeds/, Debian's Chromium.

python scripts/screenshot_prefect.py
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "prefect-run.png"
WINDOW = ViewportSize(width=1200, height=880)
PATIENCE = 300.0  # seconds
QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@contextmanager
def server(home: str) -> Iterator[str]:
    """The address of a server with its pages, its database in a folder of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | QUIET | {"PREFECT_HOME": home, "PREFECT_API_URL": f"{address}/api"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            end = time.monotonic() + PATIENCE
            while not answers(f"{address}/api/health"):
                if time.monotonic() > end or running.poll() is not None:
                    sys.exit("the server did not start")
                time.sleep(0.5)
            yield address
        finally:
            running.terminate()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10):
            return True
    except OSError:
        return False


def newest_run(address: str) -> str:
    """The id of the last flow run."""
    question = json.dumps({"sort": "START_TIME_DESC", "limit": 1}).encode()
    asked = urllib.request.Request(
        f"{address}/api/flow_runs/filter", question, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=60) as told:
        return str(json.load(told)[0]["id"])


def main() -> None:
    """Run and take the picture."""
    with tempfile.TemporaryDirectory(prefix="nazvy-") as folder, server(folder) as address:
        environment = os.environ | QUIET | {"PREFECT_API_URL": f"{address}/api", "PYTHONPATH": str(ROOT)}
        shutil.copytree(ROOT / "seeds", f"{folder}/seeds")
        run = [sys.executable, "-m", "pipeline.cli", "run", "seeds", "--out", "out", "--no-report"]
        subprocess.run(run, cwd=folder, env=environment, check=True)
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            page = browser.new_page(viewport=WINDOW, locale="en-GB", color_scheme="light")
            page.goto(f"{address}/runs/flow-run/{newest_run(address)}", timeout=1e3 * PATIENCE)
            page.get_by_text("Completed").first.wait_for(timeout=1e3 * PATIENCE)
            page.get_by_text("Artifacts", exact=True).last.click(timeout=1e3 * PATIENCE)
            page.wait_for_timeout(6000)  # the graph of the run draws itself
            page.screenshot(path=PICTURE, animations="disabled", timeout=1e3 * PATIENCE)
            browser.close()


if __name__ == "__main__":
    main()
