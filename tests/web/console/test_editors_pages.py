"""The editors' pages without JavaScript: what was asked and not answered, what is due, figures, downloads."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html import unescape
from typing import Any

import pytest

from knowledge.assistant import Assistant
from knowledge.schema import LANGUAGES
from tests.web.console.test_editors_clusters import UNANSWERED
from tests.web.console_browser import Browser
from tests.web.running import Running
from web.console.pages import texts
from web.stores import Question, Rating, Use
from web.stores.usage import BEGUN

pytestmark = pytest.mark.integration

PAGES = ("", "/questions", "/stale", "/usage")


@pytest.fixture
def today(assistant: Assistant) -> dt.date:
    return assistant.today()


@pytest.fixture
def asked(console: Running, today: dt.date) -> None:
    """What was asked of late: two matters without an answer, one answer that was rated down, and some counts."""
    keeper = console.services.keeper
    for age, (language, text) in enumerate(UNANSWERED["dog"].items()):
        keep(console, f"dog-{language}", text, language, today - dt.timedelta(days=age))
    keep(console, "rent", UNANSWERED["rent-benefit"]["nl"], "nl", today - dt.timedelta(days=40), site="alfa-college")
    keep(console, "bad", "=Hoeveel uur <b>mag</b> ik?", "nl", today, status="answered", entry="ind", rated_down=True)
    keeper.feedback.save(Rating("bad", "down", "Klopt niet; al lang 🙁\nniet", "ind", "nl", today))
    keeper.feedback.save(Rating("good", "up", None, "ind", "de", today))
    for use, count in (
        (Use(today, "", "nl", "", "", BEGUN, "", "chat"), 2),
        (Use(today, "", "nl", "contact", "ind", "answer", "answered", "chat"), 3),
        (Use(today, "alfa-college", "de", "", "", "clarify", "clarified", "chat"), 1),
    ):
        for _ in range(count):
            keeper.usage.count(use)


def keep(console: Running, answer: str, text: str, language: str, day: dt.date, **fields: Any) -> None:
    values = {"site": "", "status": "handover-nothing-found", **fields}
    console.services.keeper.questions.save(Question(answer, text, language, day, **values))  # type: ignore[arg-type]


def clusters(html: str) -> list[str]:
    """The heading of each cluster on a page."""
    return [unescape(text) for text in re.findall(r'<h3 lang="\w\w">(.*?)</h3>', html)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_there_in_each_language_also_when_nothing_was_asked(
    editor: Browser, path: str, language: str
) -> None:
    page = editor.get(f"/adviser/editors{path}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert texts(language)["editors_pages"] in unescape(page.text)  # type: ignore[arg-type]
    assert len(re.findall(r'aria-current="page"', page.text)) == 1
    assert "style=" not in page.text and "<script>" not in page.text
    for address in set(re.findall(r'(?:href|src)="(/adviser/editors[^"]*)"', page.text)):
        assert editor.get(unescape(address)).status_code == 200, address


def test_only_editors_are_led_there(editor: Browser, adviser: Browser) -> None:
    assert 'href="/adviser/editors?' in editor.get("/adviser").text
    assert 'href="/adviser/editors' not in adviser.get("/adviser").text


@pytest.mark.usefixtures("asked")
def test_the_overview_tells_shares_of_the_questions_and_what_was_asked_most(editor: Browser) -> None:
    page = unescape(editor.get("/adviser/editors").text)
    tiles = re.findall(r"<dt>(.*?)</dt><dd><strong>(.*?)</strong>", page)
    assert tiles == [
        ("Conversations", "2"), ("Replies to messages", "4"), ("Answered", "75 %"), ("Asked back", "25 %"),
        ("Handed over", "0 %"), ("Failed", "0 %"), ("Rated good", "1"), ("Rated bad", "1"),
    ]  # fmt: skip
    assert "(asked 3 times)" in page
    assert "(1 bad, 1 good)" in page
    [alt] = re.findall(r'/plots/trend\.svg[^"]*" alt="(.*?)"', page)
    assert alt.startswith("Bar chart: 4 questions, of which 3 were answered. The most (4) on or from")


@pytest.mark.usefixtures("asked")
def test_a_matter_asked_in_three_languages_is_one_cluster_with_all_its_texts(editor: Browser) -> None:
    page = editor.get("/adviser/editors/questions").text
    assert len(clusters(page)) == 2
    assert clusters(page)[0] in UNANSWERED["dog"].values()
    for language, text in UNANSWERED["dog"].items():
        assert f'<span lang="{language}">{text}</span>' in unescape(page)
    assert "4 questions on 2 subjects" in page
    assert "Asked on 3 of the last 30 days" in page
    assert re.search(r"Nearest: <a href=\"/adviser/entries/[\w-]+\?lang=en\">.*?</a> <small>\(\d+% sure\)", page)


@pytest.mark.usefixtures("asked")
def test_what_was_typed_is_shown_as_text_never_as_markup(editor: Browser) -> None:
    page = editor.get("/adviser/editors/questions").text
    assert "<b>mag</b>" not in page
    assert "&lt;b&gt;mag&lt;/b&gt;" in page


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("days=7", 4), ("days=90", 5), ("days=90&site=alfa-college", 1), ("language=de", 1), ("kind=rated", 1),
        ("kind=commented", 1), ("kind=unanswered", 3), ("site=", 4), ("site=nobody", 0), ("language=fr", 4),
        ("days=90&language=nl&kind=unanswered", 2), ("page=99", 4), ("page=0", 4),
    ],
)  # fmt: skip
def test_filters_leave_only_what_was_asked_for(editor: Browser, query: str, found: int) -> None:
    page = editor.get(f"/adviser/editors/questions?{query}").text
    assert len(re.findall(r'<span lang="\w\w">', page)) == found
    assert ("No questions found" in page) == (found == 0)
    downloaded = read(editor.get(f"/adviser/editors/questions.csv?{query}").content)
    assert len(downloaded) - 1 == found


@pytest.mark.usefixtures("asked")
def test_the_newest_can_come_first(editor: Browser, console: Running, today: dt.date) -> None:
    first = clusters(editor.get("/adviser/editors/questions?days=90").text)
    newest = clusters(editor.get("/adviser/editors/questions?days=90&order=newest").text)
    assert sorted(first) == sorted(newest)
    assert newest[-1] == UNANSWERED["rent-benefit"]["nl"]


def test_many_clusters_are_on_pages_and_each_is_on_one(
    editor: Browser, console: Running, today: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.console.editors.pages.EACH_PAGE", 10)
    for matter, asked in UNANSWERED.items():
        keep(console, matter, asked["en"], "en", today)
    seen, address = [], "/adviser/editors/questions?days=30"
    while address:
        page = editor.get(address).text
        seen += clusters(page)
        following = re.search(r'rel="next" href="(.*?)"', page)
        address = f"/adviser/editors/questions{unescape(following[1])}" if following else ""
    assert sorted(seen) == sorted(asked["en"] for asked in UNANSWERED.values())


def test_where_no_questions_are_kept_the_page_says_so(
    console: Running, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = console.services.settings.model_copy(update={"question_days": 0})
    monkeypatch.setattr(console.services, "settings", off)
    assert "keeps no questions" in editor.get("/adviser/editors/questions").text


def test_too_many_questions_are_told(
    editor: Browser, console: Running, asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("web.console.editors.pages.MAX_QUESTIONS", "web.console.editors.clusters.MAX_QUESTIONS"):
        monkeypatch.setattr(name, 3)
    page = editor.get("/adviser/editors/questions?days=90").text
    assert "There are 5 questions. The newest 3 are shown here." in page
    assert len(re.findall(r'<span lang="\w\w">', page)) == 3


def test_what_lapsed_is_told_with_its_reason_and_how_long_ago(
    editor: Browser, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    lapsed = max(entry.review_by for entry in assistant.entries.values()) + dt.timedelta(days=3)
    monkeypatch.setattr(assistant, "today", lambda: lapsed)
    page = editor.get("/adviser/editors/stale").text
    assert f"Overdue ({len(re.findall('<tr><th scope=.row.', page.split('Soon (')[0]))})" in page
    assert "amounts of a past year" in page and ">review<" in page
    rows = read(editor.get("/adviser/editors/stale.csv").content)
    due = {(row[0], row[2]): row for row in rows[1:]}
    assert {entry for entry, reason in due if reason == "review"} == set(assistant.entries)
    assert all(int(row[5]) <= 0 for (_, reason), row in due.items() if reason == "review")


def test_the_usage_is_drawn_and_told_by_each_aspect(editor: Browser, asked: None) -> None:
    page = unescape(editor.get("/adviser/editors/usage").text)
    assert re.findall(r'<h2 id="(\w+)">', page) == ["language", "topic", "status", "site", "entry"]
    cells = re.findall(r'<tr><th scope="row">(?:<a [^>]*>)?(.*?)(?:</a>)?</th><td>(\d+)</td></tr>', page)
    assert ("Dutch", "3") in cells and ("German", "1") in cells
    assert ("no site named", "3") in cells and ("alfa-college", "1") in cells
    for alt in re.findall(r'/plots/\w+\.svg[^"]*" alt="(.*?)"', page):
        assert re.match(r"Bar chart of [\w ]+: \d+ different ones, the most for .+ \(\d+\)\.", alt)
    one = unescape(editor.get("/adviser/editors/usage?site=alfa-college").text)
    assert "Dutch</th>" not in one and "German</th><td>1" in one


@pytest.mark.parametrize("query", ["", "theme=dark", "width=narrow&theme=dark", "theme=x&days=y&site=none&lang=de"])
def test_each_picture_is_an_svg_and_no_other_is_there(editor: Browser, asked: None, query: str) -> None:
    for name in ("trend", "language", "topic", "status", "site", "entry"):
        picture = editor.get(f"/adviser/editors/plots/{name}.svg?{query}")
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/svg+xml"
        assert b"<svg" in picture.content
    assert editor.get(f"/adviser/editors/plots/count.svg?{query}").status_code == 404


def read(content: bytes) -> list[list[str]]:
    """What a spreadsheet reads of a download."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.usefixtures("asked")
def test_questions_and_ratings_are_downloaded_as_they_are_and_harmless(editor: Browser, today: dt.date) -> None:
    response = editor.get("/adviser/editors/questions.csv?kind=rated")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="questions-{today}.csv"'
    assert response.content.startswith("\ufeff".encode())
    headings, row = read(response.content)
    told = dict(zip(headings, row, strict=True))
    assert told["question"] == "'=Hoeveel uur <b>mag</b> ik?"
    assert (told["comment"], told["rated bad"], told["entry"]) == ("Klopt niet; al lang 🙁\nniet", "1", "ind")
    assert re.fullmatch(r"0,\d{3}", told["confidence"])
    ratings = read(editor.get("/adviser/editors/feedback.csv").content)
    assert sorted(row[1] for row in ratings[1:]) == ["Rated bad", "Rated good"]


@pytest.mark.usefixtures("asked")
def test_counts_are_downloaded_in_the_language_of_the_page(editor: Browser, today: dt.date) -> None:
    rows = read(editor.get("/adviser/editors/usage.csv?lang=nl").content)
    assert rows[0] == [
        "dag",
        "site",
        "taal",
        "onderwerp",
        "tekst",
        "soort bericht",
        "wat er gebeurde",
        "bron",
        "aantal",
    ]
    assert [str(today), "", "Nederlands", "contact", "ind", "answer", "beantwoord", "chat", "3"] in rows
    only = read(editor.get("/adviser/editors/usage.csv?site=alfa-college&days=30").content)
    assert [row[1] for row in only[1:]] == ["alfa-college"]
