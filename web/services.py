"""Everything that requests share, made once when the process starts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from fastapi import Request

from knowledge.assistant import Assistant
from knowledge.privacy import Masker
from web.conversations import Conversations
from web.limiting import Limits
from web.metrics import Metrics
from web.rasa import Rasa
from web.settings import Settings
from web.stores import FeedbackStore, TrackerStore
from web.tokens import ConversationId, Tokens

P = ParamSpec("P")
T = TypeVar("T")

#: Rasa may still be writing a turn that the gateway gave up on: a forgotten conversation is swept again
#: after this many seconds, and with every regular sweep for as long as a turn can possibly take.
SWEEP_AGAIN_S = 10.0
KEEP_SWEEPING_S = 900.0


class Services:
    """The parts of one running service."""

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        settings.state.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.assistant = assistant
        self.masker = masker_for(assistant)
        self.tokens = Tokens(settings.secret_key.get_secret_value(), settings.retention_s)
        self.conversations = Conversations(settings.retention_s)
        self.limits = Limits(settings.rate_conversation, settings.rate_address, settings.rate_concurrent)
        self.rasa = Rasa(settings.rasa_url, settings.turn_deadline_s)
        self.feedback = FeedbackStore(settings.state / "feedback.db")
        self.trackers = TrackerStore(settings.state / "tracker.db")
        self.metrics = Metrics()
        # Two pools: however much the public searches, Rasa's actions find a thread.
        self._searches = ThreadPoolExecutor(settings.workers, thread_name_prefix="search")
        self.actions = ThreadPoolExecutor(settings.workers, thread_name_prefix="action")
        self._forgotten: dict[ConversationId, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def refresh_masker(self) -> None:
        """Read anew which numbers and addresses are public, after another index came into use."""
        self.masker = masker_for(self.assistant)

    async def search_in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work on the index in a thread of the public pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._searches, lambda: work(*args, **kwargs))

    async def forget(self, conversation: ConversationId) -> None:
        """Remove a conversation from every store: memory, ratings, Rasa's tracker store."""
        answers = self.conversations.forget(conversation)
        self._forgotten[conversation] = time.monotonic()
        await asyncio.to_thread(self.feedback.forget, answers)
        await asyncio.to_thread(self.trackers.forget, conversation)
        self.sweep_soon()

    def sweep_soon(self) -> None:
        """Sweep once more when a turn that was in flight has surely been written."""

        async def later() -> None:
            await asyncio.sleep(SWEEP_AGAIN_S)
            await self.sweep()

        task = asyncio.get_running_loop().create_task(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def sweep(self) -> int:
        """Delete what is older than the retention, and what Rasa wrote late of forgotten conversations."""
        for conversation, since in list(self._forgotten.items()):
            await asyncio.to_thread(self.trackers.forget, conversation)
            if time.monotonic() - since > KEEP_SWEEPING_S:
                del self._forgotten[conversation]
        return await asyncio.to_thread(self.trackers.expire, time.time() - self.settings.retention_s)

    async def close(self) -> None:
        """Let go of threads, connections and files."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.rasa.close()
        self._searches.shutdown(wait=False, cancel_futures=True)
        self.actions.shutdown(wait=False, cancel_futures=True)
        self.feedback.close()
        self.trackers.close()


def masker_for(assistant: Assistant) -> Masker:
    """Return a masker that leaves the numbers and addresses of our own contact entries alone."""
    details = [entry.contact for entry in assistant.entries.values() if entry.contact]
    return Masker(
        public_emails=[contact.email for contact in details if contact.email],
        public_phones=[contact.phone for contact in details if contact.phone],
    )


def services_of(request: Request) -> Services:
    """Return the services that `request`'s app works with."""
    services = request.app.state.services
    assert isinstance(services, Services)  # noqa: S101 - set by whoever makes the app
    return services
