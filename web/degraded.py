"""Answer without Rasa: the gateway searches itself, and follows the buttons that need no dialogue."""

from __future__ import annotations

import json
import logging

from knowledge.assistant import UnknownEntry
from knowledge.reply import Reply
from knowledge.schema import Language
from web import notices
from web.logs import log_failure
from web.services import Services

logger = logging.getLogger(__name__)


def fallback(
    services: Services, language: Language, region: str | None, site: str | None, question: str | None = None
) -> Reply:
    """Say that no answer can be given now, with whom to turn to; a place in `question` counts before `region`."""
    try:
        contacts = services.assistant.handover.person(language, question=question, region=region, site=site).contacts
    except Exception as error:  # noqa: BLE001 - the last step of the ladder must not fail
        log_failure(logger, "looking up contacts", error)
        contacts = ()
    return notices.fallback(language, contacts)


async def answer_text(services: Services, text: str, language: Language, region: str | None, site: str | None) -> Reply:
    """Answer a masked text by search alone."""
    try:
        return await services.search_in_thread(services.assistant.answer, text, language, region=region, site=site)
    except Exception as error:  # noqa: BLE001
        log_failure(logger, "answering without Rasa", error)
        return fallback(services, language, region, site, text)


def answer_payload(services: Services, payload: str, language: Language, region: str | None, site: str | None) -> Reply:
    """Follow a button: a choice and the wish for a person are known without Rasa, the rest is not."""
    name, brace, values = payload.removeprefix("/").partition("{")
    if name == "ask_person":
        return services.assistant.handover.person(language, region=region, site=site)
    if name == "choose":
        try:
            return services.assistant.tell(str(json.loads(brace + values)["choice"]), language)
        except (UnknownEntry, ValueError, KeyError, TypeError):
            logger.info("a choice could not be followed without Rasa")
    return fallback(services, language, region, site)
