"""Chat: take a turn, forget a conversation, rate an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from web.gateway import Gateway
from web.languages import AcceptLanguage, accepted_language
from web.message_text import MAX_CHARS, clean
from web.problems import Problem, documented
from web.schemas import FeedbackRequest, TurnRequest, TurnResponse
from web.services import Services, services_of

router = APIRouter(prefix="/api/v1", tags=["chat"])
Shared = Annotated[Services, Depends(services_of)]
_bearer = HTTPBearer(
    scheme_name="conversation", description="The token that came with the conversation's last answer.", auto_error=False
)


@router.post("/chat", summary="Take a turn", responses=documented(400, 401, 408, 413, 415, 422, 429, 503))
async def take_turn(request: TurnRequest, services: Shared, accept_language: AcceptLanguage = None) -> TurnResponse:
    """Answer what the user typed or pressed.

    The first turn starts a conversation and says that an automated assistant answers. Buttons come back with
    a signed `payload`: send it as it is, in the conversation it came in.
    """
    return await Gateway(services).turn(request, accepted_language(accept_language))


@router.delete("/chat", status_code=204, summary="Forget a conversation", responses=documented(401, 429, 503))
async def forget(services: Shared, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Response:
    """Remove the conversation of `Authorization: Bearer <token>` from every store. Its token ends with it."""
    if given is None or not given.credentials:
        detail = "Send the conversation's token as `Authorization: Bearer <token>`."
        raise Problem(401, "token-missing", detail, {"WWW-Authenticate": "Bearer"})
    await Gateway(services).forget(given.credentials.strip())
    return Response(status_code=204)


@router.post(
    "/feedback", status_code=204, summary="Rate an answer", responses=documented(400, 404, 413, 415, 422, 429, 503)
)
async def rate(request: FeedbackRequest, services: Shared) -> Response:
    """Keep a rating of a message by its `id`; a second one replaces the first.

    Kept are the rating, the comment without personal data, the entry, the language and the day; of an answer that is
    rated down also the question without personal data, for as long as the operator wishes. All go with the conversation
    when it is forgotten.
    """
    found = await services.conversations.answer(request.answer)
    if found is None:
        raise Problem(404, "answer-unknown", "There is no answer of this id, or it is too old to be rated.")
    comment = clean(request.comment or "")
    if len(comment) > MAX_CHARS:
        raise Problem(422, "comment-too-long", f"`comment` has more than {MAX_CHARS} characters: please shorten it.")
    masked = services.masker.mask(comment).text or None
    conversation, given = found
    await services.keeper.rated(conversation, given, request, masked)
    services.metrics.feedback.labels(request.rating, given.language).inc()
    return Response(status_code=204)
