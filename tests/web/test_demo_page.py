"""The demo school: in three languages, with the chat on it as any school puts it there, and useful without scripts."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from knowledge.phrases import catalogue
from knowledge.schema import LANGUAGES, Language
from tests.web.running import Running
from web.pages.rendering import PAGES, TEXTS, strings
from web.routes import demo

FILES = {TEXTS: PAGES / "templates", demo.TEXTS: demo.DEMO / "templates"}
#: Names, and words that two of the languages share.
ALIKE = {
    "assistant",
    "email",
    "holds_for",
    "school",
    "office",
    "nav_office",
    "agenda",
    "nav_agenda",
    "office_when_name",
}


@pytest.mark.unit
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_text_has_the_same_placeholders_in_each_language(path: Path) -> None:
    for name, localised in catalogue(path).items():
        assert len({tuple(re.findall(r"\{\w+\}", localised[code])) for code in LANGUAGES}) == 1, name


@pytest.mark.unit
@pytest.mark.parametrize("language", ["de", "en"])
def test_texts_are_translated(language: Language) -> None:
    for path in FILES:
        dutch, other = strings("nl", path), strings(language, path)
        assert {name for name, text in dutch.items() if other[name] == text} <= ALIKE


@pytest.mark.unit
def test_every_text_is_used() -> None:
    templates = [page for folder in FILES.values() for page in folder.glob("*.*")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*templates, PAGES.parent / "widget" / "frame.html"])
    used = set(re.findall(r"\b[tm]\.(\w+)", code))
    of_python = {"language_name", "new_conversation", "too_many", "crowded", "empty", "failed", "forgotten", "paused"}
    built = re.compile(r"(nav|question|office|news|agenda)_\w+")
    left = {name for path in FILES for name in strings("nl", path)} - used - of_python
    assert {name for name in left if not built.fullmatch(name)} == set()


@pytest.mark.unit
def test_a_text_of_the_school_takes_the_place_of_none_of_the_pages() -> None:
    assert set(strings("nl")) & set(strings("nl", demo.TEXTS)) == set()


@pytest.mark.integration
@pytest.mark.parametrize(
    ("language", "words"), [("nl", "bestaat niet"), ("de", "gibt es nicht"), ("en", "does not exist")]
)
def test_the_school_says_in_each_language_that_it_does_not_exist(
    service: Running, language: Language, words: str
) -> None:
    page = service.get(f"/?lang={language}")
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language
    assert words in page.text


@pytest.mark.integration
def test_the_chat_is_put_there_by_the_ordinary_line(service: Running) -> None:
    page = service.get("/?lang=de").text
    tags = re.findall(r"<script[^>]*widget\.js[^>]*>", page)
    assert tags == [
        '<script src="/widget.js" data-lang="de" data-theme="grenscollege" data-school="grenscollege" async>'
    ]


@pytest.mark.integration
def test_every_link_of_the_page_leads_somewhere(service: Running) -> None:
    page = service.get("/?lang=en").text
    links = set(re.findall(r'(?:href|src)="([^"]+)"', page))
    assert "#grenswijzer=permit-check" in links
    within = {link[1:] for link in links if link.startswith("#") and not link.startswith("#grenswijzer")}
    assert within <= set(re.findall(r'id="([^"]+)"', page))
    outside = {unescape(link) for link in links if not link.startswith("#")}
    assert all(link.startswith("/") for link in outside)
    assert {link: code for link in outside if (code := service.get(link).status_code) not in (200, 303)} == {}


@pytest.mark.integration
def test_a_question_of_the_page_is_answered_without_scripts_too(service: Running) -> None:
    page = service.get("/?lang=nl").text
    forms = re.findall(r'<form class="asks" method="post" action="([^"]+)"><button [^>]*value="([^"]+)"', page)
    assert len(forms) >= 6
    for action, question in forms:
        answer = service.post(unescape(action), data={"message": unescape(question)})
        assert answer.status_code == 200
        assert 'class="card ' in answer.text


@pytest.mark.integration
def test_pages_have_the_colours_of_the_chat(service: Running) -> None:
    assert "--grenswijzer-brand:" in service.get("/widget/tokens.css").text
    for path in ("/", "/plain", "/adviser/sign-in"):
        assert '<link rel="stylesheet" href="/widget/tokens.css">' in service.get(path).text
    shared = service.get("/pages/page.css").text
    known = set(re.findall(r"(--grenswijzer-[\w-]+):", service.get("/widget/tokens.css").text))
    assert set(re.findall(r"var\((--grenswijzer-[\w-]+)\)", shared)) <= known


@pytest.mark.unit
@pytest.mark.parametrize("path", [*PAGES.glob("static/*.js"), *demo.DEMO.glob("static/*.js")], ids=lambda p: p.name)
def test_scripts_make_no_markup_or_code_of_text_and_call_nobody(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|cookie", code)
    assert not re.search(r"https?://|localStorage", code)
