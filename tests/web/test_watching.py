"""What the metrics tell of what the service stands on."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.loading import KnowledgeError
from tests.servers import redis_server
from tests.web.rasa_stand_in import RasaStandIn
from tests.web.running import SECRET_KEY, Running, eventually
from web.metrics import Metrics
from web.recurring import regularly
from web.services import Services
from web.settings import Settings
from web.watching import Watch

MODELS = Path(__file__).parents[2] / "models"


def values(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Return each sample, by its name and the values of its labels."""
    families = text_string_to_metric_families(metrics.render().decode())
    return {
        (sample.name.removeprefix("grenswijzer_"), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
async def services(assistant: Assistant, rasa: RasaStandIn, tmp_path: Path) -> AsyncIterator[Callable[..., Services]]:
    """Make the parts of a service, with settings of its own."""
    made = []

    def make(assistant: Assistant = assistant, **settings: Any) -> Services:
        own = {"state": tmp_path, "rasa_url": rasa.url, "secret_key": SECRET_KEY, "models": MODELS, **settings}
        made.append(Services(Settings(**own), assistant))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.mark.integration
async def test_each_part_that_can_be_used_is_up(services: Callable[..., Services]) -> None:
    made = services()
    await Watch(made).look_at_parts()
    told = values(made.metrics)
    assert {key[1]: value for key, value in told.items() if key[0] == "part_up"} == {
        "rasa": 1, "encoder": 1, "vectors": 1, "database": 1,
    }  # fmt: skip
    assert told["entries",] == len(made.assistant.entries)
    assert told["index_built_timestamp_seconds",] > dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
    versions = made.assistant.versions()
    assert told["index_info", versions["encoder"], versions["index"], versions["knowledge"]] == 1


@pytest.mark.integration
async def test_rasa_that_is_gone_is_down(services: Callable[..., Services]) -> None:
    made = services(rasa_url="http://127.0.0.1:9")
    await Watch(made).look_at_parts()
    assert values(made.metrics)["part_up", "rasa"] == 0


@pytest.mark.integration
async def test_a_database_that_cannot_be_read_is_down(services: Callable[..., Services], tmp_path: Path) -> None:
    made = services()
    made.check_database()
    made._accounts_file.dispose()
    shutil.move(tmp_path / "accounts.db", tmp_path / "away.db")
    (tmp_path / "accounts.db").mkdir()
    await Watch(made).look_at_parts()
    assert values(made.metrics)["part_up", "database"] == 0


@pytest.mark.integration
@pytest.mark.servers
async def test_redis_is_up_until_it_is_gone(services: Callable[..., Services], tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as server:
        made = services(redis_url=server.url)
        watch = Watch(made)
        await watch.look_at_parts()
        assert values(made.metrics)["part_up", "redis"] == 1
        server.kill()
        await watch.look_at_parts()
        assert values(made.metrics)["part_up", "redis"] == 0


@pytest.mark.integration
async def test_a_good_index_of_todays_entries_has_no_fault(services: Callable[..., Services]) -> None:
    made = services()
    await Watch(made).look_at_knowledge()
    told = values(made.metrics)
    assert {key[1]: value for key, value in told.items() if key[0] == "index_fault"} == {
        "not_in_use": 0, "stale": 0, "damaged": 0,
    }  # fmt: skip


@pytest.mark.integration
async def test_an_index_that_is_damaged_or_not_taken_is_told(services: Callable[..., Services], tmp_path: Path) -> None:
    models = tmp_path / "models"
    build = (MODELS / "index" / "current").read_text(encoding="utf-8").strip()
    for name in (build, "another"):
        shutil.copytree(MODELS / "index" / build, models / "index" / name)
    (models / "index" / "current").write_text("another", encoding="utf-8")
    next((models / "index" / "another").glob("*.json")).write_text("{}", encoding="utf-8")
    made = services(models=models)
    await Watch(made).look_at_knowledge()
    told = values(made.metrics)
    assert told["index_fault", "not_in_use"] == 1
    assert told["index_fault", "damaged"] == 1


@pytest.mark.integration
async def test_entries_that_were_edited_and_not_built_make_the_index_stale(
    services: Callable[..., Services], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = services()
    local = tmp_path / "local"
    local.mkdir()
    (local / "new.yml").write_text("id: new\n", encoding="utf-8")
    monkeypatch.setenv("GRENSWIJZER_LOCAL", str(local))
    await Watch(made).look_at_knowledge()
    assert values(made.metrics)["index_fault", "stale"] == 1


@pytest.mark.integration
async def test_entries_that_are_due_are_counted_by_reason(services: Callable[..., Services]) -> None:
    later = Assistant(MODELS / "index", None, FixedClock(dt.date(2031, 1, 1)))
    made = services(later)
    await Watch(made).look_at_knowledge()
    told = values(made.metrics)
    assert told["entries_due", "past_year"] > 0
    assert told["entries_due", "review"] > 0


@pytest.mark.integration
async def test_switches_and_load_are_told_as_they_are_when_they_are_read(
    services: Callable[..., Services], tmp_path: Path
) -> None:
    made = services(rate_concurrent=7)
    Watch(made)
    before = values(made.metrics)
    assert (before["paused",], before["banner",], before["at_work",], before["places",]) == (0, 0, 0, 7)
    assert before["state_free_bytes",] > 0
    (tmp_path / "kill-switch").touch()
    (tmp_path / "banner.yml").touch()
    async with made.limits.place():
        now = values(made.metrics)
    assert (now["paused",], now["banner",], now["at_work",]) == (1, 1, 1)


@pytest.mark.integration
async def test_an_event_loop_that_is_held_up_is_late(services: Callable[..., Services]) -> None:
    import time

    made = services()
    running = asyncio.create_task(Watch(made).run())
    while not values(made.metrics)["event_loop_lag_seconds_count",]:
        await asyncio.sleep(0.05)
    before = values(made.metrics)["event_loop_lag_seconds_count",]
    # Longer than from one look to the next.
    time.sleep(1.2)  # noqa: ASYNC251 - to hold it up is what this is about
    while values(made.metrics)["event_loop_lag_seconds_count",] == before:
        await asyncio.sleep(0.05)
    running.cancel()
    assert values(made.metrics)["event_loop_lag_seconds_sum",] > 0.5


@pytest.mark.unit
@pytest.mark.parametrize("error", [KnowledgeError("the index is damaged"), RuntimeError("anything")])
async def test_work_that_fails_is_counted_and_tried_again(error: Exception) -> None:
    metrics = Metrics()
    tried = asyncio.Event()
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise error
        tried.set()

    running = asyncio.create_task(regularly(0.01, "deleting old conversations", work, metrics.failures))
    assert values(metrics).get(("background_failures_total", "deleting old conversations"), 0) == 0
    await asyncio.wait_for(tried.wait(), 5)
    running.cancel()
    assert values(metrics)["background_failures_total", "deleting old conversations"] == 1


@pytest.mark.integration
@pytest.mark.parametrize(
    ("settings", "limit"),
    [({"rate_conversation": "1/minute"}, "conversation"), ({"rate_address": "1/minute"}, "address")],
)
def test_every_limit_counts_what_it_turns_away(
    start: Callable[..., Running], settings: dict[str, str], limit: str
) -> None:
    service = start(**settings)
    assert values(service.services.metrics)["limited_total", limit] == 0
    token = service.chat("hallo").json()["conversation"]
    assert service.chat("hallo", conversation=token).status_code == 429
    assert eventually(lambda: values(service.services.metrics)["limited_total", limit] == 1)


@pytest.mark.unit
def test_a_failure_that_has_not_happened_yet_is_shown_as_none() -> None:
    told = values(Metrics())
    assert told["rasa_failures_total", "slow"] == 0
    assert told["limited_total", "concurrent"] == 0
    assert told["turn_seconds_count", "fallback"] == 0
