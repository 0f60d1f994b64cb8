"""The page of one entry."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.console_browser import Browser

pytestmark = pytest.mark.integration


def test_an_entry_stands_in_three_languages_side_by_side_whatever_the_language_of_the_page(adviser: Browser) -> None:
    html = unescape(adviser.get("/adviser/entries/work-beside-study?lang=de").text)
    assert '<html lang="de">' in html
    for code, words in (("nl", "16 uur per week"), ("de", "16 Stunden pro Woche"), ("en", "16 hours a week")):
        assert re.search(rf'<p lang="{code}">[^\n]*{words}', html), code


def test_the_versions_are_a_timeline_with_dates_status_and_sources(adviser: Browser) -> None:
    html = unescape(adviser.get("/adviser/entries/work-beside-study?lang=en").text)
    timeline = html[html.index('class="timeline"') :]
    assert timeline.index("As of January 2025") < timeline.index("As of March 2016")
    assert "from 23 May 2018" in timeline
    assert '<li class="superseded"' in timeline
    assert "section 2.1.3, footnote 16" in timeline


def test_contacts_and_related_entries_are_links_that_lead_somewhere(adviser: Browser) -> None:
    html = adviser.get("/adviser/entries/work-beside-study?lang=en").text
    links = set(re.findall(r'href="(/adviser/entries/[a-z0-9-]+)\?lang=en"', html))
    assert {"/adviser/entries/uwv", "/adviser/entries/ind", "/adviser/entries/work-permit-twv"} <= links
    for link in links - {"/adviser/entries/work-beside-study"}:
        assert adviser.get(link).status_code == 200, link


def test_an_entry_of_every_kind_has_a_page(adviser: Browser) -> None:
    entries = adviser.service.services.assistant.entries
    for name in {str(entry.kind): name for name, entry in entries.items()}.values():
        assert adviser.get(f"/adviser/entries/{name}?lang=nl").status_code == 200, name


@pytest.mark.parametrize(("language", "words"), [("nl", "bestaat niet"), ("de", "gibt es nicht"), ("en", "not exist")])
@pytest.mark.parametrize("entry", ["none", "Ind", "document:guide%2312", "%3Cscript%3E"])
def test_an_entry_that_does_not_exist_is_told_on_a_page(
    adviser: Browser, entry: str, language: str, words: str
) -> None:
    response = adviser.get(f"/adviser/entries/{entry}?lang={language}")
    assert response.status_code == 404
    assert words in response.text
    assert "<script>" not in response.text
