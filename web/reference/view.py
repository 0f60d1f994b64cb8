"""What the page about the API shows, from the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.schema import Language
from web.reference import snippets
from web.reference.examples import Example, examples

#: How limits of a value are told, in the order in which they are.
_LIMITS = {
    "minLength": "at least {} characters", "maxLength": "at most {} characters", "minimum": "at least {}",
    "maximum": "at most {}", "minItems": "at least {} of them", "maxItems": "at most {} of them",
    "pattern": "like `{}`",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A piece of the name of a type; `schema`: which schema it leads to."""

    text: str
    schema: str | None = None


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a schema."""

    name: str
    place: str
    type: Sequence[Part]
    required: bool
    description: str
    limits: Sequence[str]
    default: str | None


@dataclass(frozen=True)
class Answer:
    """What may come back."""

    status: str
    description: str
    type: Sequence[Part]
    headers: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """An example in one language."""

    language: Language
    curl: str
    python: str
    #: Where it can be tried in the browser.
    address: str | None
    answer: str | None


@dataclass(frozen=True)
class Operation:
    """One thing that the API does."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: Sequence[Field]
    body: Sequence[Part]
    answers: Sequence[Answer]
    examples: Sequence[Shown]
    needs_token: bool


@dataclass(frozen=True)
class Group:
    """The operations of one tag."""

    name: str
    description: str
    operations: Sequence[Operation]


@dataclass(frozen=True)
class Schema:
    """What is sent or comes back: an object with fields, or one of a list of values."""

    name: str
    description: str
    fields: Sequence[Field]
    values: Sequence[str]


@dataclass(frozen=True)
class Reference:
    """The whole page."""

    version: str
    description: str
    groups: Sequence[Group]
    schemas: Sequence[Schema]


def reference(document: Mapping[str, Any], server: str) -> Reference:
    """Return what the page shows of `document`; `server` is the address that examples begin with."""
    operations = [
        (operation["tags"][0], _operation(operation, method.upper(), path, server))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    groups = [
        Group(tag["name"], tag["description"], [one for name, one in operations if name == tag["name"]])
        for tag in document["tags"]
    ]
    schemas = [_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    return Reference(document["info"]["version"], document["info"]["description"], groups, schemas)


def _operation(operation: Mapping[str, Any], method: str, path: str, server: str) -> Operation:
    needs_token = bool(operation.get("security"))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    # Where nothing is in words one example is enough.
    by_language: Mapping[Language, Example] = examples()[operation["operationId"]] or {"en": Example()}
    return Operation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=[
            _field(one["name"], one["schema"], one.get("required", False), one["in"], one.get("description", ""))
            for one in operation.get("parameters", [])
        ],
        body=_type(body) if body else (),
        answers=[_answer(status, response) for status, response in sorted(operation["responses"].items())],
        examples=[
            Shown(
                language,
                snippets.curl(server, method, path, example, with_token=needs_token),
                snippets.python(server, method, path, example, with_token=needs_token),
                snippets.address(path, example) if method == "GET" else None,
                json.dumps(example.answer, ensure_ascii=False, indent=2) if example.answer else None,
            )
            for language, example in by_language.items()
        ],
        needs_token=needs_token,
    )


def _answer(status: str, response: Mapping[str, Any]) -> Answer:
    content: Mapping[str, Any] = next(iter(response.get("content", {}).values()), {})
    headers = [f"{name}: {header['description']}" for name, header in response.get("headers", {}).items()]
    return Answer(status, response["description"], _type(content["schema"]) if content else (), headers)


def _schema(name: str, schema: Mapping[str, Any]) -> Schema:
    required = schema.get("required", [])
    fields = [_field(key, one, key in required) for key, one in schema.get("properties", {}).items()]
    return Schema(name, schema.get("description", ""), fields, [str(value) for value in schema.get("enum", [])])


def _field(name: str, schema: Mapping[str, Any], required: bool, place: str = "", description: str = "") -> Field:
    default = schema.get("default")
    return Field(
        name, place, _type(schema), required, description or schema.get("description", ""), list(_limits(schema)),
        None if default is None else json.dumps(default, ensure_ascii=False),
    )  # fmt: skip


def _variants(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    variants: list[Mapping[str, Any]] = schema.get("anyOf", [schema])
    return variants


def _limits(schema: Mapping[str, Any]) -> Iterable[str]:
    for one in (schema, *_variants(schema)) if "anyOf" in schema else (schema,):
        for name, words in _LIMITS.items():
            if name in one:
                yield words.format(one[name])


def _type(schema: Mapping[str, Any]) -> list[Part]:
    """Return the name of the type of `schema`."""
    names: list[Part] = []
    for variant in _variants(schema):
        names += [Part(" or "), *_plain_type(variant)]
    return names[1:]


def _plain_type(schema: Mapping[str, Any]) -> list[Part]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [Part(name, name)]
    if "enum" in schema:
        return [Part(" | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"]))]
    if schema.get("type") == "array":
        return [Part("list of "), *_type(schema["items"])]
    if schema.get("type") == "object":
        return [Part("object of "), *_type(schema.get("additionalProperties", {"type": "any"}))]
    return [Part(str(schema.get("format", schema.get("type", "any"))))]
