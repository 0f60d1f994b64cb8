"""The page without JavaScript, used as a browser uses it: by posting its forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest

from tests.web.rasa_stand_in import RasaStandIn, say
from tests.web.running import Running

pytestmark = pytest.mark.integration


def field(html: str, name: str) -> str:
    """Return the value of the first form field or button `name`."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return unescape(found[1])


def post(service: Running, path: str = "/plain?lang=nl", **fields: str) -> httpx.Response:
    return service.post(path, data=fields)


def test_a_question_is_answered_with_source_and_date(start: Callable[..., Running]) -> None:
    service = start(rasa_url="http://127.0.0.1:9")
    html = post(service, message="Hoeveel uur mag ik werken naast mijn studie?").text
    assert "16 uur" in html
    assert "Bronnen" in html
    assert "Stand:" in html


@pytest.mark.parametrize(("language", "word"), [("nl", "Je vraag"), ("de", "Ihre Frage"), ("en", "Your question")])
def test_the_page_speaks_the_language_asked_for(service: Running, language: str, word: str) -> None:
    response = service.get(f"/plain?lang={language}")
    assert word in response.text
    assert f'<html lang="{language}">' in response.text
    assert response.headers["content-language"] == language


def test_the_conversation_goes_on_and_buttons_work(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say({"text": "Kies", "buttons": [{"title": "Stage", "payload": '/choose{"choice": "x"}'}]})
    html = post(service, message="stage").text
    post(service, conversation=field(html, "conversation"), payload=field(html, "payload"))
    assert rasa.messages == ["stage", '/choose{"choice": "x"}']
    assert rasa.turns[0]["sender"] == rasa.turns[1]["sender"]


def test_what_was_typed_is_shown_as_text_and_never_as_markup(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say({"text": "<script>alert(1)</script>"})
    html = post(service, message="<img src=x onerror=alert(1)> \"'").text
    assert "<img src=x" not in html
    assert "<script>" not in html
    assert "&lt;img src=x" in html


def test_a_link_of_an_odd_sort_is_no_link(service: Running, rasa: RasaStandIn) -> None:
    source = {"title": "Bron", "locator": "", "url": "javascript:alert(1)", "as_of": ""}
    custom = {"text": "Ja", "kind": "answer", "status": "answered", "sources": [source], "official": [source]}
    rasa.answer = say({"text": "Ja"}, {"custom": custom})
    assert "javascript:" not in post(service, message="vraag").text


@pytest.mark.parametrize("fields", [{"message": ""}, {"message": " "}, {"message": "a" * 501}])
def test_a_message_that_cannot_be_read_is_explained_and_kept(service: Running, fields: dict[str, str]) -> None:
    response = post(service, **fields)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert fields["message"].strip() in response.text


def test_a_forged_conversation_starts_anew(service: Running, rasa: RasaStandIn) -> None:
    response = post(service, message="hallo", conversation="forged")
    assert response.status_code == 401
    assert field(response.text, "conversation") == ""
    assert rasa.turns == []


def test_a_conversation_is_forgotten_by_its_form(service: Running) -> None:
    html = post(service, message="hallo").text
    token = field(html, "conversation")
    assert "gewist" in post(service, "/plain/forget?lang=nl", conversation=token).text
    assert service.chat("hallo", conversation=token).status_code == 401


@pytest.mark.parametrize(("language", "words"), [("nl", "staat nu even uit"), ("de", "ausgeschaltet")])
def test_a_switched_off_assistant_says_so_on_a_page(start: Callable[..., Running], language: str, words: str) -> None:
    response = post(start(kill_switch=True), f"/plain?lang={language}", message="hallo")
    assert response.status_code == 503
    assert response.headers["content-type"].startswith("text/html")
    assert words in response.text


def test_a_form_of_too_many_fields_or_odd_bytes_is_refused(service: Running) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert service.post("/plain", content=b"&".join(b"a=1" for _ in range(50)), headers=headers).status_code == 400
    assert service.post("/plain", content=b"\xff\xfe", headers=headers).status_code == 400


def test_too_many_posts_are_told_when_to_come_back(start: Callable[..., Running]) -> None:
    service = start(rate_conversation="1/minute")
    token = field(post(service, message="hallo").text, "conversation")
    response = post(service, message="nog iets", conversation=token)
    assert response.status_code == 429
    assert response.headers["Retry-After"] in response.text
    assert "seconden" in response.text
