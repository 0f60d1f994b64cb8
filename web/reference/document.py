"""The OpenAPI document: what FastAPI writes, made to say what is so, with examples in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from knowledge.schema import Language
from web.problems import MEDIA_TYPE
from web.reference.examples import Example, examples

DESCRIPTION = """Answers about studying, internships, working and commuting in the Netherlands and across its borders,
in Dutch, German and English: curated, with source and date. Nothing is generated.

No key is needed. Errors are `application/problem+json` (RFC 9457) with a stable `type` and a sentence in `detail`;
`429` and `503` carry `Retry-After`, in seconds."""
TAGS = [
    {"name": "chat", "description": "Hold a conversation: ask, press a button, rate an answer, forget it all."},
    {
        "name": "look-up",
        "description": "Look things up without a conversation: search, entries, desks for a place, and what changed.",
    },
    {"name": "operation", "description": "Whether the service can do its work."},
]
LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
SERVERS = [{"url": "/", "description": "This service."}]
#: What each language calls itself.
NAMES: Mapping[Language, str] = {"nl": "Nederlands", "de": "Deutsch", "en": "English"}
_JSON = "application/json"
Operation = dict[str, Any]


def operation_id(route: APIRoute) -> str:
    """Return the id of a route's operation: the name of its function, short enough to be that of a client's."""
    return route.name


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return what makes the document of `app`, once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            written = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes, tags=TAGS,
                servers=SERVERS, license_info=LICENCE, separate_input_output_schemas=False,
            )  # fmt: skip
            for operation in operations_of(written):
                _tell_problems_apart(operation)
                _exemplify(operation, examples().get(operation["operationId"], {}))
            app.openapi_schema = written
        return app.openapi_schema

    return document


def operations_of(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield every operation of a `document`."""
    for methods in document["paths"].values():
        yield from methods.values()


def _tell_problems_apart(operation: Operation) -> None:
    """Say of errors that they are problem+json alone: FastAPI also promises them as plain JSON."""
    for response in operation["responses"].values():
        content = response.get("content", {})
        if MEDIA_TYPE in content:
            content[MEDIA_TYPE] = content.pop(_JSON)
    for status in {"429", "503"} & operation["responses"].keys():
        response = operation["responses"][status]
        if MEDIA_TYPE in response.get("content", {}):
            seconds = {"type": "string", "pattern": "^[0-9]+$"}
            response["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": seconds}}


def _exemplify(operation: Operation, by_language: Mapping[Language, Example]) -> None:
    """Add the examples; where they are the same in every language only one."""
    for parameter in operation.get("parameters", []):
        place, name = parameter["in"], parameter["name"]
        values = {
            code: getattr(one, place).get(name) for code, one in by_language.items() if place in {"path", "query"}
        }
        _put(parameter, {code: value for code, value in values.items() if value is not None})
    if "requestBody" in operation:
        bodies = {code: one.body for code, one in by_language.items() if one.body is not None}
        _put(operation["requestBody"]["content"][_JSON], bodies)
    answers = {code: one.answer for code, one in by_language.items() if one.answer is not None}
    _put(operation["responses"].get("200", {}).get("content", {}).get(_JSON, {}), answers)


def _put(place: dict[str, Any], values: Mapping[Language, Any]) -> None:
    if values and all(value == next(iter(values.values())) for value in values.values()):
        place["examples"] = {"any": {"summary": "In every language", "value": next(iter(values.values()))}}
    elif values:
        place["examples"] = {code: {"summary": NAMES[code], "value": value} for code, value in values.items()}
