"""Everything that requests share, made once when the process starts."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from fastapi import Request
from sqlalchemy import literal, select

from knowledge.assistant import Assistant
from knowledge.privacy import Masker
from web.accounts.sessions import SessionStore
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts
from web.conversations import Conversations, InMemoryConversations, RedisConversations
from web.keeping import KEPT_DAYS, Keeper
from web.limiting import Limits, Overloaded, Rates, Shared
from web.metrics import Metrics
from web.rasa import Rasa
from web.settings import Settings
from web.shared_redis import connect
from web.stores import ReportStore, TrackerStore
from web.tokens import ConversationId, Tokens

P = ParamSpec("P")
T = TypeVar("T")

#: Rasa may still be writing a turn that the gateway gave up on: a forgotten conversation is swept again
#: after this many seconds, and with every regular sweep for as long as a turn can possibly take.
SWEEP_AGAIN_S = 10.0
KEEP_SWEEPING_S = 900.0
#: A sign-in that fails takes at least this long, so that the time tells nothing about the account.
FAILED_SIGN_IN_S = 0.5
#: Passwords are hashed one after the other; so many may wait for it.
MAX_SIGN_INS = 8


class Services:
    """The parts of one running service."""

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        settings.state.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.assistant = assistant
        self.masker = masker_for(assistant)
        self.tokens = Tokens(settings.secret_key.get_secret_value(), settings.retention_s)
        self.conversations = conversations_of(settings)
        self.rasa = Rasa(settings.rasa_url, settings.turn_deadline_s)
        self.reports = ReportStore(settings.tables_in("reports.db"))
        self.trackers = TrackerStore(settings.tables_in("tracker.db"))
        self._accounts_file = open_accounts(settings.tables_in("accounts.db"))
        self.accounts = AccountStore(self._accounts_file)
        self.sessions = SessionStore(self._accounts_file)
        self.metrics = Metrics()
        self.limits = limits_of(settings, self.metrics)
        self.keeper = Keeper(settings, assistant, self.tokens, self.metrics)
        # Two pools: however much the public searches, Rasa's actions find a thread.
        self._searches = ThreadPoolExecutor(settings.workers, thread_name_prefix="search")
        self._actions = ThreadPoolExecutor(settings.workers, thread_name_prefix="action")
        self._passwords = ThreadPoolExecutor(1, thread_name_prefix="password")
        self._signing_in = 0
        self._forgotten: dict[ConversationId, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def refresh_masker(self) -> None:
        """Read anew which numbers and addresses are public, after another index came into use."""
        self.masker = masker_for(self.assistant)

    async def search_in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work on the index in a thread of the public pool."""
        return await _in_thread(self._searches, partial(work, *args, **kwargs))

    async def act_in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work in a thread of the pool that is kept for turns."""
        return await _in_thread(self._actions, partial(work, *args, **kwargs))

    async def sign_in(self, name: str, password: str, replaces: str | None = None) -> str | None:
        """Return the token of a new session, or None where name and password are not right.

        `replaces`: the token of a session of the same browser, which ends.

        Raises:
            Overloaded: too many want to sign in at the same time.
        """
        if self._signing_in >= MAX_SIGN_INS:
            raise Overloaded
        self._signing_in += 1
        started, loop = time.monotonic(), asyncio.get_running_loop()
        try:
            account = await loop.run_in_executor(self._passwords, self.accounts.verify, name, password)
        finally:
            self._signing_in -= 1
        if account is None:
            await asyncio.sleep(max(0.0, FAILED_SIGN_IN_S - (time.monotonic() - started)))
            return None
        if replaces:
            await self.sign_out(replaces)
        return await asyncio.to_thread(self.sessions.start, account.name)

    async def sign_out(self, token: str) -> None:
        """End the session of `token`, if there is one."""
        await asyncio.to_thread(self.sessions.end, token)

    async def forget(self, conversation: ConversationId) -> None:
        """Remove a conversation from every store: memory, ratings and questions, Rasa's tracker store."""
        await self.conversations.forget(conversation)
        self._forgotten[conversation] = time.monotonic()
        # Should a store fail now, this tries again.
        self.sweep_soon()
        await self._delete(conversation)

    async def _delete(self, conversation: ConversationId) -> None:
        await self.keeper.forget(conversation)
        await asyncio.to_thread(self.trackers.forget, conversation)

    def sweep_soon(self) -> None:
        """Sweep once more when a turn that was in flight has surely been written."""

        async def later() -> None:
            await asyncio.sleep(SWEEP_AGAIN_S)
            await self.sweep()

        task = asyncio.get_running_loop().create_task(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def sweep(self) -> int:
        """Delete what is older than the retention, what was written late of forgotten conversations, ended sessions."""
        await asyncio.to_thread(self.sessions.expire)
        await self.keeper.sweep()
        await asyncio.to_thread(self.reports.expire, self.assistant.today() - dt.timedelta(days=KEPT_DAYS))
        for conversation, since in list(self._forgotten.items()):
            await self._delete(conversation)
            if time.monotonic() - since > KEEP_SWEEPING_S:
                del self._forgotten[conversation]
        return await asyncio.to_thread(self.trackers.expire, time.time() - self.settings.retention_s)

    def check_database(self) -> None:
        """Return when what is kept can be read.

        Raises:
            SQLAlchemyError: it cannot.
        """
        with self._accounts_file.connect() as connection:
            connection.execute(select(literal(1)))

    async def flush(self) -> None:
        """Have what was counted written."""
        self.keeper.flush()

    async def close(self) -> None:
        """Let go of threads, connections and files."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.rasa.close()
        await self.conversations.close()
        await self.limits.close()
        self._searches.shutdown(wait=False, cancel_futures=True)
        self._actions.shutdown(wait=False, cancel_futures=True)
        self._passwords.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self.keeper.close)
        self.reports.close()
        self.trackers.close()
        self._accounts_file.dispose()


async def _in_thread(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """Run `work` in a thread of `pool`, where it is still known for which request."""
    return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, work)


def limits_of(settings: Settings, metrics: Metrics) -> Limits:
    """Return the limits, counted by this process alone or with all who share a Redis."""
    rates = Rates(settings.rate_conversation, settings.rate_address, settings.rate_sign_in, settings.rate_session)
    shared = None
    if settings.redis_url:
        shared = Shared(settings.redis_url.get_secret_value(), settings.secret_key.get_secret_value())
    return Limits(rates, settings.rate_concurrent, shared, lambda scope: metrics.limited.labels(scope).inc())


def conversations_of(settings: Settings) -> Conversations:
    """Return the memory of conversations: this process's own, or that of all who share a Redis."""
    if settings.redis_url is None:
        return InMemoryConversations(settings.retention_s)
    return RedisConversations(connect(settings.redis_url.get_secret_value()), settings.retention_s)


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
