"""The API keeps what its OpenAPI document promises, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from knowledge.assistant import Assistant
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import running_service

pytestmark = pytest.mark.integration

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


OPERATIONS = [
    ("POST", "/api/v1/chat"),
    ("DELETE", "/api/v1/chat"),
    ("POST", "/api/v1/feedback"),
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/entries/{entry_id}"),
    ("GET", "/api/v1/changes"),
    ("GET", "/api/v1/contacts"),
    ("GET", "/health"),
]


@pytest.fixture(scope="module")
def document(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The document of a running service that limits nobody."""
    state: Path = tmp_path_factory.mktemp("state")
    free = {"rate_address": "100000/minute", "rate_conversation": "100000/minute"}
    with rasa_stand_in() as rasa, running_service(assistant, state, rasa.url, **free) as service:
        yield schemathesis.openapi.from_url(f"{service.url}/openapi.json")


def test_every_operation_of_the_document_is_tried(document: BaseSchema) -> None:
    paths = document.raw_schema["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert described == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_gets_an_answer_that_the_document_does_not_describe(
    document: BaseSchema, method: str, path: str
) -> None:
    operation = document[path][method]
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy() | wrong)
    def try_out(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    try_out()
