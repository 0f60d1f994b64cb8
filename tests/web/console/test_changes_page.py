"""The page on what changed since a day."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from knowledge.schema import LANGUAGES, Language
from tests.web.console_browser import Browser

pytestmark = pytest.mark.integration


def test_the_page_tells_what_the_interface_tells(adviser: Browser) -> None:
    html = unescape(adviser.get("/adviser/changes?since=2024-01-01&language=en&lang=nl").text)
    told = adviser.service.get("/api/v1/changes?since=2024-01-01&lang=en&limit=200").json()
    assert told["changes"]
    assert f"{told['total']} veranderd sinds 1 januari 2024" in html
    links = re.findall(r'href="/adviser/entries/([a-z0-9-]+)\?lang=nl#([a-z0-9-]+)"', html)
    assert links == [(change["id"], change["point"]) for change in told["changes"]]


def test_both_texts_stand_there_whole_with_what_differs_marked(adviser: Browser) -> None:
    html = unescape(adviser.get("/adviser/changes?since=2024-01-01&language=nl&lang=nl").text)
    told = adviser.service.get("/api/v1/changes?since=2024-01-01&lang=nl&limit=200").json()
    shown = [re.sub(r"<[^>]+>", "", text) for text in re.findall(r'<p lang="nl">(.*?)</p>', html, re.DOTALL)]
    shown = [" ".join(text.split()) for text in shown]
    for change in told["changes"]:
        for side in (change["before"], change["after"]):
            assert side is None or " ".join(side["text"].split()) in shown
    assert "<del>" in html and "<ins>" in html
    assert re.search(r'class="status">(veranderd|nieuw|vervallen)<', html)


def test_a_day_that_is_only_that_of_a_source_is_told_as_such(adviser: Browser) -> None:
    told = adviser.service.get("/api/v1/changes?since=2016-06-01&lang=en&limit=200").json()
    assert {change["exact"] for change in told["changes"]} == {True, False}
    html = adviser.get("/adviser/changes?since=2016-06-01&language=en&lang=en").text
    assert html.count("may have begun earlier") == sum(not change["exact"] for change in told["changes"])


def test_without_a_day_it_is_the_last_ninety(adviser: Browser) -> None:
    since = adviser.service.services.assistant.today() - dt.timedelta(days=90)
    assert f'value="{since.isoformat()}"' in adviser.get("/adviser/changes").text


def test_a_topic_leaves_out_the_others(adviser: Browser) -> None:
    every = adviser.get("/adviser/changes?since=2016-06-01").text
    some = adviser.get("/adviser/changes?since=2016-06-01&topic=wage").text
    assert 0 < some.count("data-hand=") < every.count("data-hand=")
    assert '<option value="wage" selected>' in some


@pytest.mark.parametrize("since", ["2016-02-31", "yesterday", "1700000000", "2999-01-01", "%3Cscript%3E"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_cannot_be_is_explained(adviser: Browser, since: str, language: Language) -> None:
    response = adviser.get(f"/adviser/changes?since={since}&lang={language}")
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize("asked", ["topic=weather", "language=fr", "topic=&language="])
def test_what_is_no_choice_counts_as_none(adviser: Browser, asked: str) -> None:
    assert adviser.get(f"/adviser/changes?{asked}").status_code == 200


def test_each_version_of_an_entry_says_what_changed_against_the_one_before(adviser: Browser) -> None:
    html = adviser.get("/adviser/entries/work-beside-study?lang=en").text
    timeline = html[html.index('class="timeline"') :]
    newest, oldest = timeline.split('<li class="superseded"', 1)
    assert "What is different from March 2016?" in newest
    assert re.search(r"<del>[^<]*10", newest) and re.search(r"<ins>[^<]*16", newest)
    assert "What is different" not in oldest


def test_an_entry_as_it_held_on_a_day_has_an_address(adviser: Browser) -> None:
    html = adviser.get("/adviser/entries/work-beside-study?lang=en&on=2016-06-01").text
    assert "What held on 1 June 2016" in html
    held = html[html.index('id="today"') : html.index('id="versions"')]
    assert "10 hours" in held and "16 hours a week" not in held
    assert adviser.get("/adviser/entries/work-beside-study?lang=en&on=2016-02-31").status_code == 422
