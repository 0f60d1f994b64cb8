"""Each site of `site.yml` is shown the chat on its own pages and on no other's, with its own defaults."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder
from knowledge.loading import EntryError
from tests.support import need
from tests.web.conftest import MODELS
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import Running, running_service

pytestmark = pytest.mark.integration
SITES = """
sites:
  alfa-college:
    name: {nl: Bureau, de: Büro, en: Office}
    email: office@alfa.example
  beta:
    origins: [https://www.beta.example, "https://intranet.beta.example:8443"]
    theme: euregio
    language: de
    region: Emmen
  gamma:
    origins: [https://gamma.example]
    theme: unheard-of
"""
GLOBAL = "https://everywhere.example"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `site.yml` of the service."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("GRENSWIJZER_LOCAL", str(folder))
    (folder / "site.yml").write_text(SITES, encoding="utf-8")
    return folder / "site.yml"


@pytest.fixture
def service(encoder: Encoder, file: Path, tmp_path: Path) -> Iterator[Running]:
    """A service of three sites that lets one origin show everything."""
    need((MODELS / "index" / "current").is_file(), "The index", "`make build` makes it")
    assistant = Assistant(MODELS / "index", encoder, clock_from_environment())
    with (
        rasa_stand_in() as rasa,
        running_service(assistant, tmp_path / "state", rasa.url, allowed_origins=(GLOBAL,)) as running,
    ):
        yield running


def ancestors(answer: httpx.Response) -> list[str]:
    policies = answer.headers.get_list("content-security-policy")
    assert len(policies) == 1
    return str(policies[0]).partition("frame-ancestors ")[2].split()


@pytest.mark.parametrize(
    ("school", "own"),
    [
        ("beta", ["https://www.beta.example", "https://intranet.beta.example:8443"]),
        ("BETA", ["https://www.beta.example", "https://intranet.beta.example:8443"]),
        ("gamma", ["https://gamma.example"]),
        ("alfa-college", []),
        ("unknown", []),
        (None, []),
    ],
)
def test_pages_of_a_site_show_its_chat_and_no_other_sites(service: Running, school: str | None, own: list[str]) -> None:
    answer = service.get("/widget/frame", params={"school": school} if school else {})
    assert answer.status_code == 200
    assert ancestors(answer) == ["'self'", *own, GLOBAL]


@pytest.mark.parametrize("query", ["school=beta&school=gamma", "school=gamma&school=beta"])
def test_the_site_that_is_shown_is_the_one_whose_pages_may_show_it(service: Running, query: str) -> None:
    answer = service.get(f"/widget/frame?{query}")
    shown = "beta" if 'data-school="beta"' in answer.text else "gamma"
    assert f"https://{'www.beta' if shown == 'beta' else 'gamma'}.example" in ancestors(answer)
    assert f"https://{'gamma' if shown == 'beta' else 'www.beta'}.example" not in ancestors(answer)


def test_a_name_that_is_refused_opens_the_frame_to_nobody_else(service: Running) -> None:
    answer = service.get("/widget/frame", params={"school": "<beta>"})
    assert answer.status_code == 422
    assert ancestors(answer) == ["'self'", GLOBAL]


@pytest.mark.parametrize("path", ["/", "/plain?school=beta", "/health", "/openapi.json", "/api/v1/search?q=stage"])
def test_pages_of_a_site_show_nothing_but_the_chat(service: Running, path: str) -> None:
    assert ancestors(service.get(path)) == ["'self'", GLOBAL]


def test_pages_of_a_site_do_not_call_the_api_for_the_frame_does(service: Running) -> None:
    for origin, may in ((GLOBAL, True), ("https://www.beta.example", False)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = httpx.options(f"{service.url}/api/v1/chat", headers=headers)
        assert (answer.headers.get("access-control-allow-origin") == origin) is may


def test_a_site_has_defaults_that_the_tag_on_its_page_goes_before(service: Running) -> None:
    default = service.get("/widget/frame?school=beta").text
    assert 'lang="de"' in default
    assert "/themes/euregio.css" in default
    assert 'data-region="Emmen"' in default
    tagged = service.get("/widget/frame?school=beta&lang=en&theme=grenscollege&region=Venlo").text
    assert 'lang="en"' in tagged
    assert "/themes/grenscollege.css" in tagged
    assert 'data-region="Venlo"' in tagged
    assert "/themes/grenscollege.css" in service.get("/widget/frame?school=gamma").text


def written_later(file: Path, text: str) -> None:
    """Write `text` with a time of its own, however coarse the clock of the file system is."""
    file.write_text(text, encoding="utf-8")
    later = file.stat().st_mtime_ns + 1_000_000_000
    os.utime(file, ns=(later, later))


def test_a_change_of_the_file_holds_without_a_restart(service: Running, file: Path) -> None:
    assistant = service.services.assistant
    assert not assistant.reload_if_changed()
    written_later(file, SITES.replace("https://gamma.example", "https://delta.example"))
    assert not assistant.reload_if_changed()
    assert ancestors(service.get("/widget/frame?school=gamma")) == ["'self'", "https://delta.example", GLOBAL]
    office = assistant.handover.person("en", site="alfa-college").contacts[0]
    assert office.email == "office@alfa.example"
    written_later(file, SITES.replace("office@", "welcome@"))
    assistant.reload_if_changed()
    assert assistant.handover.person("en", site="alfa-college").contacts[0].email == "welcome@alfa.example"
    file.unlink()
    assistant.reload_if_changed()
    assert ancestors(service.get("/widget/frame?school=gamma")) == ["'self'", GLOBAL]


def test_a_fault_in_the_changed_file_is_told_once_and_the_old_one_stays(
    service: Running, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = service.services.assistant
    written_later(file, "sites: {gamma: {origins: [everybody]}}")
    with pytest.raises(EntryError, match="is no origin"):
        assistant.reload_if_changed()
    assert not assistant.reload_if_changed()
    assert "https://gamma.example" in ancestors(service.get("/widget/frame?school=gamma"))
    with caplog.at_level(logging.INFO):
        written_later(file, SITES.replace("gamma", "epsilon"))
        assert not assistant.reload_if_changed()
    assert "site.yml was read anew" in caplog.text
    assert "https://epsilon.example" in ancestors(service.get("/widget/frame?school=epsilon"))
