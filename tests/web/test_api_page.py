"""The page about the API: all of the document is on it, and every example works as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.assistant import Assistant
from knowledge.phrases import catalogue
from knowledge.schema import LANGUAGES, Language
from tests.support import need
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import Running, running_service
from web.pages.developer import SHARED, inline, prose
from web.reference import TEXTS
from web.reference.examples import Example, examples
from web.reference.snippets import address, curl, python
from web.reference.view import reference

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def service(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service, of which these tests change nothing."""
    with (
        rasa_stand_in() as rasa,
        running_service(assistant, Path(tmp_path_factory.mktemp("state")), rasa.url) as running,
    ):
        yield running


def page(service: Running, language: Language = "en") -> LexborHTMLParser:
    answer = service.get("/api", params={"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    return LexborHTMLParser(answer.text)


def text(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text().split())


def test_every_operation_parameter_response_and_schema_is_on_it(service: Running) -> None:
    document = service.get("/openapi.json").json()
    html = page(service)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            article = html.css_first(f"#{operation['operationId']}")
            assert article is not None and article.parent is not None
            told = text(article.parent)
            for word in (method.upper(), path, operation["summary"], *operation["responses"]):
                assert word in told
            for parameter in operation.get("parameters", []):
                assert parameter["name"] in told
    for name, schema in document["components"]["schemas"].items():
        article = html.css_first(f"#{name}")
        assert article is not None and article.parent is not None
        for field in schema.get("properties", {}):
            assert field in text(article.parent), (name, field)


def test_every_link_within_it_leads_somewhere_and_no_id_stands_twice(service: Running) -> None:
    html = page(service)
    ids = [node.attributes["id"] for node in html.css("[id]")]
    assert len(ids) == len(set(ids))
    for link in html.css("a[href^='#']"):
        assert (link.attributes["href"] or "")[1:] in ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_in_english_says_so_and_the_rest_is_in_the_language_of_the_page(
    service: Running, language: Language
) -> None:
    html = page(service, language)
    assert text(html.css_first("h1")) == catalogue(TEXTS)["title"][language]
    assert all(node.attributes["lang"] == "en" for node in html.css(".answers, tbody[lang], .operation h3"))
    opened = html.css("#take_turn ~ details[open]")
    assert [text(one.css_first("summary span")) for one in opened] == [
        {"nl": "Nederlands", "de": "Deutsch", "en": "English"}[language]
    ]


def test_it_holds_nothing_inline_and_nothing_from_elsewhere(service: Running) -> None:
    html = service.get("/api").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    loaded = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]*)\"", html)
    assert loaded and all(one.startswith("/") for one in loaded)


def test_a_host_that_is_no_host_is_only_text(service: Running) -> None:
    answer = service.get("/api", headers={"Host": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("path", [SHARED, TEXTS])
def test_every_text_has_three_languages_with_the_same_placeholders(path: Path) -> None:
    for name, told in catalogue(path).items():
        found = [sorted(re.findall(r"\{\w+\}", told[language])) for language in LANGUAGES]
        assert found[0] == found[1] == found[2], name


def test_text_that_looks_like_html_stays_text() -> None:
    assert "<script>" not in prose("a <script>x</script> `code`") + inline("<script>x</script>")
    assert "<code>code</code>" in prose("a `code`")


def requests() -> list[tuple[str, Language]]:
    return [(name, language) for name, one in examples().items() for language in one if name not in {"rate"}]


def route(service: Running, name: str) -> tuple[str, str]:
    document: dict[str, Any] = service.get("/openapi.json").json()
    return next(
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation["operationId"] == name
    )


@pytest.mark.parametrize(("name", "language"), requests())
def test_the_example_in_python_runs(service: Running, name: str, language: Language) -> None:
    code = python(service.url, *route(service, name), examples()[name][language])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{")


@pytest.mark.parametrize(("name", "language"), requests())
def test_the_example_for_the_terminal_runs(service: Running, name: str, language: Language) -> None:
    need(shutil.which("curl"), "curl", "install it, for example with `apt-get install curl`")
    command = curl(service.url, *route(service, name), examples()[name][language])
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False, env={"PATH": os.environ["PATH"]}
    )
    assert '"type":"invalid-request"' not in done.stdout
    assert f'"language":"{language}"' in done.stdout.replace('": "', '":"') or name == "health", (
        done.stdout + done.stderr
    )


def test_the_examples_of_forgetting_forget(service: Running) -> None:
    token = service.chat("Hallo").json()["conversation"]
    command = curl(service.url, "DELETE", "/api/v1/chat", Example(), with_token=True)
    need(shutil.which("curl"), "curl", "install it, for example with `apt-get install curl`")
    environment = {"PATH": os.environ["PATH"], "TOKEN": token}
    done = subprocess.run(["sh", "-c", f"{command} -f"], env=environment, timeout=60, check=False)
    assert done.returncode == 0
    assert service.forget(token).json()["type"] == "conversation-forgotten"
    other = service.chat("Hallo").json()["conversation"]
    code = python(service.url, "DELETE", "/api/v1/chat", Example(), with_token=True)
    subprocess.run([sys.executable, "-c", f"token = {other!r}\n{code}"], timeout=60, check=True)
    assert service.forget(other).json()["type"] == "conversation-forgotten"


def test_quotes_and_signs_of_other_languages_reach_the_service_as_they_are() -> None:
    example = Example(path={"entry_id": "a/b"}, query={"q": "wat is 't? & ü=1", "place": ["Zürich", "Emmen"]})
    assert address("/e/{entry_id}", example) == "/e/a%2Fb?q=wat+is+%27t%3F+%26+%C3%BC%3D1&place=Z%C3%BCrich&place=Emmen"
    told = Example(body={"message": 'it\'s "so" \\ ü', "flag": True, "none": None, "places": ["a", "b"]})
    done = subprocess.run(
        ["sh", "-c", curl("http://x", "POST", "/y", told).replace("curl -X POST", "printf '%s\\n'")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert '{"message": "it\'s \\"so\\" \\\\ ü", "flag": true, "none": null, "places": ["a", "b"]}' in done.stdout
    written = python("http://x", "POST", "/y", told)
    assert eval(written[written.index("json=") + 5 : written.index(",\n)")]) == told.body


def test_the_view_tells_types_limits_and_defaults(service: Running) -> None:
    shown = reference(service.get("/openapi.json").json(), "https://x.example")
    by_id = {one.id: one for group in shown.groups for one in group.operations}
    limit = next(field for field in by_id["search"].parameters if field.name == "limit")
    assert ("".join(part.text for part in limit.type), limit.default) == ("integer", "10")
    assert list(limit.limits) == ["at least 1", "at most 50"]
    topic = next(field for field in by_id["search"].parameters if field.name == "topic")
    assert [part.schema for part in topic.type] == ["Topic", None, None]
    place = next(field for field in by_id["contacts"].parameters if field.name == "place")
    assert place.required
    assert "".join(part.text for part in place.type) == "list of string"
    assert by_id["forget"].needs_token
    assert by_id["take_turn"].body[0].schema == "TurnRequest"
