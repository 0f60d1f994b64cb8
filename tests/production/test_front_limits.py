"""What nginx lets one address read: a whole school at once, and not without end."""

from __future__ import annotations

import concurrent.futures
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from knowledge.schema import LANGUAGES
from setup.errors import SetupError
from setup.production.nginx import Addresses, Nginx, PageLimits
from setup.production.programs import free_ports
from tests.support import need
from web.pages.rendering import strings

pytestmark = pytest.mark.servers

PAGES = ["/", "/record", "/webmaster", "/plain", "/widget/frame", "/widget.js", "/health"]


class Behind(BaseHTTPRequestHandler):
    """Stands for the services: answers at once, or when it is told to; says itself when `/api/v1/` is too much."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()
    held = threading.Semaphore(0)

    def do_GET(self) -> None:
        if self.path == "/slow":
            self.held.release()
            self.go_on.wait(30)
        too_much = self.path == "/api/v1/too-much"
        body = b"of the service"
        self.send_response(429 if too_much else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if too_much:
            self.send_header("Retry-After", "41")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Services(ThreadingHTTPServer):
    """Takes as many connections at once as nginx makes."""

    daemon_threads = True
    request_queue_size = 1024


@contextmanager
def front(folder: Path, limits: PageLimits) -> Iterator[httpx.Client]:
    """Run nginx before a stand-in for the services."""
    behind = Services(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    https, bots, actions = free_ports(3)
    port = behind.server_address[1]
    try:
        nginx = Nginx(folder, Addresses(https, bots, actions, [port], [port], [port]), limits=limits)
    except SetupError as error:
        need(False, "nginx", str(error))
        raise
    context = ssl.create_default_context(cafile=str(nginx.certificate))
    try:
        nginx.start()
        nginx.wait_until_ready()
        with httpx.Client(base_url=f"https://localhost:{https}", verify=context, timeout=40) as client:
            yield client
    finally:
        nginx.stop()
        behind.shutdown()
        behind.server_close()


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A front that soon has enough: none comes free while a test lasts but in minutes."""
    with front(tmp_path_factory.mktemp("strict"), PageLimits(rate="1r/m", burst=len(PAGES) - 1, at_once=2)) as client:
        yield client


@pytest.fixture(scope="module")
def refusals(strict: httpx.Client) -> dict[str, httpx.Response]:
    """The answers to pages that come after as many as one address gets."""
    assert {strict.get(page).status_code for page in PAGES} == {200}
    return {page: strict.get(page) for page in PAGES}


def test_beyond_the_limit_every_page_is_refused_with_when_to_come_back(refusals: dict[str, httpx.Response]) -> None:
    for page, refusal in refusals.items():
        assert (refusal.status_code, refusal.headers["retry-after"]) == (429, "5"), page
        assert refusal.headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" in refusal.headers


def test_people_read_it_in_three_languages_and_programs_as_a_problem(refusals: dict[str, httpx.Response]) -> None:
    page, health = refusals["/plain"], refusals["/health"]
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.text.splitlines() == [strings(language)["too_many"].format(seconds=5) for language in LANGUAGES]
    assert health.headers["content-type"] == "application/problem+json"
    assert health.json()["type"] == "too-many-requests"


def test_the_api_and_files_of_a_version_are_not_counted_here(
    strict: httpx.Client, refusals: dict[str, httpx.Response]
) -> None:
    for path in ("/api/v1/search", "/widget/1.2.3/frame.js"):
        assert {strict.get(path).status_code for _ in range(20)} == {200}


def test_a_refusal_of_the_service_itself_is_handed_on(
    strict: httpx.Client, refusals: dict[str, httpx.Response]
) -> None:
    refusal = strict.get("/api/v1/too-much")
    assert (refusal.status_code, refusal.headers["retry-after"], refusal.text) == (429, "41", "of the service")


def test_no_log_says_who_was_refused(
    refusals: dict[str, httpx.Response], tmp_path_factory: pytest.TempPathFactory
) -> None:
    logs = "".join(log.read_text() for log in tmp_path_factory.getbasetemp().glob("strict*/*.log"))
    assert " 429 " in logs
    assert "127.0.0.1" not in logs


def test_one_address_holds_no_more_answers_open_than_it_may(tmp_path: Path) -> None:
    with front(tmp_path, PageLimits(at_once=2)) as client, concurrent.futures.ThreadPoolExecutor(2) as pool:
        Behind.go_on.clear()
        slow = [pool.submit(client.get, "/slow") for _ in range(2)]
        try:
            for _ in slow:
                assert Behind.held.acquire(timeout=20)
            assert client.get("/plain").status_code == 429
            assert client.get("/api/v1/search").status_code == 200
        finally:
            Behind.go_on.set()
        assert {one.result().status_code for one in slow} == {200}
        assert client.get("/plain").status_code == 200


def test_five_hundred_pupils_behind_one_address_open_the_chat_at_once(tmp_path: Path) -> None:
    opened = [path for path in ("/", "/widget.js", "/widget/frame") for _ in range(500)]
    with front(tmp_path, PageLimits()) as client, concurrent.futures.ThreadPoolExecutor(20) as pool:
        counted = Counter(pool.map(lambda path: client.get(path).status_code, opened))
    assert counted == {200: 1500}
