"""What a browser is told with every response: a new route is asked too, without doing anything."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.console_browser import ED, Browser, add_accounts
from tests.web.route_table import mounts, routes
from tests.web.running import Running
from web.app import create_api

pytestmark = pytest.mark.integration

#: What stands in for the parts of an address.
PARTS = {"entry_id": "ind", "name": "trend"}
#: Responses that a browser may keep: files of a version, and the script that names the version.
KEPT = {"GET /widget.js"}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "font-src 'self'", "frame-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'",
}  # fmt: skip


def every_route(service: Running) -> list[tuple[str, str]]:
    """Return method and address of every route, of a file of each folder, and of two that there are none of."""
    app = create_api(service.services)
    found = [tuple(route.split(" ", 1)) for route in sorted(routes(app))]
    found += [("GET", f"{folder}/nothing.js") for folder in sorted(mounts(app))]
    found += [("GET", "/nothing"), ("GET", "/adviser/nothing")]
    return [(method, re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "x"), path)) for method, path in found]


def answers(service: Running) -> list[tuple[str, str, httpx.Response]]:
    """Return what every route answers to nobody and, in the console, to an editor."""
    add_accounts(service)
    editor = Browser(service)
    assert editor.sign_in(ED).status_code == 303
    cookie = "; ".join(f"{name}={value}" for name, value in editor.cookies.items())
    found = []
    for method, path in every_route(service):
        url = service.url + path
        found.append((method, path, httpx.request(method, url, timeout=30)))
        if path.startswith("/adviser") and method == "GET":
            found.append((method, path, httpx.get(url, headers={"Cookie": cookie}, timeout=30)))
    return found


def test_every_response_carries_the_policy_of_its_side(service: Running) -> None:
    for method, path, response in answers(service):
        where, headers = f"{method} {path} {response.status_code}", response.headers
        assert response.status_code < 500 or path == "/health", where
        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS, where
        parts = set(headers["content-security-policy"].split("; "))
        framed = "frame-ancestors 'none'" if path.startswith("/adviser") else "frame-ancestors 'self'"
        assert parts == POLICY | {framed}, where
        referrer = "same-origin" if path.startswith("/adviser") else "no-referrer"
        assert headers["referrer-policy"] == referrer, where
        assert "server" not in headers and "x-powered-by" not in headers, where
        assert "access-control-allow-origin" not in headers or path.startswith("/widget"), where


def test_no_response_may_be_kept_but_the_files_of_the_widget(service: Running) -> None:
    for method, path, response in answers(service):
        control = response.headers["cache-control"]
        assert control == "no-store" or f"{method} {path}" in KEPT, f"{method} {path}: {control}"


def test_only_the_sign_in_sets_a_cookie(service: Running) -> None:
    for method, path, response in answers(service):
        cookies = response.headers.get_list("set-cookie")
        allowed = path == "/adviser/sign-in" and response.status_code < 400
        assert bool(cookies) <= allowed, f"{method} {path} {response.status_code}: {cookies}"
        for cookie in cookies:
            attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
            assert {"httponly", "secure", "samesite=lax", "path=/adviser"} <= attributes, cookie


def test_markup_is_sent_as_pages_alone(service: Running) -> None:
    """JSON is never read as a page, whatever text is in it."""
    for method, path, response in answers(service):
        if path.startswith("/api/"):
            sort = response.headers.get("content-type", "").partition(";")[0]
            assert sort in {"application/json", "application/problem+json", ""}, f"{method} {path}: {sort}"
