"""The page without JavaScript: asks and answers by posting forms.

It uses no cookie: what names the conversation is a field of the form, so no other site can post for a user.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError
from starlette.types import Scope

from knowledge.schema import LANGUAGES, Language
from web.forms import posted_fields
from web.gateway import Gateway
from web.pages.rendering import page_language, render, strings
from web.problems import Problem
from web.schemas import TurnContext, TurnRequest
from web.services import Services, services_of

router = APIRouter(prefix="/plain", include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]
PageLanguage = Annotated[Language, Depends(page_language)]
_LOST = {"conversation-expired", "conversation-forgotten", "conversation-unknown"}
#: Which text tells that it was too much, by the type of problem.
_TURNED_AWAY = {"too-many-requests": "too_many", "busy": "crowded"}


def _page(language: Language, status: int = 200, **values: Any) -> Response:
    empty: dict[str, Any] = {
        "messages": [],
        "question": None,
        "conversation": None,
        "problem": None,
        "notice": None,
        "unsent": None,
    }
    labels = {code: strings(code) for code in LANGUAGES}
    return render("plain.html", language, status, labels_in=labels, **{**empty, **values})


def problem_page(scope: Scope, problem: Problem) -> Response:
    """Return the page that says why a form was not even read."""
    request = Request(scope)
    language = page_language(request.query_params.get("lang"), request.headers.get("accept-language"))
    page = _page(language, problem.status, **_explained(problem, language))
    page.headers.update(problem.headers)
    return page


@router.get("")
async def show(language: PageLanguage) -> Response:
    """Return the empty page."""
    return _page(language)


@router.post("")
async def ask(request: Request, services: Shared, language: PageLanguage) -> Response:
    """Take a turn and return the page with the answer."""
    fields = await posted_fields(request)
    message = fields.get("message")
    conversation = fields.get("conversation") or None
    kept = {"conversation": conversation, "unsent": message}
    try:
        turn = TurnRequest(
            conversation=conversation,
            message=message if "payload" not in fields else None,
            payload=fields.get("payload"),
            language=None,
            context=TurnContext(site="plain", role=None, region=None),
        )
        answer = await Gateway(services).turn(turn, language)
    except ValidationError:
        return _page(language, 422, problem=strings(language)["empty"], **kept)
    except Problem as problem:
        page = _page(language, problem.status, **_explained(problem, language), **{**kept, **_lost(problem)})
        page.headers.update(problem.headers)
        return page
    return _page(language, messages=answer.messages, question=message, conversation=answer.conversation)


def _lost(problem: Problem) -> dict[str, None]:
    """Return what of the page must go because of `problem`: a conversation that has ended."""
    return {"conversation": None} if problem.type in _LOST else {}


def _explained(problem: Problem, language: Language) -> dict[str, str]:
    labels = strings(language)
    if problem.type in _LOST:
        return {"notice": labels["new_conversation"]}
    if problem.type == "paused":
        return {"problem": labels["paused"]}
    if problem.type in _TURNED_AWAY:
        return {"problem": labels[_TURNED_AWAY[problem.type]].replace("{seconds}", problem.headers["Retry-After"])}
    return {"problem": labels["empty" if problem.type == "empty-message" else "failed"]}


@router.post("/forget")
async def forget(request: Request, services: Shared, language: PageLanguage) -> Response:
    """Forget the conversation and return the empty page."""
    token = (await posted_fields(request)).get("conversation", "")
    try:
        await Gateway(services).forget(token)
    except Problem as problem:
        # Of one that has ended nothing is left to forget.
        if problem.type not in _LOST:
            return _page(language, problem.status, conversation=token, problem=strings(language)["forget_failed"])
    return _page(language, notice=strings(language)["forgotten"])
