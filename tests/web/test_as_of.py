"""What held on another day, over HTTP."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.running import Running

pytestmark = pytest.mark.integration
QUESTION = "maximum working hours per week for international students"


def test_a_search_for_a_day_tells_the_rule_of_then_and_says_the_day(service: Running) -> None:
    found = service.get(f"/api/v1/search?q={QUESTION}&lang=en&as_of=2016-06-01").json()
    best = found["results"][0]
    assert (best["id"], best["held_on"]) == ("work-beside-study", "2016-06-01")
    assert "10 hours" in best["passage"]
    assert "1 June 2016" in best["caution"]


def test_a_later_source_is_told_only_where_its_version_says_that_it_held_by_then(service: Running) -> None:
    day = dt.date(2016, 6, 1)
    entries = service.services.assistant.entries
    for query in ("salary threshold highly skilled migrant", "etias fee", "orientation year", "minimum wage germany"):
        for result in service.get(f"/api/v1/search?q={query}&lang=en&as_of={day}&limit=50").json()["results"]:
            began = {v.as_of: v.valid_from for v in entries[result["id"]].versions}.get(result["as_of"])
            assert result["as_of"] <= str(day) or (began and began <= day), result["id"]


def test_a_search_for_today_names_no_day(service: Running) -> None:
    best = service.get(f"/api/v1/search?q={QUESTION}&lang=en").json()["results"][0]
    assert best["held_on"] is None
    assert "16 hours" in best["passage"]


def test_the_document_of_the_api_describes_days_as_dates(service: Running) -> None:
    paths = service.get("/openapi.json").json()["paths"]
    (since,) = (p for p in paths["/api/v1/changes"]["get"]["parameters"] if p["name"] == "since")
    (as_of,) = (p for p in paths["/api/v1/search"]["get"]["parameters"] if p["name"] == "as_of")
    assert since["schema"]["format"] == as_of["schema"]["anyOf"][0]["format"] == "date"
