"""Reports of what is outdated: kept once, dealt with once, gone in the end."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from web.stores import Report, ReportStore

pytestmark = pytest.mark.unit

DAY = dt.date(2026, 11, 24)
REPORT = Report("a" * 24, DAY, "ind", "fee", "nl", "Het bedrag is hoger.", "https://ind.nl", "anna")


@pytest.fixture
def store(tmp_path: Path) -> ReportStore:
    return ReportStore(tmp_path / "new" / "reports.db")


def test_a_report_is_kept_across_restarts(store: ReportStore, tmp_path: Path) -> None:
    store.save(REPORT)
    store.close()
    again = ReportStore(tmp_path / "new" / "reports.db")
    assert again.find(REPORT.id) == REPORT
    assert again.open_of("ind") == [REPORT]
    assert again.open_of("uwv") == []


def test_the_same_form_and_the_same_words_make_one_report(store: ReportStore) -> None:
    assert store.save(REPORT) == REPORT.id
    assert store.save(REPORT) == REPORT.id
    assert store.save(replace(REPORT, text="Anders gezegd")) == REPORT.id
    assert store.save(replace(REPORT, id="b" * 24)) == REPORT.id
    assert store.all() == [REPORT]


def test_two_clicks_at_the_same_time_make_one_report(store: ReportStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(store.save, [REPORT] * 16))
    assert ids == {REPORT.id}
    assert store.all() == [REPORT]


def test_others_and_other_points_make_reports_of_their_own(store: ReportStore) -> None:
    for number, other in enumerate(({}, {"reporter": "ben"}, {"point": ""}, {"entry": "uwv"}, {"text": "Oud"})):
        store.save(replace(REPORT, id=str(number) * 24, **other))
    assert len(store.all()) == 5


def test_what_is_dealt_with_is_so_once_and_can_be_reported_again(store: ReportStore) -> None:
    store.save(REPORT)
    assert store.close_report(REPORT.id, "ed", DAY)
    assert not store.close_report(REPORT.id, "eve", DAY + dt.timedelta(days=1))
    assert not store.close_report("nothing", "ed", DAY)
    done = replace(REPORT, state="done", closed_day=DAY, closed_by="ed")
    assert store.all("done") == [done]
    again = replace(REPORT, id="b" * 24)
    assert store.save(again) == again.id
    assert store.all() == [again, done]
    assert store.all("open") == [again]


def test_what_was_dealt_with_long_ago_is_deleted_and_what_is_open_never(store: ReportStore) -> None:
    store.save(REPORT)
    store.save(replace(REPORT, id="b" * 24, text="Oud"))
    store.close_report(REPORT.id, "ed", DAY)
    assert store.expire(DAY) == 0
    assert store.expire(DAY + dt.timedelta(days=1)) == 1
    assert [report.id for report in store.all()] == ["b" * 24]
