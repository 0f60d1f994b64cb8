"""A text that is handed on carries its status, its date, its sources and who decides, in each language and form."""

from __future__ import annotations

import datetime as dt
import re
from email.message import EmailMessage
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.schema import LANGUAGES, Language
from tests.web.console_browser import Browser
from web.console.citation import (
    Citation,
    as_mailto,
    as_markdown,
    as_text,
    point_citation,
    rendered,
    version_citation,
)
from web.schemas import SourceOut

HOURS = "/adviser/entries/work-beside-study/citation"
WORDS: dict[Language, tuple[str, ...]] = {
    "nl": ("16 uur", "Status: geldt", "Stand: januari 2025", "Wat gold eerder (maart 2016)", "Beslist en controleert:",
           "Bronnen:", "Vaste link", "geen juridisch advies"),
    "de": ("16 Stunden", "Status: gilt", "Stand: Januar 2025", "Was galt früher (März 2016)",
           "Entscheidet und kontrolliert:", "Quellen:", "Fester Link", "keine Rechtsberatung"),
    "en": ("16 hours", "Status: in force", "As of January 2025", "What held before (March 2016)", "Decides and checks:",
           "Sources:", "Permanent link", "not legal advice"),
}  # fmt: skip


def citation(**fields: object) -> Citation:
    values: dict[str, object] = {
        "language": "en", "title": "Fee", "text": "It costs €100.", "holds": ("Status: in force",), "caution": None,
        "older": None, "official": (), "sources": (), "permalink": "https://school.example/adviser/entries/fee",
    }  # fmt: skip
    return Citation(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.unit
def test_a_source_is_named_with_place_address_and_the_day_it_was_read() -> None:
    read = SourceOut(title="IND", locator="page of 2026-01", url="https://ind.nl/fee", as_of="2026-11-02")
    document = SourceOut(title="Report", locator="section 2", as_of="2016-03")
    text = as_text(citation(sources=(read, document)))
    assert "- IND, page of 2026-01, https://ind.nl/fee (read on 2 November 2026)" in text
    assert "- Report, section 2 (March 2016)" in text
    marked_up = as_markdown(citation(sources=(read, document)))
    assert "- [IND](<https://ind.nl/fee>), page of 2026-01 (read on 2 November 2026)" in marked_up


@pytest.mark.unit
def test_markdown_shows_signs_as_they_are_and_runs_no_address() -> None:
    odd = SourceOut(title="*[x](y)*", url="javascript:alert(1)")
    text = as_markdown(citation(text="a_b <b> `c` #1", sources=(odd,)))
    assert r"a\_b \<b\> \`c\` \#1" in text
    assert r"- \*\[x\](y)\*" in text
    assert "javascript" not in text


@pytest.mark.unit
def test_what_is_not_known_leaves_no_empty_heading() -> None:
    text = as_text(citation(sources=()))
    assert "Sources" not in text and "Decides" not in text
    assert "\n\n\n" not in text


@pytest.mark.unit
def test_an_email_keeps_its_subject_and_lines() -> None:
    told = citation(title="Fee & permit: 50 %?", text="Line one.\nLine two, ünlike.")
    parts = urlsplit(as_mailto(told))
    assert parts.scheme == "mailto"
    asked = parse_qs(parts.query, strict_parsing=True)
    assert asked["subject"] == ["Fee & permit: 50 %?"]
    assert asked["body"][0].replace("\r\n", "\n") == as_text(told)
    assert "%0D%0A" in parts.query and "+" not in parts.query
    message = EmailMessage()
    message["Subject"] = asked["subject"][0]
    assert rendered(told, "email").startswith("Subject: Fee & permit: 50 %?\n\n")


@pytest.mark.integration
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_point_is_cited_whole_in_each_language_and_form(adviser: Browser, language: Language) -> None:
    for form in ("text", "markdown", "email"):
        response = adviser.get(f"{HOURS}.txt?point=hours&in={language}&lang=en&form={form}")
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        told = unquote(response.text).replace("\\", "")
        assert [words for words in WORDS[language] if words not in told] == [], form
        assert f"{adviser.service.url}/adviser/entries/work-beside-study?lang={language}#hours" in told


@pytest.mark.integration
def test_what_is_copied_by_hand_is_what_is_copied_by_key(adviser: Browser) -> None:
    html = adviser.get(f"{HOURS}?point=hours&in=de&lang=nl").text
    fields = dict(re.findall(r'<textarea id="(\w+)" lang="de"[^>]*>(.*?)</textarea>', html, re.DOTALL))
    for form, name in (("text", "text"), ("markdown", "markdown"), ("text", "body")):
        copied = adviser.get(f"{HOURS}.txt?point=hours&in=de&lang=nl&form={form}").text
        assert unescape(fields[name]) == copied
    assert 'href="mailto:?subject=' in html
    assert '<html lang="nl">' in html


@pytest.mark.integration
def test_what_held_on_a_day_is_cited_as_such(adviser: Browser) -> None:
    told = adviser.get(f"{HOURS}.txt?point=hours&on=2016-06-01&in=nl").text
    assert "10 uur per week" in told and "16 uur" not in told
    assert "1 juni 2016" in told
    assert "on=2016-06-01#hours" in told


@pytest.mark.integration
def test_an_older_version_is_cited_with_its_status_and_its_own_sources(adviser: Browser) -> None:
    told = adviser.get(f"{HOURS}.txt?version=1&in=en").text
    assert "Status: replaced" in told
    assert "As of March 2016" in told
    assert "section 2.1.3, footnote 16" in told


@pytest.mark.integration
@pytest.mark.parametrize(
    ("asked", "status"),
    [("point=none", 404), ("version=9", 404), ("version=0", 404), ("version=x", 404), ("version=²", 404),
     ("version=1&point=none", 404), ("on=2016-02-31", 422), ("on=tomorrow", 422), ("on=1900-01-01", 404)],
)  # fmt: skip
def test_what_cannot_be_cited_is_told_on_a_page(adviser: Browser, asked: str, status: int) -> None:
    for suffix in ("", ".txt"):
        response = adviser.get(f"{HOURS}{suffix}?{asked}")
        assert response.status_code == status
        assert 'role="alert"' in response.text


@pytest.mark.integration
def test_every_point_of_every_entry_can_be_cited_in_every_language(assistant: Assistant) -> None:
    """And every version; that takes seconds, for it is all that the console can show."""
    for name in assistant.entries:
        for language in LANGUAGES:
            view = assistant.entry(name, language)
            for point in view["holds_today"]:
                told = point_citation(assistant, name, point["point"], language, day=None, base="https://x.example")
                assert told.text == point["text"] and told.sources and told.title in as_text(told)
            for number, version in enumerate(reversed(view["versions"]), 1):
                if version["summary"]:
                    told = version_citation(assistant, name, number, "summary", language, base="https://x.example")
                    assert told.text == version["summary"]


@pytest.mark.integration
def test_a_figure_that_may_have_lapsed_is_handed_on_with_that_said(assistant: Assistant) -> None:
    later = Assistant(assistant._folder, None, FixedClock(dt.date(2027, 6, 1)))
    said = [
        point_citation(later, name, unit["point"], "en", day=None, base="https://x.example")
        for name in ("highly-skilled-migrant",)
        for unit in later.entry(name, "en")["holds_today"]
    ]
    warned = [one for one in said if one.caution]
    assert warned
    assert all(one.caution and one.caution in as_text(one) for one in warned)
