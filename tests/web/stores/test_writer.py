from __future__ import annotations

import logging
import threading

import pytest
from prometheus_client import CollectorRegistry, Counter

from web.stores import writer as module
from web.stores.writer import Writer

pytestmark = pytest.mark.unit


@pytest.fixture
def failures() -> Counter:
    return Counter("unwritten", "x", ["what"], registry=CollectorRegistry())


def count(failures: Counter, what: str) -> float:
    return float(failures.labels(what)._value.get())


async def test_writes_happen_in_the_order_they_were_asked_for(failures: Counter) -> None:
    writer, done, gate = Writer(failures), list[str](), threading.Event()
    writer.later("first", lambda: (gate.wait(5), done.append("first")))
    writer.later("second", done.append, "second")
    gate.set()
    await writer.now(done.append, "third")
    assert done == ["first", "second", "third"]
    writer.close()


async def test_a_failure_is_counted_and_logged_without_content_and_the_next_write_goes_on(
    failures: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str) -> None:
        raise OSError(f"cannot write {text}")

    writer, done = Writer(failures), list[str]()
    writer.later("question", fail, "geheime vraag")
    await writer.now(done.append, "next")
    assert done == ["next"]
    assert count(failures, "question") == 1
    assert "question failed: OSError" in caplog.text
    assert "geheim" not in caplog.text
    with pytest.raises(OSError, match="cannot write"):
        await writer.now(fail, "this")
    writer.close()


def test_a_store_that_is_stuck_fills_no_memory(failures: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 2)
    writer, done, gate = Writer(failures), list[int](), threading.Event()
    writer.later("question", lambda: gate.wait(5))
    for number in range(3):
        writer.later("question", done.append, number)
    gate.set()
    writer.close()
    assert done == [0]
    assert count(failures, "question") == 2


def test_what_waits_when_the_service_ends_is_written(failures: Counter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    writer, done = Writer(failures), list[int]()
    for number in range(50):
        writer.later("question", done.append, number)
    writer.close()
    assert done == list(range(50))
    assert caplog.text == ""
