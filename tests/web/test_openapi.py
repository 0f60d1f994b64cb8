"""The OpenAPI document says what is so, and its examples are good ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from knowledge.assistant import Assistant
from knowledge.schema import LANGUAGES, Language
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import Running, running_service
from web.entry_schema import EntryOut
from web.reference.document import operations_of
from web.reference.examples import examples
from web.reference.snippets import address
from web.schemas import TurnResponse

pytestmark = pytest.mark.integration

#: Clients are named after these: they stay.
OPERATIONS = {"take_turn", "forget", "rate", "search", "entry", "changes", "contacts", "health"}


@pytest.fixture(scope="module")
def service(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service, of which these tests change nothing."""
    with (
        rasa_stand_in() as rasa,
        running_service(assistant, Path(tmp_path_factory.mktemp("state")), rasa.url) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def document(service: Running) -> dict[str, Any]:
    """The document."""
    written: dict[str, Any] = service.get("/openapi.json").json()
    return written


def operation(document: dict[str, Any], name: str) -> tuple[str, str, dict[str, Any]]:
    return next(
        (method.upper(), path, one)
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if one["operationId"] == name
    )


def test_it_names_licence_server_and_what_each_tag_is_for(document: dict[str, Any]) -> None:
    assert document["info"]["license"] == {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    assert document["servers"][0]["url"] == "/"
    used = {tag for one in operations_of(document) for tag in one["tags"]}
    assert {tag["name"] for tag in document["tags"] if tag["description"]} == used


def test_operations_have_the_names_that_clients_call_them_by(document: dict[str, Any]) -> None:
    assert {one["operationId"] for one in operations_of(document)} == OPERATIONS == set(examples())


def test_every_parameter_says_what_it_is(document: dict[str, Any]) -> None:
    for one in operations_of(document):
        for parameter in one.get("parameters", []):
            assert parameter.get("description"), (one["operationId"], parameter["name"])


def test_errors_are_promised_as_problem_json_alone_with_the_time_to_wait(document: dict[str, Any]) -> None:
    for one in operations_of(document):
        for status, response in one["responses"].items():
            if int(status) >= 400 and one["operationId"] != "health":
                assert list(response["content"]) == ["application/problem+json"]
                assert response["content"]["application/problem+json"]["schema"]["$ref"].endswith("/ProblemBody")
                assert ("Retry-After" in response.get("headers", {})) is (status in {"429", "503"})


def test_forgetting_asks_for_the_token_of_the_conversation_and_nothing_else_asks_for_any(
    document: dict[str, Any],
) -> None:
    scheme = document["components"]["securitySchemes"]["conversation"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert {one["operationId"] for one in operations_of(document) if one.get("security")} == {"forget"}


@pytest.mark.parametrize("name", sorted(OPERATIONS - {"forget", "health"}))
def test_each_operation_has_an_example_in_each_language(document: dict[str, Any], name: str) -> None:
    assert set(examples()[name]) == set(LANGUAGES)
    _, _, one = operation(document, name)
    places = [*one.get("parameters", []), *one.get("requestBody", {}).get("content", {}).values()]
    assert any(set(place.get("examples", {})) == set(LANGUAGES) for place in places)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(OPERATIONS - {"forget", "health", "rate"}))
def test_an_example_is_answered_in_its_language(
    service: Running, document: dict[str, Any], name: str, language: Language
) -> None:
    method, path, _ = operation(document, name)
    example = examples()[name][language]
    answer = httpx.request(method, service.url + address(path, example), json=example.body, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_rating_is_of_an_answer_that_is_unknown_but_well_formed(
    service: Running, language: Language
) -> None:
    answer = service.post("/api/v1/feedback", json=examples()["rate"][language].body)
    assert (answer.status_code, answer.json()["type"]) == (404, "answer-unknown")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_an_answer_is_one_and_its_facts_are_those_of_the_entry(
    service: Running, language: Language
) -> None:
    answer = TurnResponse.model_validate(examples()["take_turn"][language].answer)
    message = answer.messages[0]
    assert message.language == answer.language == language
    entry = service.get(f"/api/v1/entries/{message.entry}", params={"lang": language}).json()
    held = next(held for held in entry["holds_today"] if held["point"] == message.point)
    assert set(re.findall(r"\d+", message.text)) <= set(re.findall(r"\d+", held["text"]))
    assert message.older is not None
    assert set(re.findall(r"\d+", message.older.text)) <= set(re.findall(r"\d+", held["older"]["text"]))


def test_every_entry_is_as_the_document_describes_it(service: Running, document: dict[str, Any]) -> None:
    described = document["components"]["schemas"]["EntryOut"]["properties"].keys()
    assistant = service.services.assistant
    for name in assistant.entries:
        told = assistant.entry(name, "en")
        assert told.keys() == described, name
        assert EntryOut.model_validate(told).id == name
