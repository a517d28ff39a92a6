"""Find a Chromium for the browser tests, or install one, or say clearly what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-software-rasterizer",
    "--in-process-gpu",
    "--disable-extensions",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Threads that collect garbage wait for one another: alone, axe takes a fifth less of the processor.
    # Scripts begin anew with each page, and are done before an optimizing compiler is worth its time: a tenth.
    "--js-flags=--single-threaded-gc --no-turbofan --no-maglev",
]
# The same engine without the windows of a browser: our tests cost it half of the processor.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HELP = """Les essais dans un navigateur demandent Chromium, introuvable et impossible à installer ici.
Installez-le, puis recommencez :
    sudo apt-get install chromium-headless-shell   (Debian ; ou chromium)
    .venv/bin/playwright install chromium
ou donnez son chemin dans la variable CHROMIUM."""


def found() -> str | None:
    """The path of a Chromium: CHROMIUM, one of the system, or Playwright's own."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def install() -> None:
    """By apt where we may, else by Playwright; failures are told by the caller."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        if not found():
            apt_get("update")
        apt_get("install", SHELL)  # else whatever is there serves
        if not found():
            apt_get("install", "chromium")
    if not found():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def apt_get(*what: str) -> None:
    """Without a word, and without waiting long for a network that is not there."""
    patience = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "-y", "-qq", *patience, *what], check=False, **quiet)


if __name__ == "__main__":
    if not os.environ.get("CHROMIUM") and not shutil.which(SHELL):
        install()
    if not found():
        sys.exit(HELP)
