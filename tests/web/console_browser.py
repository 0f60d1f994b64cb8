"""A browser without JavaScript: keeps the console's cookies, fills in its forms, and says where a request is from.

httpx would not send a `Secure` cookie to http://127.0.0.1, as browsers do; so it keeps them itself.
"""

from __future__ import annotations

import re
from html import unescape
from http.cookies import SimpleCookie

import httpx

from tests.web.running import Running
from web.accounts.rules import Role

ANNA, ED, PASSWORD = "anna@school.example", "ed@school.example", "four words of nothing"


def add_accounts(service: Running) -> None:
    """Give Anna, an adviser, and Ed, an editor, accounts."""
    service.services.accounts.add(ANNA, Role.ADVISER, PASSWORD)
    service.services.accounts.add(ED, Role.EDITOR, PASSWORD)


def field(html: str, name: str) -> str:
    """Return the value of the first field `name` of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return unescape(found[1])


class Browser:
    """One browser on one service."""

    def __init__(self, service: Running, language: str = "en") -> None:
        self.service = service
        self.language = language
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page, without following where it leads."""
        return self._kept(httpx.get(self.service.url + path, headers=self._headers(headers), timeout=30))

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form of the service's own page."""
        sent = self._headers({"sec_fetch_site": "same-origin", **headers})
        return self._kept(httpx.post(self.service.url + path, data=fields, headers=sent, timeout=30))

    def sign_in(self, name: str = ANNA, password: str = PASSWORD, after: str = "") -> httpx.Response:
        """Fill in the sign-in form."""
        page = self.get(f"/adviser/sign-in?next={after}")
        hidden = {name: field(page.text, name) for name in ("csrf", "next")}
        return self.post("/adviser/sign-in", {**hidden, "name": name, "password": password})

    def _headers(self, extra: dict[str, str]) -> dict[str, str]:
        headers = {"Accept-Language": self.language}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return headers | {name.replace("_", "-"): value for name, value in extra.items() if value}

    def _kept(self, response: httpx.Response) -> httpx.Response:
        for line in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
        return response
