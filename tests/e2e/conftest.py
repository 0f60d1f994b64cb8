"""The running product, started once, and a real browser."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from setup.builds import rasa_model
from setup.paths import Settings
from setup.stack import Stack
from tests.e2e.school_page import school_page
from tests.e2e.widget_page import SIZES, OpenSchool
from tests.support import need
from tools.browser import HOW_TO_GET_IT, chromium, started_browser


@dataclass(frozen=True)
class Product:
    """The running product."""

    url: str
    #: Address of the bot, for who speaks to it past the service.
    rasa: str
    state: Path
    #: The origin of a school's page that may show the chat.
    school: str
    #: The `site.yml` of a local folder, which holds no entries; there is none yet.
    site_file: Path
    #: What both processes printed.
    output: list[str]

    def chat(self, message: str | None = None, **fields: Any) -> httpx.Response:
        """Take a turn."""
        body = {"conversation": None, "language": None, **fields}
        if message is not None:
            body["message"] = message
        return httpx.post(f"{self.url}/api/v1/chat", json=body, timeout=30)

    def say(self, message: str, **fields: Any) -> dict[str, Any]:
        """Take a turn and return its answer, which must have come."""
        response = self.chat(message, **fields)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def stored_events(self) -> list[tuple[str, str]]:
        """Return sender and data of every event in Rasa's store."""
        with closing(sqlite3.connect(self.state / "tracker.db")) as connection:
            return list(connection.execute("SELECT sender_id, data FROM events"))


def free_ports(count: int) -> list[int]:
    bound = [socket.socket() for _ in range(count)]
    for one in bound:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in bound]
    for one in bound:
        one.close()
    return ports


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Both processes, started as `make run` starts them, on ports and in a folder of their own."""
    need(rasa_model().exists(), "The trained bot", "`make build` trains it")
    state = tmp_path_factory.mktemp("state")
    port, internal, rasa, school = free_ports(4)
    school_origin = f"http://127.0.0.1:{school}"
    settings = Settings("127.0.0.1", port, internal, rasa, state)
    output: list[str] = []
    stack = Stack(settings, output.append)
    own = tmp_path_factory.mktemp("own")
    try:
        # For the product alone: tests of other files run in this process too.
        with pytest.MonkeyPatch.context() as patch:
            # Hundreds of conversations from one address are more than a school's.
            patch.setenv("GRENSWIJZER_RATE_ADDRESS", "100000/minute")
            patch.setenv("GRENSWIJZER_RATE_SIGN_IN", "100000/minute")
            patch.setenv("GRENSWIJZER_ALLOWED_ORIGINS", school_origin)
            patch.setenv("GRENSWIJZER_LOCAL", str(own))
            stack.start()
        stack.wait_until_ready()
        yield Product(settings.address, f"http://127.0.0.1:{rasa}", state, school_origin, own / "site.yml", output)
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of the machine."""
    need(chromium() is not None, "Chromium", HOW_TO_GET_IT)
    with started_browser() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages in contexts of their own; none may ask another host for anything or log an error of its own code."""
    contexts: list[BrowserContext] = []
    strange: list[str] = []

    def open_one(url: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, "locale": "nl-NL", **options})
        contexts.append(context)
        page = context.new_page()
        host = url.split("/")[2]

        def asked(request: Request) -> None:
            if request.url.split("/")[2] != host:
                strange.append(request.url)

        def logged(line: ConsoleMessage) -> None:
            if "Content Security Policy" in line.text:
                strange.append(line.text)

        page.on("request", asked)
        page.on("console", logged)
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert strange == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The code of axe-core, which checks pages for accessibility."""
    path = Path(__file__).parents[2] / "web" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
    need(path.exists(), "axe-core", "`make widget` fetches it with npm")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def school(product: Product) -> Iterator[str]:
    """The address of the school's page."""
    with school_page(int(product.school.rsplit(":", 1)[1]), product.url) as address:
        yield address


@pytest.fixture
def open_school(browser: Browser, product: Product, school: str) -> Iterator[OpenSchool]:
    """Open the school's page; only it and the product may be asked, no policy broken, no cookie set."""
    contexts: list[BrowserContext] = []
    strange: list[str] = []

    def logged(line: ConsoleMessage) -> None:
        # The old library breaks the policy by itself, to find out what the browser can do.
        if "Content Security Policy" in line.text and not line.location["url"].endswith("/jquery.js"):
            strange.append(line.text)

    def open_one(query: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": SIZES["desktop"], "locale": "fr-FR", **options})
        contexts.append(context)
        page = context.new_page()
        hosts = {product.url.split("/")[2], school.split("/")[2]}
        page.on("request", lambda asked: asked.url.split("/")[2] in hosts or strange.append(asked.url))
        page.on("console", logged)
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.goto(school + query)
        return page

    yield open_one
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert strange == []
