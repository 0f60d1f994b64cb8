"""Looks, while the service runs, at what it stands on, so that the metrics tell it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections import Counter
from pathlib import Path

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from knowledge.editing.reading import Filed
from knowledge.editing.staleness import Reason, find_due
from knowledge.index import IndexUnusable, content_hash, current_name, read_manifest
from web.banner import FILE as BANNER
from web.recurring import regularly
from web.services import Services
from web.shared_redis import connect

PARTS_EVERY_S = 10.0
#: Every file of the entries and of the index is read for it.
KNOWLEDGE_EVERY_S = 300.0
LAG_EVERY_S = 0.5


class Watch:
    """Sets the gauges of one service."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._metrics = services.metrics
        settings = services.settings
        self._index = settings.models / "index"
        self._redis = connect(settings.redis_url.get_secret_value()) if settings.redis_url else None
        # Asked for at the moment at which the metrics are read.
        self._metrics.paused.set_function(lambda: settings.paused)
        self._metrics.banner.set_function((settings.state / BANNER).is_file)
        self._metrics.state_free.set_function(lambda: shutil.disk_usage(settings.state).free)
        self._metrics.at_work.set_function(lambda: services.limits.at_work)
        self._metrics.places.set(settings.rate_concurrent)

    async def run(self) -> None:
        """Look until it is cancelled."""
        failures = self._metrics.failures
        try:
            await asyncio.gather(
                regularly(PARTS_EVERY_S, "looking at the parts", self.look_at_parts, failures),
                regularly(KNOWLEDGE_EVERY_S, "looking at the knowledge", self.look_at_knowledge, failures),
                self._measure_lag(),
            )
        finally:
            if self._redis:
                await self._redis.aclose()

    async def look_at_parts(self) -> None:
        """Ask each part whether it can be used, and which versions are in use."""
        services, up = self._services, self._metrics.part_up
        assistant = services.assistant
        up.labels("rasa").set(await services.rasa.is_up())
        up.labels("encoder").set(assistant.has_encoder)
        # Without an encoder nobody asks whether the vectors are there.
        up.labels("vectors").set(assistant.by_meaning or not assistant.has_encoder)
        up.labels("database").set(await asyncio.to_thread(self._database_answers))
        if self._redis:
            up.labels("redis").set(await self._redis_answers())
        versions = assistant.versions()
        self._metrics.index.info({name: versions[name] for name in ("index", "knowledge", "encoder")})
        self._metrics.bot.info({"model": services.rasa.model or "unknown"})
        self._metrics.entries.set(len(assistant.entries))
        self._metrics.own_documents.set(int(versions["own documents"]))
        with contextlib.suppress(FileNotFoundError):
            self._metrics.index_built.set(self._manifest(versions["index"]).stat().st_mtime)

    async def look_at_knowledge(self) -> None:
        """Look whether the index on disk is whole, in use and of today's entries, and which entries are due."""
        await asyncio.to_thread(self._look_at_index)
        assistant = self._services.assistant
        due = find_due([Filed(entry, Path()) for entry in assistant.entries.values()], assistant.today())
        by_reason = Counter(one.reason for one in due)
        for reason in Reason:
            self._metrics.entries_due.labels(reason.name.lower()).set(by_reason[reason])

    def _look_at_index(self) -> None:
        versions, fault = self._services.assistant.versions(), self._metrics.index_fault
        fault.labels("not_in_use").set(current_name(self._index) != versions["index"])
        fault.labels("stale").set(not content_hash().startswith(versions["knowledge"]))
        try:
            read_manifest(self._index)
        except IndexUnusable:
            fault.labels("damaged").set(1)
        else:
            fault.labels("damaged").set(0)

    def _manifest(self, build: str) -> Path:
        return self._index / build / "manifest.json"

    def _database_answers(self) -> bool:
        try:
            self._services.check_database()
        except SQLAlchemyError:
            return False
        return True

    async def _redis_answers(self) -> bool:
        assert self._redis  # noqa: S101 - asked only where there is one
        try:
            await self._redis.ping()
        except RedisError:
            return False
        return True

    async def _measure_lag(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(LAG_EVERY_S)
            self._metrics.lag_seconds.observe(max(0.0, loop.time() - began - LAG_EVERY_S))
