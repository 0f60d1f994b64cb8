"""`GET /api/v1/contacts`."""

from __future__ import annotations

import httpx
import pytest

from tests.web.running import Running

pytestmark = pytest.mark.integration
PATH = "/api/v1/contacts"


def test_the_desks_of_each_place_come_with_kind_reason_and_distance(service: Running) -> None:
    query = {"place": ["Nordhorn", "Emmen"], "kind": "border-information-point", "lang": "de"}
    body = httpx.get(service.url + PATH, params=query).json()
    assert body["language"] == "de"
    assert [place["name"] for place in body["places"]] == ["Nordhorn", "Emmen"]
    first = body["places"][0]["desks"][0]
    assert (first["contact"]["id"], first["level"], first["sure"]) == ("gip-euregio", "district", True)
    assert first["reason"] == "zuständig für Landkreis Grafschaft Bentheim"


def test_an_unknown_place_is_a_404_that_names_spellings_like_it(service: Running) -> None:
    response = httpx.get(service.url + PATH, params={"place": "Nordhoorn"})
    assert (response.status_code, response.json()["type"]) == (404, "place-unknown")
    assert "Nordhorn" in response.json()["detail"]


def test_a_village_of_no_table_is_a_404_that_says_what_to_name_instead(service: Running) -> None:
    response = httpx.get(service.url + PATH, params={"place": "Fochteloo"})
    assert response.status_code == 404
    assert "Name the municipality it lies in" in response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [{}, {"place": ""}, {"place": " "}, {"place": ["a"] * 5}, {"place": "Venlo", "kind": "x"}, {"place": "x" * 81}],
)
def test_bad_input_is_a_422(service: Running, query: dict[str, str | list[str]]) -> None:
    response = httpx.get(service.url + PATH, params=query)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
