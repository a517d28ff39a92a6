"""The windows of a browser that tests read the site in."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Browser, ConsoleMessage, Page, Response


class Windows:
    """One with JavaScript and one without, for all tests: a new one takes as long as five pages."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.chromium, self.site = chromium, site
        self.open: dict[bool, Page] = {}
        self.complaints: list[str] = []

    def taken(self, *, javascript: bool, width: int = 1280, theme: str = "light") -> Iterator[Page]:
        """Without a cookie; its console must stay empty, and its pages must not fail."""
        page = self.open.get(javascript) or self.another(javascript=javascript)
        page.context.clear_cookies()
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        self.complaints.clear()
        yield page
        page.wait_for_load_state()
        unexpected = [
            said
            for said in self.complaints
            if "status of 422" not in said and "status of 4" not in said
        ]
        assert not unexpected, unexpected

    def another(self, *, javascript: bool) -> Page:
        context = self.chromium.new_context(
            base_url=self.site, java_script_enabled=javascript, locale="fr-FR"
        )
        context.set_default_timeout(10_000)
        page = self.open[javascript] = context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self.weigh)
        return page

    def hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def weigh(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} {answer.url}")
