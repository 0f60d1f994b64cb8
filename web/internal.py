"""The internal listener: Rasa's action webhook, and the metrics. It is never public."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from typing import Any

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from web import problems, request_id
from web.logs import log_failure
from web.middleware import Recorder
from web.problems import Problem
from web.services import Services

logger = logging.getLogger(__name__)

#: Rasa sends the whole tracker and domain with every call.
MAX_BODY_BYTES = 32 * 1024 * 1024
_STATUS = {ActionExecutionRejection: 400, ActionNotFoundException: 404, ActionMissingDomainException: 449}


def _authorised(request: Request, token: str) -> bool:
    header = request.headers.get("authorization", "").removeprefix("Bearer ")
    given = request.query_params.get("token") or header
    return hmac.compare_digest(given.encode(), token.encode())


def _read(body: bytes) -> dict[str, Any]:
    """Read an action call, and go on under the id of the request that Rasa makes it for.

    Raises:
        ValueError: `body` is no action call.
    """
    call = json.loads(body)
    if not isinstance(call, dict) or not {"next_action", "tracker", "domain"} <= call.keys():
        raise ValueError("not an action call")
    message = call["tracker"].get("latest_message") if isinstance(call["tracker"], dict) else None
    metadata = message.get("metadata") if isinstance(message, dict) else None
    request_id.take(metadata.get(request_id.METADATA) if isinstance(metadata, dict) else None)
    return call


def _run(executor: ActionExecutor, call: dict[str, Any]) -> tuple[str, int, Any]:
    """Run the action that `call` names, in the thread that calls; return its name, the status and the answer."""
    name = str(call["next_action"])
    try:
        result = asyncio.run(executor.run(call))
    except tuple(_STATUS) as error:
        return name, _STATUS[type(error)], {"error": "The action was not run.", "action_name": name}
    return name, 200, result.model_dump() if result else None


def create_internal_app(services: Services, executor: ActionExecutor) -> ASGIApp:
    """Return the app of the internal listener."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    problems.install(app)
    token = services.settings.action_token.get_secret_value()
    known = {action.name for action in executor.list_actions()}

    @app.post("/webhook")
    async def webhook(request: Request) -> Response:
        if not _authorised(request, token):
            raise Problem(401, "token-wrong", "The token of the webhook is missing or wrong.")
        started = time.perf_counter()
        body = await request.body()
        if len(body) > MAX_BODY_BYTES:
            raise Problem(413, "too-large", "The tracker is too large.")
        try:
            call = _read(body)
            name, status, answer = await services.act_in_thread(_run, executor, call)
        except ValueError as error:
            raise Problem(400, "invalid-request", "The body is no action call.") from error
        except Exception as error:
            log_failure(logger, "an action", error)
            raise Problem(500, "action-failed", "The action failed.") from error
        label = name if name in known else "unknown"
        services.metrics.action_seconds.labels(label).observe(time.perf_counter() - started)
        return JSONResponse(answer, status)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(services.metrics.render(), media_type=CONTENT_TYPE_LATEST)

    return Recorder(app, services.metrics)
