"""Whether the service can do its work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from web import __version__
from web.schemas import Health
from web.services import Services, services_of

router = APIRouter(tags=["operation"])


@router.get("/health", summary="Ready or not", responses={503: {"model": Health, "description": "Not ready"}})
async def health(services: Annotated[Services, Depends(services_of)], response: Response) -> Health:
    """Tell which parts are up, and which versions are in use.

    Ready means that Rasa and the index are there and nothing is switched off. Without Rasa the chat still
    answers by search alone, and without the encoder or the vectors it searches by words.
    """
    rasa = await services.rasa.is_up()
    paused = services.settings.paused
    ready = rasa and not paused
    response.status_code = 200 if ready else 503
    encoder = services.assistant.has_encoder
    # Without an encoder nobody asks whether the vectors are there.
    vectors = services.assistant.by_meaning or not encoder
    return Health(
        ready=ready,
        paused=paused,
        parts={
            "rasa": "up" if rasa else "down",
            "index": "up",
            "encoder": "up" if encoder else "down",
            "vectors": "up" if vectors else "down",
        },
        versions={
            "program": __version__,
            **services.assistant.versions(),
            "bot": services.rasa.model or "unknown",
        },
    )


@router.get("/health/alive", status_code=204, include_in_schema=False)
async def alive() -> Response:
    """Tell that the process answers, whatever it can do.

    Who starts processes anew asks this; who sends them work asks `/health`.
    """
    return Response(status_code=204)
