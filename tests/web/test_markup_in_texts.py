"""Markup in any text that comes from outside is shown as text: on the pages, in the console, and in own documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.console_browser import ED, Browser, add_accounts
from tests.web.rasa_stand_in import RasaStandIn, say
from tests.web.running import Running, eventually

pytestmark = pytest.mark.integration

#: Each closes what could be open around it, and would then run `pwned`.
MARKUP = [
    "<script>pwned()</script>",
    '"><img src=x onerror=pwned()>',
    "'><svg onload=pwned()>",
    "</textarea></title></script><script>pwned()</script>",
    '" autofocus onfocus=pwned() x="',
    "<a href='javascript:pwned()'>hoeveel uur</a>",
    "{{ 7 * 7 }} <iframe srcdoc='<script>pwned()</script>'>",
    "<!--><script>pwned()</script>-->",
]
QUESTION = "Hoeveel uur mag ik met {} werken?"


def dangers(html: str) -> list[str]:
    """Return what would run in a browser: scripts of others, handlers, addresses that are code."""
    found = []
    for node in LexborHTMLParser(html).css("*"):
        values = node.attributes
        source = values.get("src") or ""
        if node.tag == "script" and not source.startswith("/"):
            found.append(f"script {values}")
        if node.tag in {"iframe", "object", "embed", "base"} and not source.startswith("/"):
            found.append(f"{node.tag} {values}")
        for name, value in values.items():
            if name.startswith("on") or name == "srcdoc" or re.match(r"\s*javascript:", value or ""):
                found.append(f"{node.tag} {name}={value}")
    return found


def is_harmless(response: httpx.Response) -> bool:
    """Tell whether nothing runs in a page; anything else says that it is none, and is not guessed to be one."""
    if response.headers.get("content-type", "").startswith("text/html"):
        return dangers(response.text) == []
    return response.headers["x-content-type-options"] == "nosniff"


def test_the_check_itself_finds_what_would_run() -> None:
    for markup in MARKUP:
        assert dangers(f'<p>{markup}</p><input value="{markup}"><textarea>{markup}</textarea>'), markup


@pytest.mark.parametrize("markup", MARKUP[:3])
def test_no_page_runs_what_its_address_holds(service: Running, markup: str) -> None:
    add_accounts(service)
    editor = Browser(service)
    assert editor.sign_in(ED).status_code == 303
    typed = quote(markup)
    fields = {
        "/": ("lang",),
        "/plain": ("lang",),
        "/api": ("lang",),
        "/record": ("check", "answer", "place", "on", "lang"),
        "/webmaster": ("school", "key", "chat", "theme", "region", "side", "pinned", "page", "lang"),
        "/widget/frame": ("lang", "theme", "school", "region"),
        "/adviser/sign-in": ("next", "lang"),
        "/adviser": ("q", "language", "topic", "region", "audience", "kind", "as_of", "lang"),
        "/adviser/editors/questions": ("topic", "language", "site", "days", "page", "lang"),
        "/adviser/editors/usage": ("topic", "language", "site", "days", "lang"),
    }
    for path, names in fields.items():
        for name in names:
            question = "&q=stage" if path == "/adviser" and name != "q" else ""
            response = editor.get(f"{path}?{name}={typed}{question}")
            assert response.status_code < 500, f"{path}?{name}"
            assert is_harmless(response), f"{path}?{name}: {dangers(response.text)}"
    for path in (f"/adviser/entries/{typed}", f"/adviser/editors/plots/{typed}.svg", f"/{typed}", f"/api/v1/{typed}"):
        assert is_harmless(editor.get(path)), path


def test_a_finished_check_shows_a_place_as_text(service: Running) -> None:
    case = "check=permit&answer=purpose%3Dinternship&answer=nationality%3Deu"
    for markup in MARKUP:
        assert is_harmless(service.get(f"/record?{case}&place={quote(markup)}"))


@pytest.mark.parametrize("markup", MARKUP)
def test_what_is_typed_into_the_plain_page_is_text_on_it(start: Callable[..., Running], markup: str) -> None:
    service = start(rasa_url="http://127.0.0.1:9")
    for fields in (
        {"message": QUESTION.format(markup)},
        {"message": markup * 60},
        {"message": "hallo", "conversation": markup},
        {"payload": markup, "conversation": markup},
    ):
        for path in ("/plain", "/plain/forget"):
            response = service.post(path, data=fields)
            assert response.headers["content-type"].startswith("text/html")
            assert dangers(response.text) == [], fields


@pytest.mark.parametrize("markup", MARKUP)
def test_whatever_a_bot_says_is_text_on_the_plain_page(service: Running, rasa: RasaStandIn, markup: str) -> None:
    source = {"title": markup, "locator": markup, "url": markup, "as_of": markup}
    contact = {"id": "x", "name": markup, "phone": markup, "email": markup, "url": f"javascript:{markup}"}
    custom: dict[str, Any] = {
        "text": markup, "kind": "answer", "status": "answered", "sources": [source], "official": [source],
        "older": {"text": markup, "as_of": markup}, "as_of": markup, "caution": markup, "contacts": [contact],
    }  # fmt: skip
    rasa.answer = say(
        {"text": markup, "buttons": [{"title": markup, "payload": f"/choose{markup}"}]}, {"custom": custom}
    )
    response = service.post("/plain?lang=nl", data={"message": "vraag"})
    assert response.status_code == 200
    assert dangers(response.text) == []


@pytest.mark.parametrize("markup", MARKUP)
def test_what_is_kept_for_editors_is_text_on_their_pages(service: Running, rasa: RasaStandIn, markup: str) -> None:
    custom = {"text": "?", "kind": "handover", "status": "handover-nothing-found"}
    rasa.answer = say({"custom": custom})
    said = service.chat(f"kamelen {markup}").json()
    rated = {"answer": said["messages"][-1]["id"], "rating": "down", "comment": f"jammer {markup}"}
    assert service.post("/api/v1/feedback", json=rated).status_code == 204
    assert eventually(lambda: service.services.keeper.questions.count() == 1)
    add_accounts(service)
    editor = Browser(service)
    editor.sign_in(ED)
    page = editor.get("/adviser/editors/questions")
    assert "kamelen" in page.text and "jammer" in page.text
    for path in ("", "/questions", "/usage", "/stale", "/questions.csv", "/feedback.csv", "/plots/trend.svg"):
        assert is_harmless(editor.get(f"/adviser/editors{path}")), path


@pytest.mark.parametrize("field", ["site", "region"])
def test_a_name_with_markup_is_no_name(service: Running, field: str) -> None:
    for markup in (one for one in MARKUP if "<" in one):
        context = {"site": None, "role": None, "region": None, field: markup}
        assert service.chat("hallo", context=context).status_code == 422
