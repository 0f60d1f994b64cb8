"""Errors as problem+json (RFC 9457), all of one shape, with a sentence that says what would be right."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Scope

from web.logs import log_failure

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class ProblemBody(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str = Field(description="Name of the sort of problem, stable for programs.", examples=["invalid-request"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="What was wrong and what would be right.", examples=["`message`: at most 500 characters."]
    )


class Problem(Exception):
    """An error that the client is told about."""

    def __init__(self, status: int, type_: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.type = type_
        self.detail = detail
        self.headers = headers or {}

    def response(self) -> Response:
        """Return the error as a response."""
        return problem_response(self.status, self.type, self.detail, self.headers)


def problem_response(status: int, type_: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return a problem+json response."""
    body = ProblemBody(type=type_, title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status, headers=headers, media_type=MEDIA_TYPE)


_HTTP = {
    400: ("invalid-request", "The request could not be read."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "This address does not take that method."),
}


def _describe(error: dict[str, Any]) -> str:
    """Write one validation error as a sentence; what was sent is never repeated."""
    if error["type"] == "json_invalid":
        return "The body is not valid JSON."
    place = ".".join(str(part) for part in error["loc"] if part not in {"body", "query", "path", "header"})
    message = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"`{place}`: {message}." if place else f"{message}."


def as_json(_: Scope, problem: Problem) -> Response:
    """Explain a problem to a program."""
    return problem.response()


def install(app: FastAPI, explain: Callable[[Scope, Problem], Response] = as_json) -> None:
    """Make every error of `app` a `Problem` that `explain` tells: as problem+json, or on a page."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)  # noqa: S101 - registered for it alone
        return explain(request.scope, error)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        type_, detail = _HTTP.get(error.status_code, ("error", HTTPStatus(error.status_code).phrase))
        return explain(request.scope, Problem(error.status_code, type_, detail, dict(error.headers or {})))

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        errors = error.errors()
        status = 400 if errors[0]["type"] == "json_invalid" else 422
        detail = " ".join(dict.fromkeys(_describe(one) for one in errors[:3]))
        return explain(request.scope, Problem(status, "invalid-request", detail))

    async def on_anything(request: Request, error: Exception) -> Response:
        log_failure(logger, "a request", error)
        detail = "Something went wrong on our side. Try again in a moment."
        return explain(request.scope, Problem(500, "internal-error", detail))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(Exception, on_anything)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that can answer with these problems."""
    return {
        status: {"model": ProblemBody, "description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {}}}
        for status in statuses
    }
