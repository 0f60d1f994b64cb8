"""While Rasa is gone or slow the hand-over is the same: the school's own office, then the desks of the place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder
from tests.support import need
from tests.web.conftest import MODELS
from tests.web.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.web.running import Running, running_service

pytestmark = pytest.mark.integration
NONSENSE = "xyzzy plugh frobnicate"
SITE = """
sites:
  my-school:
    name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}
    email: international@my-school.example
"""


@pytest.fixture(scope="module")
def rasa() -> Iterator[RasaStandIn]:
    """A Rasa that refuses every turn."""
    with rasa_stand_in() as stand_in:
        stand_in.status = 503
        yield stand_in


@pytest.fixture(scope="module")
def service(encoder: Encoder, rasa: RasaStandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service of a school with an office of its own."""
    need((MODELS / "index" / "current").is_file(), "The index", "`make build` makes it")
    own = tmp_path_factory.mktemp("own")
    (own / "site.yml").write_text(SITE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRENSWIJZER_LOCAL", str(own))
        assistant = Assistant(MODELS / "index", encoder, clock_from_environment())
        with running_service(assistant, Path(tmp_path_factory.mktemp("state")), rasa.url) as running:
            yield running


def contacts(
    service: Running, message: str, site: str | None = None, region: str | None = None
) -> list[dict[str, Any]]:
    context = {"site": site, "role": None, "region": region}
    said = service.chat(message, language="de", context=context).json()["messages"][-1]
    assert said["status"] in {"handover-nothing-found", "fallback-error"}
    named: list[dict[str, Any]] = said["contacts"]
    return named


def test_the_office_of_the_site_comes_first_in_the_language_of_the_user(service: Running) -> None:
    office = contacts(service, NONSENSE, "My-School")[0]
    assert (office["name"], office["email"]) == ("Internationales Büro", "international@my-school.example")


@pytest.mark.parametrize("site", [None, "another-school"])
def test_other_sites_are_not_sent_to_it(service: Running, site: str | None) -> None:
    assert contacts(service, NONSENSE, site)[0]["name"] != "Internationales Büro"


def test_without_rasa_desks_of_both_sides_of_the_border_are_named(service: Running) -> None:
    named = contacts(service, NONSENSE, region="Emmen")
    assert [one["id"] for one in named][:2] == ["gip-edr", "eures-nederland"]
    assert "agentur-fuer-arbeit-nordhorn" in [one["id"] for one in named]


def test_a_rasa_that_is_slow_and_one_that_is_gone_send_to_the_same_people(service: Running, rasa: RasaStandIn) -> None:
    of_region = contacts(service, NONSENSE, "my-school", "Emmen")
    rasa.status = 504
    try:
        assert contacts(service, NONSENSE, "my-school", "Emmen") == of_region
        assert contacts(service, f"{NONSENSE} in Emmen", "my-school", "Utrecht") == of_region
    finally:
        rasa.status = 503
