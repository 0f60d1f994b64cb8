"""A school's own documents reach the look-up and the chat, named as its own, behind what the entries tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder
from knowledge.ingest.store import DocumentStore
from knowledge.ingest.taking_in import Wishes, take_in
from knowledge.loading import KnowledgeError
from tests.support import need
from tests.web.conftest import MODELS
from tests.web.console_browser import Browser, add_accounts
from tests.web.running import Running, running_service

pytestmark = pytest.mark.integration

GUIDE = """# Kluisjes

Een kluisje huur je bij de balie van locatie Coevorden. De borg voor een kluisje is 37 euro.

# Laptop

Elke student leent een laptop van de mediatheek. Meld schade binnen een dag. &lt;img src=x onerror=pwned()&gt;
"""
QUESTION = "Hoeveel borg betaal ik voor een kluisje in Coevorden?"
#: An address where no Rasa listens: the gateway then searches by itself.
NO_RASA = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def service(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("own")
    (folder / "schoolgids.md").write_text(GUIDE, encoding="utf-8")
    store, clock = DocumentStore(folder / "documents"), clock_from_environment()
    with store.changing(pytest.fail):
        take_in(folder / "schoolgids.md", store, encoder, Wishes(clock.today()), lambda _what, _done, _total: None)
    try:
        assistant = Assistant(MODELS / "index", encoder, clock, store.folder)
    except KnowledgeError as error:
        need(False, "The index", f"{error} (`make build` makes it)")
        raise
    with running_service(assistant, folder / "state", NO_RASA) as running:
        yield running


@pytest.fixture(scope="module")
def adviser(service: Running) -> Browser:
    add_accounts(service)
    browser = Browser(service)
    assert browser.sign_in().status_code == 303
    return browser


def test_the_look_up_shows_documents_after_the_entries(service: Running) -> None:
    results = service.get("/api/v1/search", params={"q": QUESTION, "limit": 4}).json()["results"]
    assert [result["own"] for result in results] == [False] * 4 + [True] * (len(results) - 4)
    own = results[4]
    assert own["kind"] == "document"
    assert own["id"].startswith("document:schoolgids-")
    assert "37 euro" in own["passage"]
    assert own["sources"][0]["title"] == "schoolgids.md"
    assert own["sources"][0]["locator"] == "“Kluisjes”"


def test_the_chat_quotes_the_document_that_answers_and_keeps_the_contacts(service: Running) -> None:
    message = service.chat(QUESTION, language="nl").json()["messages"][-1]
    assert (message["kind"], message["status"]) == ("answer", "answered-from-own-document")
    assert message["text"].startswith("Uit een eigen document van je school: schoolgids.md")
    assert "37 euro" in message["text"]
    assert "niet gecontroleerd" in message["caution"]
    assert message["entry"] is None
    assert message["contacts"]


def test_the_chat_answers_with_an_entry_where_one_does(service: Running) -> None:
    message = service.chat("Hoeveel uur mag ik werken naast mijn studie?", language="nl").json()["messages"][-1]
    assert message["status"] != "answered-from-own-document"
    assert message["entry"] == "work-beside-study"


@pytest.mark.parametrize("message", ["Hoe bak ik een appeltaart?", "Wie wint zondag de wedstrijd van Ajax?"])
def test_the_chat_quotes_nothing_at_what_no_document_answers(service: Running, message: str) -> None:
    assert service.chat(message, language="nl").json()["messages"][-1]["status"] != "answered-from-own-document"


def test_a_quotation_can_be_rated(service: Running) -> None:
    message = service.chat(QUESTION, language="nl").json()["messages"][-1]
    assert service.post("/api/v1/feedback", json={"answer": message["id"], "rating": "up"}).status_code == 204


def test_health_says_how_many_documents_are_searched(service: Running) -> None:
    assert service.get("/health").json()["versions"]["own documents"] == "1"


def test_the_console_shows_them_without_a_link_for_there_is_no_entry_to_read(adviser: Browser) -> None:
    html = adviser.get(f"/adviser?q={QUESTION}").text
    assert "37 euro" in html
    assert "Own document" in html
    assert "/adviser/entries/document:" not in html


def test_markup_in_a_document_is_shown_as_text(service: Running, adviser: Browser) -> None:
    question = "Van wie leen ik een laptop van de mediatheek en waar meld ik schade?"
    pages = [
        adviser.get(f"/adviser?q={question}").text,
        service.post("/plain?lang=nl", data={"message": question}).text,
    ]
    for html in pages:
        assert "&lt;img src=x onerror=pwned()&gt;" in html
        assert "<img src=x" not in html
