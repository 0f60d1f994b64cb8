"""A service with two accounts, and browsers on it."""

from __future__ import annotations

import pytest

from tests.web.console_browser import ED, Browser, add_accounts
from tests.web.running import Running


@pytest.fixture
def console(service: Running) -> Running:
    """The service, with an adviser and an editor."""
    add_accounts(service)
    return service


@pytest.fixture
def browser(console: Running) -> Browser:
    """A browser that is not signed in."""
    return Browser(console)


@pytest.fixture
def adviser(console: Running) -> Browser:
    """A browser of somebody who is signed in as an adviser."""
    browser = Browser(console)
    assert browser.sign_in().status_code == 303
    return browser


@pytest.fixture
def editor(console: Running) -> Browser:
    """A browser of somebody who is signed in as an editor."""
    browser = Browser(console)
    assert browser.sign_in(ED).status_code == 303
    return browser
