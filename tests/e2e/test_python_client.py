"""The example in examples/python talks to the running product as its README says."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from knowledge.schema import LANGUAGES, Language
from tests.e2e.conftest import Product
from tests.e2e.widget_page import QUESTIONS

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

EXAMPLE = Path(__file__).parents[2] / "examples" / "python"
SAID = {
    "nl": ("Geldt voor", "Bronnen", "gewist"),
    "de": ("Gilt für", "Quellen", "gelöscht"),
    "en": ("Holds for", "Sources", "forgotten"),
}


@pytest.fixture(scope="module")
def module() -> Iterator[ModuleType]:
    """The client, imported from its folder as somebody who copied it would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXAMPLE))
        import grenswijzer_client  # type: ignore[import-not-found]

        yield grenswijzer_client
        sys.modules.pop("grenswijzer_client", None)


def terminal(product: Product, typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE / "ask.py"), product.url, *options]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_in_the_terminal_is_answered_with_date_and_sources(product: Product, language: Language) -> None:
    done = terminal(product, f"{QUESTIONS[language]}\n", "--language", language)
    assert done.returncode == 0, done.stderr
    assert "16" in done.stdout
    for word in SAID[language]:
        assert word in done.stdout


def test_a_check_is_done_by_numbers_and_the_conversation_is_gone_after(product: Product) -> None:
    before = {sender for sender, _ in product.stored_events()}
    done = terminal(product, "Start de vergunningcheck\n1\n1\n", "--language", "nl")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  1. ") >= 3
    assert {sender for sender, _ in product.stored_events()} <= before


def test_buttons_ratings_and_what_was_forgotten(product: Product, module: ModuleType) -> None:
    with module.Grenswijzer(product.url) as grenswijzer:
        conversation = grenswijzer.conversation(language="en")
        start = conversation.say("Start the permit check").messages[-1]
        asked = conversation.press(start.buttons[0]).messages[-1]
        assert asked.kind == "form"
        answer = conversation.say(QUESTIONS["en"]).messages[-1]
        conversation.rate(answer, "up", "Clear.")
        button = asked.buttons[0]
        token = conversation.token
        conversation.forget()
        conversation.forget()
        conversation.token = token
        with pytest.raises(module.GrenswijzerError) as refused:
            conversation.press(button)
        assert refused.value.type == "conversation-forgotten"
        turn = conversation.say(QUESTIONS["en"])
        assert turn.is_new_conversation
        assert "16" in turn.messages[-1].text
        assert not conversation.say("And in summer?").is_new_conversation


def test_look_ups(product: Product, module: ModuleType) -> None:
    with module.Grenswijzer(product.url) as grenswijzer:
        first = grenswijzer.search("work permit for an intern from China", language="de", limit=2)[0]
        entry = grenswijzer.entry(first["id"], language="de")
        assert entry["title"] == first["title"]
        assert grenswijzer.contacts("Nordhorn", "Emmen", language="en")[1]["name"] == "Emmen"
        assert grenswijzer.changes(dt.date(2025, 1, 1), language="nl", limit=3)
        with pytest.raises(module.GrenswijzerError, match="no entry of this id") as refused:
            grenswijzer.entry("nothing")
        assert (refused.value.status, refused.value.type) == (404, "entry-unknown")


@pytest.mark.parametrize("message", ["", "x" * 501])
def test_a_message_that_cannot_be_taken_is_an_error_in_the_services_words(
    product: Product, module: ModuleType, message: str
) -> None:
    with module.Grenswijzer(product.url) as grenswijzer, pytest.raises(module.GrenswijzerError, match="`message`"):
        grenswijzer.conversation().say(message)


def answering(
    module: ModuleType, *responses: httpx.Response, **options: float
) -> tuple[object, list[float], list[str]]:
    """Return a client whose service gives `responses` one after the other, its waits, and what it was asked."""
    waits: list[float] = []
    asked: list[str] = []
    left = list(responses)

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return left.pop(0)

    client = module.Grenswijzer("https://x.example", sleep=waits.append, **options)
    client._http = httpx.Client(base_url="https://x.example", transport=httpx.MockTransport(give))
    return client, waits, asked


def busy(seconds: int, status: int = 429) -> httpx.Response:
    problem = {"type": "too-many-requests", "title": "", "status": status, "detail": "Too many requests at once."}
    return httpx.Response(status, json=problem, headers={"Retry-After": str(seconds)})


def test_it_waits_as_long_as_the_service_says_and_no_longer_than_it_was_told(module: ModuleType) -> None:
    client, waits, asked = answering(module, busy(2), busy(3, 503), httpx.Response(200, json={"results": []}))
    assert client.search("x") == []  # type: ignore[attr-defined]
    assert (waits, len(asked)) == ([2, 3], 3)
    client, waits, _ = answering(module, busy(2), busy(9), max_wait_s=10)
    with pytest.raises(module.TooManyRequests, match="Too many") as refused:
        client.search("x")  # type: ignore[attr-defined]
    assert (refused.value.retry_after_s, waits) == (9, [2])


@pytest.mark.parametrize("response", [httpx.Response(502, text="<html>"), httpx.Response(200, text="hello")])
def test_what_is_not_this_service_is_told_as_such(module: ModuleType, response: httpx.Response) -> None:
    client, _, _ = answering(module, response)
    with pytest.raises(module.Unreachable, match="nothing that could be read"):
        client.search("x")  # type: ignore[attr-defined]


def test_nobody_at_the_address_is_told_as_such(module: ModuleType) -> None:
    with module.Grenswijzer("http://127.0.0.1:9") as client, pytest.raises(module.Unreachable, match="does not answer"):
        client.search("x")
