from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from web.stores import UsageStore, Use
from web.stores import usage as module
from web.stores.databases import Where

pytestmark = pytest.mark.unit

DAY = dt.date(2026, 11, 22)
USE = Use(DAY, "alfa-college", "nl", "work", "work-beside-study", "answer", "answered", "chat")
EVER = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@pytest.fixture
def store(where: Where) -> UsageStore:
    return UsageStore(where)


def test_counts_add_up_over_flushes_and_restarts(store: UsageStore, where: Where) -> None:
    for _ in range(3):
        store.count(USE)
    store.flush()
    store.count(USE)
    store.flush()
    store.close()
    again = UsageStore(where)
    again.count(USE)
    again.count(replace(USE, language="de"))
    assert [(row.language, row.count) for row in again.rows(*EVER)] == [("nl", 5), ("de", 1)]


def test_what_is_not_written_yet_is_told_too(store: UsageStore) -> None:
    store.count(USE)
    assert [row.count for row in store.rows(*EVER)] == [1]


def test_rows_are_of_the_days_and_the_site_that_were_asked_for(store: UsageStore) -> None:
    for use in (USE, replace(USE, day=DAY - dt.timedelta(days=1)), replace(USE, site="")):
        store.count(use)
        store.flush()
        store.count(use)
    assert [(row.site, row.count) for row in store.rows(DAY, DAY)] == [("", 2), ("alfa-college", 2)]
    assert [row.day for row in store.rows(*EVER, site="alfa-college")] == [DAY - dt.timedelta(days=1), DAY]
    assert store.rows(*EVER, site="nobody") == []


def test_counts_of_long_ago_are_deleted(store: UsageStore) -> None:
    store.count(USE)
    store.count(replace(USE, day=dt.date(2025, 1, 1)))
    store.flush()
    assert store.expire(dt.date(2026, 1, 1)) == 1
    assert [row.day for row in store.rows(*EVER)] == [DAY]


def test_nothing_is_lost_while_nothing_can_be_written(store: UsageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Counter[Use]) -> None:
        raise OperationalError("INSERT", {}, OSError("No space left on device"))

    store.count(USE)
    with monkeypatch.context() as patch:
        patch.setattr(store, "_write", full)
        with pytest.raises(OperationalError):
            store.flush()
        store.count(USE)
    store.flush()
    assert [row.count for row in store.rows(*EVER)] == [2]


def test_the_memory_is_bounded_while_nothing_can_be_written(store: UsageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PENDING", 2)
    for entry in "abc":
        store.count(replace(USE, entry=entry))
    store.count(replace(USE, entry="a"))
    assert {row.entry: row.count for row in store.rows(*EVER)} == {"a": 2, "b": 1}


def test_nothing_is_lost_while_it_is_counted_written_and_read_at_once(store: UsageStore) -> None:
    def count() -> None:
        for number in range(200):
            store.count(USE)
            if number % 20 == 0:
                store.flush()

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    seen = [sum(row.count for row in store.rows(*EVER)) for _ in range(20)]
    for thread in threads:
        thread.join()
    assert seen == sorted(seen)
    assert sum(row.count for row in store.rows(*EVER)) == 800


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "nl", "de"]), st.sampled_from(["", "a", "other"]), st.booleans())))
def test_whenever_it_is_flushed_each_use_is_counted_once(
    tmp_path_factory: pytest.TempPathFactory, uses: list[tuple[str, str, bool]]
) -> None:
    store = UsageStore(tmp_path_factory.mktemp("usage") / "usage.db")
    for language, site, flushes in uses:
        store.count(replace(USE, language=language, site=site))
        if flushes:
            store.flush()
    told = {(row.language, row.site): row.count for row in store.rows(*EVER)}
    assert told == Counter((language, site) for language, site, _ in uses)
    store.close()
