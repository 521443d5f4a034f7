"""What goes wrong in a browser without the page showing it."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError


@dataclass
class Watch:
    """`complaints`: the console's errors and warnings, exceptions in scripts, requests to any host but the site.

    What the security policy refuses is among the console's errors.
    """

    site: str
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("request", self._request)

    def allow(self, words: str) -> None:
        """Take out the complaints with these words, which the test brings about.

        Raises:
            AssertionError: there is none.
        """
        others = [one for one in self.complaints if words not in one]
        assert others != self.complaints, f"no « {words} » in {self.complaints}"
        self.complaints = others

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self._says_a_page_s_status(message):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def _script(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.complaints.append(f"another host: {request.url}")

    @staticmethod
    def _says_a_page_s_status(message: ConsoleMessage) -> bool:
        """A page may well answer 404 or 409; what a page loads may not."""
        page = message.page
        return (
            message.text.startswith("Failed to load resource: the server responded with a status of")
            and page is not None
            and message.location["url"] == page.url
        )
