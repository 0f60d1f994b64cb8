"""The page for web masters works without JavaScript, in three languages, and shows figures to who has the key."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder
from knowledge.phrases import catalogue
from knowledge.schema import LANGUAGES, Language
from tests.support import need
from tests.web.conftest import MODELS
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import SECRET_KEY, Running, running_service
from web.cli import app
from web.routes.widget import version
from web.sites import TEXTS
from web.sites.keys import KEPT_DAYS, SiteKeys
from web.stores.usage import Use

pytestmark = pytest.mark.integration
SITES = """
sites:
  Alfa-College:
    origins: [https://www.alfa.example]
    theme: euregio
    language: de
    region: Emmen
  beta:
    theme: unheard-of
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "site.yml").write_text(SITES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def service(encoder: Encoder, local: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service of two sites, of which one was asked something."""
    need((MODELS / "index" / "current").is_file(), "The index", "`make build` makes it")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRENSWIJZER_LOCAL", str(local))
        assistant = Assistant(MODELS / "index", encoder, clock_from_environment())
    with (
        rasa_stand_in() as rasa,
        running_service(assistant, tmp_path_factory.mktemp("state"), rasa.url) as running,
    ):
        for number, language, status in ((12, "nl", "answered"), (3, "de", "clarified")):
            use = Use(assistant.today(), "alfa-college", language, "", "", "answer", status, "chat")
            for _ in range(number):
                running.services.keeper.usage.count(use)
        yield running


def page(service: Running, status: int = 200, **query: str) -> LexborHTMLParser:
    answer = service.get("/webmaster", params=query)
    assert answer.status_code == status, answer.text[:500]
    return LexborHTMLParser(answer.text)


def text(html: LexborHTMLParser, selector: str) -> str:
    return " ".join(node.text() for node in html.css(selector))


def attributes(snippet: str) -> dict[str, str | None]:
    node = LexborHTMLParser(snippet).css_first("script")
    assert node is not None
    return dict(node.attributes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_three_languages(service: Running, language: Language) -> None:
    html = page(service, lang=language)
    assert text(html, "h1") == catalogue(TEXTS)["title"][language]
    assert not re.search(r"\{\w+\}", text(html, "main"))


def test_every_text_has_the_same_placeholders_in_each_language() -> None:
    for name, told in catalogue(TEXTS).items():
        found = [sorted(re.findall(r"\{\w+\}", told[language])) for language in LANGUAGES]
        assert found[0] == found[1] == found[2], name


def test_the_snippet_has_what_site_yml_says_until_somebody_chooses_otherwise(service: Running) -> None:
    snippet = text(page(service, school="alfa-college"), "#snippet")
    wanted = {"data-lang": "de", "data-theme": "euregio", "data-school": "alfa-college", "data-region": "Emmen"}
    assert attributes(snippet) == {"src": f"{service.url}/widget.js", "async": None, **wanted}
    chosen = {"school": "alfa-college", "chat": "en", "theme": "grenscollege", "region": "Venlo", "side": "left"}
    found = attributes(text(page(service, **chosen), "#snippet"))
    assert found["data-lang"] == "en"
    assert (found["data-theme"], found["data-region"], found["data-side"]) == ("grenscollege", "Venlo", "left")


def test_the_pinned_script_is_what_its_integrity_says(service: Running) -> None:
    found = attributes(text(page(service, pinned="1"), "#snippet"))
    assert found["src"] == f"{service.url}/widget/{version()}/widget.js"
    script = service.get(urlsplit(found["src"] or "").path)
    digest = base64.b64encode(hashlib.sha384(script.content).digest()).decode()
    assert found["integrity"] == f"sha384-{digest}"
    assert found["crossorigin"] == "anonymous"
    assert script.headers["access-control-allow-origin"] == "*"


def test_the_chat_on_the_page_has_the_choices_of_the_snippet(service: Running) -> None:
    html = page(service, school="beta", theme="euregio", chat="nl", side="left")
    shown = next(node.attributes for node in html.css("script") if node.attributes.get("src") == "/widget.js")
    snippet = attributes(text(html, "#snippet"))
    assert {name: value for name, value in shown.items() if name != "src"} == {
        name: value for name, value in snippet.items() if name != "src"
    }


@pytest.mark.parametrize("value", ['"><script>alert(1)</script>', "' onload='x", "\x00", "<b>", "&quot;"])
def test_what_somebody_typed_stays_text(service: Running, value: str) -> None:
    answer = service.get("/webmaster", params={"school": value, "region": value, "page": value, "key": value})
    assert "<script>alert" not in answer.text
    assert "onload='x" not in answer.text.replace("&#39;", "'").split("</form>")[-1]
    html = LexborHTMLParser(answer.text)
    found = attributes(text(html, "#snippet"))
    assert found.keys() <= {"src", "async", "data-lang", "data-theme", "data-school", "data-region"}


def test_nothing_inline_and_nothing_from_elsewhere(service: Running) -> None:
    answer = service.get("/webmaster?school=alfa-college")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", answer.text)
    loaded = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]*)\"", answer.text)
    assert loaded and all(one.startswith("/") for one in loaded)


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("https://www.alfa.example/stage", "allowed"),
        ("https://evil.example", "refused"),
        ("not an address", "no_address"),
    ],
)
def test_it_says_whether_a_page_may_show_the_chat(service: Running, address: str, verdict: str) -> None:
    html = page(service, school="alfa-college", page=address, lang="en")
    assert html.css_first(f".verdict.{verdict}") is not None
    if verdict == "refused":
        assert "origins: [https://www.alfa.example, https://evil.example]" in text(html, ".verdict pre")


def test_a_site_that_nobody_named_and_a_look_that_there_is_none_of_are_told(service: Running) -> None:
    assert "Niemand" in text(page(service, school="Niemand", lang="en"), ".note")
    assert "unheard-of" in text(page(service, school="beta", lang="en"), ".note")


def test_figures_are_for_who_has_the_key(service: Running) -> None:
    assert not page(service, school="alfa-college").css("svg.bars")
    key = SiteKeys(SECRET_KEY).key("alfa-college")
    html = page(service, school="Alfa-College", key=key, lang="en")
    row = text(html, "section[aria-labelledby=figures] tbody tr:first-child td")
    assert row == "0 15 80 %"
    assert "Nederlands: 10, Deutsch: < 5" in text(html, "section[aria-labelledby=figures] p")


@pytest.mark.parametrize(
    ("school", "key"),
    [
        ("alfa-college", "forged"),
        ("alfa-college", SiteKeys("another-secret-key").key("alfa-college")),
        ("beta", SiteKeys(SECRET_KEY).key("alfa-college")),
        ("", SiteKeys(SECRET_KEY).key("alfa-college")),
    ],
)
def test_a_wrong_key_is_refused_in_words(service: Running, school: str, key: str) -> None:
    html = page(service, 403, school=school, key=key, lang="en")
    assert "key is not that of this site" in text(html, "[role=alert]")
    assert not html.css("svg.bars")


def test_a_key_ends_after_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = SiteKeys(SECRET_KEY)
    key = keys.key("alfa")
    assert keys.opens(key, "ALFA")
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + (KEPT_DAYS + 1) * 24 * 3600)
    assert not keys.opens(key, "alfa")


def test_the_command_prints_a_link_that_opens_the_figures(
    service: Running, local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENSWIJZER_LOCAL", str(local))
    monkeypatch.setenv("GRENSWIJZER_STATE", str(tmp_path))
    runner = CliRunner()
    assert "www.alfa.example" in runner.invoke(app, ["sites", "list"]).output
    refused = runner.invoke(app, ["sites", "key", "nobody"])
    assert refused.exit_code == 1
    assert "No site.yml names nobody" in refused.output
    without = runner.invoke(app, ["sites", "key", "alfa-college"])
    assert without.exit_code == 1
    assert "start the service once" in " ".join(without.output.split())
    (tmp_path / "secret").write_text(SECRET_KEY + "\n", encoding="ascii")
    for secret in (None, SECRET_KEY):
        if secret:
            (tmp_path / "secret").unlink()
            monkeypatch.setenv("GRENSWIJZER_SECRET_KEY", secret)
        link = runner.invoke(app, ["sites", "key", "Alfa-College", "--server", service.url + "/"]).output.strip()
        assert link.startswith(f"{service.url}/webmaster?")
        query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert page(service, **query).css("svg.bars")
