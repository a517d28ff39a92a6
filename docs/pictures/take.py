"""`make pictures`: start the site on a new database and take the four pictures of the README."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bench.server import serving  # noqa: E402  found once the root is on the path
from tests.browser.chromium import FLAGS, HELP, found  # noqa: E402

# name, address, width, height, theme, who is signed in
PICTURES = (
    ("accueil", "/", 1280, 900, "light", None),
    ("offres", "/offres?commune=54395&rayon=50", 1280, 900, "light", "developpeur"),
    ("competence", "/referentiel/D1.1", 1280, 900, "light", "developpeur"),
    ("tableau-de-bord", "/", 390, 844, "dark", "animateur"),
)


def main() -> None:
    path = found() or sys.exit(HELP)
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DATABASE_URL": f"sqlite:///{folder}/site.db", "SECRET_KEY": "images" * 8}
        for command in (["db", "upgrade"], ["content", "load"]):
            run = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
            subprocess.run(run, env=os.environ | environ, cwd=ROOT, check=True)
        with serving("wsgi:app", environ) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for picture in PICTURES:
                take(browser, f"http://127.0.0.1:{site.port}", *picture)
            browser.close()


def take(
    browser: Browser,
    base: str,
    name: str,
    address: str,
    width: int,
    height: int,
    theme: str,
    who: str | None,
) -> None:
    """One picture of one page, as one person sees it."""
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light", locale="fr-FR",
    )  # fmt: skip
    page = context.new_page()
    if who:
        page.goto("/connexion")
        page.get_by_label("Adresse électronique").fill(f"{who}@demo.example")
        page.get_by_label("Mot de passe").fill("passerelles-demo")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/connexion" not in url)
    page.goto(address)
    page.screenshot(path=Path(__file__).parent / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
