"""A school's own office is the first to turn to on its site, also while Rasa is gone."""

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
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import Running, running_service

pytestmark = pytest.mark.integration
SITE = """
sites:
  my-school:
    name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}
    email: international@my-school.example
"""


@pytest.fixture(scope="module")
def service(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service of a school with an office of its own, whose Rasa refuses every turn."""
    need((MODELS / "index" / "current").is_file(), "The index", "`make build` makes it")
    own = tmp_path_factory.mktemp("own")
    (own / "site.yml").write_text(SITE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, rasa_stand_in() as rasa:
        patch.setenv("GRENSWIJZER_LOCAL", str(own))
        rasa.status = 503
        assistant = Assistant(MODELS / "index", encoder, clock_from_environment())
        with running_service(assistant, Path(tmp_path_factory.mktemp("state")), rasa.url) as running:
            yield running


def first_contact(service: Running, site: str | None, message: str) -> dict[str, Any]:
    context = {"site": site, "role": None, "region": None}
    said = service.chat(message, language="de", context=context).json()["messages"][-1]
    assert said["kind"] == "handover"
    contact: dict[str, Any] = said["contacts"][0]
    return contact


def test_the_office_of_the_site_comes_first_in_the_language_of_the_user(service: Running) -> None:
    office = first_contact(service, "My-School", "xyzzy plugh frobnicate")
    assert (office["name"], office["email"]) == ("Internationales Büro", "international@my-school.example")


@pytest.mark.parametrize("site", [None, "another-school"])
def test_other_sites_are_not_sent_to_it(service: Running, site: str | None) -> None:
    assert first_contact(service, site, "xyzzy plugh frobnicate")["name"] != "Internationales Büro"
