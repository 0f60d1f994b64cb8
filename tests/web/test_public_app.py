"""What holds for every route of the public listener."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from knowledge.assistant import Assistant
from knowledge.attribution import GROUPS, UNKNOWN
from knowledge.clock import clock_from_environment
from tests.web.conftest import MODELS
from tests.web.rasa_stand_in import RasaStandIn
from tests.web.route_table import mounts, routes
from tests.web.running import Running, running_service
from web import __version__
from web.app import create_api
from web.routes.widget import assets

pytestmark = pytest.mark.integration

#: Every route that anybody may call, and nothing else: a new one must be put here on purpose.
OPEN = {
    "POST /api/v1/chat",
    "POST /api/v1/feedback",
    "GET /api/v1/search",
    "GET /api/v1/entries/{entry_id}",
    "GET /api/v1/contacts",
    "GET /api/v1/changes",
    "GET /health",
    "GET /health/alive",
    "GET /",
    "GET /plain",
    "POST /plain",
    "POST /plain/forget",
    "GET /record",
    "GET /api",
    "GET /webmaster",
    "GET /widget.js",
    "GET /widget/frame",
    "GET /widget/tokens.css",
}
#: Routes that anybody may call to be signed in, and those for who is: tests/web/console looks at them one by one.
CONSOLE = {
    "GET /adviser/sign-in",
    "POST /adviser/sign-in",
    "POST /adviser/sign-out",
    "GET /adviser",
    "GET /adviser/entries/{entry_id}",
    "GET /adviser/entries/{entry_id}/citation",
    "GET /adviser/entries/{entry_id}/citation.txt",
    "POST /adviser/entries/{entry_id}/report",
    "GET /adviser/changes",
    "GET /adviser/editors/reports",
    "POST /adviser/editors/reports/{report_id}",
}
EDITORS = {
    "GET /adviser/editors",
    "GET /adviser/editors/questions",
    "GET /adviser/editors/stale",
    "GET /adviser/editors/usage",
    "GET /adviser/editors/plots/{name}.svg",
    "GET /adviser/editors/questions.csv",
    "GET /adviser/editors/usage.csv",
    "GET /adviser/editors/feedback.csv",
    "GET /adviser/editors/stale.csv",
}
#: Routes that ask for the token of a conversation.
WITH_TOKEN = {"DELETE /api/v1/chat"}
PATHS = [
    "/",
    "/plain",
    "/health",
    "/openapi.json",
    "/api",
    "/webmaster",
    "/demo/school.js",
    "/api/v1/search?q=stage",
    "/api/v1/nothing",
    "/nothing",
]


#: Folders of files that are in the repository, and nothing else.
FILES = {"/pages", "/demo", assets(), "/adviser/static"}


def test_nothing_is_mounted_but_folders_of_files(service: Running) -> None:
    assert mounts(create_api(service.services)) == FILES


def test_every_route_is_open_or_asks_for_a_token_on_purpose(service: Running) -> None:
    known = {route for route in routes(create_api(service.services)) if not route.startswith("HEAD ")}
    assert known - {"GET /openapi.json"} == OPEN | WITH_TOKEN | CONSOLE | EDITORS


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_security_headers(service: Running, path: str) -> None:
    headers = service.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1/nothing", "/demo/nothing.js", "/demo/../settings.py", "/advisers"]
)
def test_what_does_not_exist_is_a_problem_with_status_404(service: Running, path: str) -> None:
    response = service.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/v1/chat"), ("PUT", "/api/v1/chat"), ("POST", "/health"), ("DELETE", "/")]
)
def test_a_wrong_method_is_a_problem_with_status_405(service: Running, method: str, path: str) -> None:
    response = httpx.request(method, service.url + path, headers={"Content-Type": "application/json"})
    assert response.status_code == 405
    assert response.json()["type"] == "method-not-allowed"


def preflight(service: Running, origin: str) -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    return httpx.options(service.url + "/api/v1/chat", headers=headers)


def test_no_other_origin_may_call_the_api_unless_it_is_named(service: Running) -> None:
    assert "access-control-allow-origin" not in preflight(service, "https://evil.example").headers
    response = service.post("/api/v1/chat", json={"message": "hallo"}, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in response.headers


def test_a_named_origin_may_call_the_api_and_frame_our_pages(start: Callable[..., Running]) -> None:
    service = start(allowed_origins=("https://school.example",))
    allowed = preflight(service, "https://school.example")
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://school.example"
    assert "access-control-allow-credentials" not in allowed.headers
    assert "access-control-allow-origin" not in preflight(service, "https://evil.example").headers
    assert "frame-ancestors 'self' https://school.example" in service.get("/").headers["content-security-policy"]
    problem = service.post("/api/v1/chat", json={}, headers={"Origin": "https://school.example"})
    assert problem.headers["access-control-allow-origin"] == "https://school.example"


def test_a_failure_inside_is_a_problem_that_tells_nothing(
    service: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the user")

    monkeypatch.setattr(service.services.assistant, "entry", fail)
    response = service.get("/api/v1/entries/ind")
    assert response.status_code == 500
    assert response.json()["type"] == "internal-error"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "secret" not in response.text
    assert "a secret of the user" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_openapi_describes_every_public_operation_with_problems_and_examples(service: Running) -> None:
    document = service.get("/openapi.json").json()
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert {route for route in OPEN | WITH_TOKEN if "/api/" in route or route == "GET /health"} == set(operations)
    for name, operation in operations.items():
        assert operation["summary"] and operation["description"], name
        if "/api/" in name:
            assert "application/problem+json" in operation["responses"]["429"]["content"], name
    schemas = document["components"]["schemas"]
    for name in ("TurnRequest", "MessageOut", "FeedbackRequest"):
        assert schemas[name]["examples"], name


def test_health_names_parts_and_versions(service: Running) -> None:
    response = service.get("/health")
    assert response.status_code == 200
    health = response.json()
    assert health["ready"] is True
    assert health["parts"] == {"rasa": "up", "index": "up", "encoder": "up", "vectors": "up"}
    assert {"index", "encoder", "knowledge", "bot"} <= health["versions"].keys()
    assert health["versions"]["program"] == service.get("/openapi.json").json()["info"]["version"] == __version__


def test_a_service_that_is_not_ready_is_alive(start: Callable[..., Running], rasa: RasaStandIn) -> None:
    service = start(kill_switch=True)
    assert service.get("/health").status_code == 503
    assert service.get("/health/alive").status_code == 204


def test_without_the_encoder_words_alone_find_answers_and_health_says_so(rasa: RasaStandIn, tmp_path: Path) -> None:
    words_only = Assistant(MODELS / "index", None, clock_from_environment())
    with running_service(words_only, tmp_path, "http://127.0.0.1:9") as service:
        assert service.get("/health").json()["parts"]["encoder"] == "down"
        found = service.get("/api/v1/search", params={"q": "tewerkstellingsvergunning stagiair", "limit": 3}).json()
        assert found["results"]
        assert service.chat("Wat is een tewerkstellingsvergunning?").status_code == 200


def test_health_is_not_ready_without_rasa(start: Callable[..., Running]) -> None:
    response = start(rasa_url="http://127.0.0.1:9").get("/health")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["parts"]["rasa"] == "down"


def test_search_finds_across_languages_with_source_date_and_reasons(service: Running) -> None:
    found = service.get(
        "/api/v1/search", params={"q": "Arbeitserlaubnis für Praktikanten", "lang": "nl", "limit": 3}
    ).json()
    assert found["language"] == "nl"
    assert len(found["results"]) == 3
    for result in found["results"]:
        assert {
            "id",
            "title",
            "passage",
            "score",
            "confidence",
            "as_of",
            "status",
            "sources",
            "contacts",
            "why",
        } <= result.keys()
        assert 0 <= result["confidence"] <= 1


def test_search_says_why_the_next_result_is_not_higher(service: Running) -> None:
    question = "Heb ik een TWV nodig voor een stagiair uit China?"
    results = service.get("/api/v1/search", params={"q": question, "limit": 3}).json()["results"]
    for one, other in zip(results, results[1:], strict=False):
        why = one["why"]["runner_up"]
        assert why["key"].split("#")[0] == other["id"]
        assert why["score"] == other["score"]
        assert why["lost"] and {"group", "measure", "its", "above", "pull"} == why["lost"][0].keys()
        assert sum(map(abs, why["pulls"].values())) == pytest.approx(1, abs=0.01)
        assert why["matched"] == other["why"]["matched"]
    assert results[-1]["why"]["runner_up"] is None


def test_the_document_describes_every_field_of_an_explanation(service: Running) -> None:
    schemas = service.get("/openapi.json").json()["components"]["schemas"]
    found = service.get("/api/v1/search", params={"q": "Krankenversicherungspflicht", "limit": 2}).json()["results"]
    why = found[0]["why"]
    for name, value in (
        ("WhyOut", why),
        ("MatchedOut", why["matched"]),
        ("PartOut", why["compound_parts"][0]),
        ("RunnerUpOut", why["runner_up"]),
        ("ReasonOut", why["runner_up"]["lost"][0]),
    ):
        assert schemas[name]["properties"].keys() == value.keys(), name
        assert schemas[name]["description"], name
    assert set(schemas["ReasonOut"]["properties"]["group"]["enum"]) == {*GROUPS.values(), UNKNOWN}
    assert set(schemas["PassedOverOut"]["properties"]["rule"]["enum"]) == {"filter", "day", "status"}


def test_search_filters_by_kind(service: Running) -> None:
    found = service.get("/api/v1/search", params={"q": "vergunning", "kind": "organisation", "limit": 5}).json()
    kinds = {service.get(f"/api/v1/entries/{result['id']}").json()["kind"] for result in found["results"]}
    assert kinds == {"organisation"}


def test_an_entry_is_read_in_the_language_asked_for(service: Running) -> None:
    german = service.get("/api/v1/entries/work-beside-study?lang=de").json()
    by_browser = service.get("/api/v1/entries/work-beside-study", headers={"Accept-Language": "de"}).json()
    assert german["title"] == by_browser["title"] == "Arbeiten neben dem Studium"
    assert len(german["versions"]) >= 2


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(service: Running) -> None:
    for path in ("/", "/plain"):
        html = service.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
        loaded = re.findall(r"(?:src|<link[^>]*href)=\"([^\"]*)\"", html)
        assert all(address.startswith(("/demo/", "/pages/", "/widget")) for address in loaded)
