"""What nobody gets past: no session, another site's form, a wrong role."""

from __future__ import annotations

import re
import socket
from typing import Any

import httpx
import pytest

from tests.web.console_browser import ANNA, PASSWORD, Browser, field
from tests.web.route_table import routes
from tests.web.running import Running
from web.app import create_api

pytestmark = pytest.mark.integration

OPEN = {"GET /adviser/sign-in", "POST /adviser/sign-in"}
#: Addresses that no route has, or that mean one in disguise.
ODD = [
    "/adviser/",
    "/adviser/new",
    "/adviser/editors",
    "/adviser/editors/plots",
    "/adviser//entries/ind",
    "/adviser/%65ntries/ind",
    "/adviser/sign-in/",
    "/adviser/sign-in/../entries/ind",
    "/adviser/staticx",
    "/%61dviser/entries/ind",
]


def raw_status(service: Running, request_line: str) -> int:
    """Return the status for an address that is sent as it is, dots and all."""
    url = httpx.URL(service.url)
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        head = f"{request_line} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        return int(connection.recv(100).split()[1])


def test_every_route_of_the_console_but_the_sign_in_is_closed(console: Running) -> None:
    table = {route for route in routes(create_api(console.services)) if re.match(r"\w+ /adviser\b", route)}
    assert table > OPEN
    browser = Browser(console)
    for route in sorted(table - OPEN):
        method, path = route.split(" ")
        path = re.sub(r"\{.*?\}", "ind", path)
        if method == "GET":
            response = browser.get(path)
            assert response.status_code == 303, route
            assert response.headers["location"].startswith("/adviser/sign-in?"), route
        else:
            assert browser.post(path, {"csrf": "x"}).status_code == 401, route
            assert "adviser_session" not in browser.cookies


@pytest.mark.parametrize("path", ODD)
def test_an_address_in_disguise_leads_to_the_sign_in_too(console: Running, path: str) -> None:
    assert raw_status(console, f"GET {path}") == 303


@pytest.mark.parametrize("path", ["/adviser/static/../entries/ind", "/adviser/static/..%2fentries/ind"])
def test_the_open_folder_leads_nowhere_else(console: Running, path: str) -> None:
    assert raw_status(console, f"GET {path}") == 404


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_method_opens_a_page(console: Running, method: str) -> None:
    assert raw_status(console, f"{method} /adviser/entries/ind") in {303, 401, 403, 405}


def test_the_styles_are_open(console: Running) -> None:
    response = console.get("/adviser/static/console.css")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("token", ["", "forged", "a" * 43, "é", "x" * 5000])
def test_a_forged_session_is_none(browser: Browser, token: str) -> None:
    response = httpx.get(
        browser.service.url + "/adviser", headers={"Cookie": f"adviser_session={token}".encode()}, timeout=30
    )
    assert response.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": ""},
        {"sec_fetch_site": "", "origin": "null"},
        {"sec_fetch_site": "", "origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site", "origin": "{own}"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_right_token(
    console: Running, adviser: Browser, headers: dict[str, str]
) -> None:
    csrf = field(adviser.get("/adviser").text, "csrf")
    sent = {name: value.replace("{own}", console.url) for name, value in headers.items()}
    assert adviser.post("/adviser/sign-out", {"csrf": csrf}, **sent).status_code == 403
    assert adviser.get("/adviser").status_code == 200


def test_an_older_browser_is_known_by_its_origin(console: Running, adviser: Browser) -> None:
    csrf = field(adviser.get("/adviser").text, "csrf")
    assert adviser.post("/adviser/sign-out", {"csrf": csrf}, sec_fetch_site="", origin=console.url).status_code == 303


def test_a_form_needs_the_token_of_its_own_session(adviser: Browser, editor: Browser) -> None:
    for csrf in ("", "forged", field(editor.get("/adviser").text, "csrf")):
        response = adviser.post("/adviser/sign-out", {"csrf": csrf})
        assert response.status_code == 403
        assert "too old" in response.text
    assert adviser.get("/adviser").status_code == 200


def test_the_sign_in_form_is_bound_to_the_browser_that_was_shown_it(console: Running, browser: Browser) -> None:
    theirs = field(Browser(console).get("/adviser/sign-in").text, "csrf")
    browser.get("/adviser/sign-in")
    fields = {"name": ANNA, "password": PASSWORD}
    assert browser.post("/adviser/sign-in", {**fields, "csrf": theirs}).status_code == 403
    assert browser.post("/adviser/sign-in", fields).status_code == 403
    assert Browser(console).post("/adviser/sign-in", {**fields, "csrf": theirs}).status_code == 403
    assert "adviser_session" not in browser.cookies


def test_the_editors_pages_are_for_editors(adviser: Browser, editor: Browser) -> None:
    for path in ("", "/questions", "/stale", "/usage", "/plots/trend.svg", "/questions.csv", "/nothing-there"):
        refused = adviser.get(f"/adviser/editors{path}")
        assert refused.status_code == 403, path
        assert "editors only" in refused.text
        assert editor.get(f"/adviser/editors{path}").status_code == (404 if path == "/nothing-there" else 200), path


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"name": ANNA}}, 415),
        ({"content": b"name=a"}, 415),
        ({"data": {"name": "a" * 20_000}}, 413),
        ({"content": b"&".join(b"a=1" for _ in range(50))}, 400),
        ({"content": b"\xff\xfe"}, 400),
    ],
)
def test_a_body_that_is_no_form_is_refused_with_a_page(console: Running, sent: dict[str, Any], status: int) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    if status == 400:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    response = console.post("/adviser/sign-in", headers=headers, **sent)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")


def test_nobody_may_frame_the_console_or_keep_its_pages(adviser: Browser) -> None:
    for path in ("/adviser", "/adviser/sign-in", "/adviser/entries/ind", "/adviser/entries/none"):
        headers = adviser.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        # Under no-referrer a browser would say `Origin: null` of our own forms.
        assert headers["referrer-policy"] == "same-origin"
