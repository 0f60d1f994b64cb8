"""Signing in and out, as a browser does it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest

from tests.web.console_browser import ANNA, PASSWORD, Browser, add_accounts, field
from tests.web.running import Running
from web.accounts.sessions import IDLE_S, LASTS_S, SessionStore
from web.accounts.store import MAX_FAILED_TRIES
from web.accounts.tables import open_accounts
from web.services import FAILED_SIGN_IN_S

pytestmark = pytest.mark.integration


def test_who_signs_in_comes_to_the_page_that_was_asked_for(browser: Browser) -> None:
    asked = browser.get("/adviser/entries/ind?lang=de")
    assert asked.status_code == 303
    page = browser.get(asked.headers["location"])
    hidden = {name: field(page.text, name) for name in ("csrf", "next")}
    done = browser.post("/adviser/sign-in", {**hidden, "name": ANNA, "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/adviser/entries/ind?lang=de")
    assert ANNA in browser.get("/adviser/entries/ind?lang=de").text


@pytest.mark.parametrize(
    "after",
    [
        "https://evil.example",
        "//evil.example/adviser",
        "/",
        "/adviserx",
        "/adviser\r\nSet-Cookie: a=b",
        "/adviser/sign-out",
        "/adviser/" + "a" * 2000,
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(browser: Browser, after: str) -> None:
    done = browser.sign_in(after=quote(after, safe=""))
    assert done.headers["location"] == "/adviser?lang=en"
    assert browser.get(f"/adviser/sign-in?next={quote(after, safe='')}").headers["location"] == "/adviser?lang=en"


def test_the_cookies_are_for_the_console_alone_and_no_script_reads_them(browser: Browser) -> None:
    lines = browser.get("/adviser/sign-in").headers.get_list("set-cookie")
    lines += browser.sign_in().headers.get_list("set-cookie")
    cookies = [(name, morsel) for line in lines for name, morsel in SimpleCookie(line).items()]
    assert {name for name, _ in cookies} == {"adviser_form", "adviser_session"}
    for _, morsel in cookies:
        assert morsel["secure"] and morsel["httponly"]
        assert (morsel["path"], morsel["samesite"].lower(), morsel["domain"]) == ("/adviser", "lax", "")


def test_a_wrong_password_a_wrong_name_and_a_lock_are_answered_alike(console: Running, browser: Browser) -> None:
    wrong = browser.sign_in(password="a wrong password")
    unknown = browser.sign_in("nobody@school.example")
    for _ in range(MAX_FAILED_TRIES):
        console.services.accounts.verify(ANNA, "a wrong password")
    started = time.monotonic()
    locked = browser.sign_in()
    assert time.monotonic() - started >= FAILED_SIGN_IN_S
    assert {wrong.status_code, unknown.status_code, locked.status_code} == {401}
    assert wrong.text == unknown.text == locked.text
    assert 'role="alert"' in wrong.text
    assert PASSWORD not in locked.text and ANNA not in locked.text
    assert "adviser_session" not in browser.cookies


def test_an_empty_form_is_explained_and_is_no_try(console: Running, browser: Browser) -> None:
    for _ in range(MAX_FAILED_TRIES):
        assert browser.sign_in(password="").status_code == 422
    assert browser.sign_in().status_code == 303


def test_each_sign_in_is_a_new_session_and_ends_the_one_before_it(console: Running, adviser: Browser) -> None:
    before = adviser.cookies["adviser_session"]
    signed_in = dict(adviser.cookies)
    # A second tab, opened before the first one signed in.
    page = Browser(console)
    html = page.get("/adviser/sign-in").text
    page.cookies |= signed_in
    fields = {"csrf": field(html, "csrf"), "name": ANNA, "password": PASSWORD}
    assert page.post("/adviser/sign-in", fields).status_code == 303
    assert page.cookies["adviser_session"] != before
    assert adviser.get("/adviser").status_code == 303


def test_who_signs_out_is_out_on_the_server_too(adviser: Browser) -> None:
    kept = dict(adviser.cookies)
    done = adviser.post("/adviser/sign-out", {"csrf": field(adviser.get("/adviser").text, "csrf")})
    assert (done.status_code, done.headers["location"]) == (303, "/adviser/sign-in?lang=en")
    assert "adviser_session" not in adviser.cookies
    adviser.cookies = kept
    assert adviser.get("/adviser").status_code == 303


@pytest.mark.parametrize(("seconds", "status"), [(IDLE_S - 60, 200), (IDLE_S + 1, 303), (LASTS_S + 1, 303)])
def test_a_session_that_was_not_used_for_an_hour_has_ended(
    console: Running, browser: Browser, seconds: float, status: int
) -> None:
    engine = open_accounts(console.services.settings.state / "accounts.db")
    browser.cookies["adviser_session"] = SessionStore(engine, lambda: time.time() - seconds).start(ANNA)
    engine.dispose()
    assert browser.get("/adviser").status_code == status


def test_who_loses_the_account_is_out_at_once(console: Running, adviser: Browser) -> None:
    console.services.accounts.remove(ANNA)
    assert adviser.get("/adviser").status_code == 303


def test_an_address_may_try_so_often_and_is_told_when_to_come_back(start: Callable[..., Running]) -> None:
    service = start(rate_sign_in="2/minute")
    add_accounts(service)
    browser = Browser(service, "de")
    for _ in range(2):
        assert browser.sign_in(password="").status_code == 422
    limited = browser.sign_in()
    assert limited.status_code == 429
    assert int(limited.headers["retry-after"]) > 0
    assert "Sekunden" in limited.text
    assert browser.get("/adviser/sign-in").status_code == 200


def test_the_kill_switch_leaves_nothing_open_but_the_way_out(console: Running, adviser: Browser) -> None:
    csrf = field(adviser.get("/adviser").text, "csrf")
    (console.services.settings.state / "kill-switch").touch()
    assert adviser.get("/adviser?q=stage").status_code == 503
    assert adviser.get("/adviser/sign-in").status_code == 503
    assert adviser.post("/adviser/sign-out", {"csrf": csrf}).status_code == 303


def test_no_log_holds_a_name_a_password_or_a_token(
    console: Running, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(MAX_FAILED_TRIES):
        console.services.accounts.verify("ed@school.example", "a wrong password")
    browser.sign_in(password="a wrong password")
    csrf = field(browser.get("/adviser/sign-in").text, "csrf")
    browser.sign_in()
    browser.get("/adviser?q=geheim")
    # The test's own client logs what it sends.
    said = [str(record.__dict__) for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    secrets = [ANNA, "ed@school", PASSWORD, "a wrong password", csrf, "geheim", *browser.cookies.values()]
    assert [secret for secret in secrets for text in said if secret in text] == []
    assert any("POST" in text and "/adviser/sign-in" in text for text in said)
