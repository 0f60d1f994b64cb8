"""What changed since a day, over HTTP."""

from __future__ import annotations

import pytest

from tests.web.running import Running

pytestmark = pytest.mark.integration


def test_the_threshold_of_the_new_year_stands_beside_that_of_the_year_before(service: Running) -> None:
    found = service.get("/api/v1/changes?since=2025-06-01&lang=de&topic=wage&limit=200").json()
    threshold = next(c for c in found["changes"] if (c["id"], c["point"]) == ("highly-skilled-migrant", "thresholds"))
    assert "5.688 €" in threshold["before"]["text"]
    assert "5.942 €" in threshold["after"]["text"]
    assert (threshold["what"], threshold["date"], threshold["exact"]) == ("changed", "2026-01-01", True)
    assert threshold["sources"]


def test_changes_come_newest_first_as_many_as_asked_for(service: Running) -> None:
    found = service.get("/api/v1/changes?since=2016-06-01&limit=5").json()
    dates = [change["date"] for change in found["changes"]]
    assert len(dates) == 5 < found["total"]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "`since`"),
        ("since=yesterday", "`since`: a date is written YYYY-MM-DD, such as 2016-03-31."),
        ("since=1700000000", "`since`: a date is written YYYY-MM-DD, such as 2016-03-31."),
        ("since=2025-02-30", "`since`: the calendar has no such day"),
        ("since=2999-01-01", "in the future"),
        ("since=2025-01-01&topic=weather", "`topic`"),
        ("since=2025-01-01&limit=0", "`limit`"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(service: Running, query: str, words: str) -> None:
    answer = service.get(f"/api/v1/changes?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_a_day_before_all_sources_has_nothing_to_compare(service: Running) -> None:
    found = service.get("/api/v1/changes?since=0001-01-01&lang=en").json()
    assert {change["what"] for change in found["changes"]} <= {"began"}
    assert found["not_comparable"] > 1000
