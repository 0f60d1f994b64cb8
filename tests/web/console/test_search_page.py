"""The search page of the console, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.web.console_browser import ED, Browser, add_accounts, field
from tests.web.running import Running

pytestmark = pytest.mark.integration
HOURS = "Hoeveel uur mag ik werken naast mijn studie?"


def found(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/adviser/entries/([a-z0-9-]+)\?', html)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_question_is_answered_with_everything_that_an_adviser_cites(adviser: Browser) -> None:
    html = adviser.get(f"/adviser?q={HOURS}&lang=nl").text
    assert found(html)[0] == "work-beside-study"
    text = text_of(html)
    for words in ("16 uur per week", "% zeker", "Stand: januari 2025", "geldt", "Bronnen", "Nuffic", "Wat gold eerder"):
        assert words in text, words
    assert "<mark>werken</mark>" in html


def test_the_form_shows_again_what_was_asked_and_chosen(adviser: Browser) -> None:
    html = adviser.get(
        f"/adviser?q={HOURS}&language=de&topic=work&audience=student&as_of=2016-06-01&region=Twente"
    ).text
    assert f'value="{HOURS}"' in html
    for value in ("de", "work", "student"):
        assert f'<option value="{value}" selected>' in html
    assert 'value="2016-06-01"' in html and 'value="Twente"' in html


@pytest.mark.parametrize(
    ("filters", "first", "gone"),
    [
        ("topic=language", None, "work-beside-study"),
        ("kind=organisation", None, "work-beside-study"),
        ("status=superseded", None, "work-beside-study"),
        ("region=nowhere-at-all", None, "work-beside-study"),
        ("audience=student", "work-beside-study", None),
        ("topic=work&kind=regulation&status=in-force&language=de", "work-beside-study", None),
    ],
)
def test_a_filter_leaves_out_what_does_not_belong_to_it(
    adviser: Browser, filters: str, first: str | None, gone: str | None
) -> None:
    ids = found(adviser.get(f"/adviser?q={HOURS}&{filters}").text)
    assert gone not in ids
    assert first is None or ids[0] == first


def test_the_answers_come_in_the_language_that_was_chosen(adviser: Browser) -> None:
    html = adviser.get(f"/adviser?q={HOURS}&language=de&lang=en").text
    assert "16 Stunden" in text_of(html)
    assert '<article lang="de">' in html
    assert '<html lang="en">' in html


def test_what_held_on_a_day_is_told_and_said_so(adviser: Browser) -> None:
    text = text_of(adviser.get(f"/adviser?q={HOURS}&as_of=2016-06-01&lang=nl").text)
    assert "Dit gold op 1 juni 2016." in text
    assert "10 uur per week" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("topic=work", "filters alone"),
        ("q=a&topic=weather", "Choose from the lists"),
        ("q=a&language=fr", "Choose from the lists"),
        ("q=a&as_of=1700000000", "year-month-day"),
        ("q=a&as_of=2016-02-31", "year-month-day"),
        ("q=" + "a" * 501, "too long"),
        ("q=a&region=" + "a" * 81, "too long"),
    ],
)
def test_what_cannot_be_searched_for_is_explained_on_the_page(adviser: Browser, asked: str, said: str) -> None:
    response = adviser.get(f"/adviser?{asked}")
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert said in response.text
    assert found(response.text) == []


@pytest.mark.parametrize("asked", ["", "?q=", "?q=%20%00%E2%80%8B", "?lang=xx", "?unknown=1"])
def test_without_a_question_there_is_the_form_alone(adviser: Browser, asked: str) -> None:
    response = adviser.get(f"/adviser{asked}")
    assert response.status_code == 200
    assert 'role="search"' in response.text
    assert "Found:" not in response.text


def test_what_was_typed_is_shown_as_text_and_never_as_markup(adviser: Browser) -> None:
    html = adviser.get("/adviser?q=%3Cscript%3Ealert(1)%3C/script%3E%22&region=%22%3E%3Cimg%20src=x%3E").text
    assert "<script>" not in html
    assert "<img src=x" not in html


def test_no_page_of_the_console_has_a_script_or_a_style_in_itself(adviser: Browser) -> None:
    for path in ("/adviser", f"/adviser?q={HOURS}", "/adviser/entries/work-beside-study", "/adviser/entries/none"):
        html = adviser.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert re.findall(r"<script.*?</script>", html, re.DOTALL) == [
            '<script type="module" src="/adviser/static/main.js"></script>'
        ]


def test_too_much_at_the_same_time_is_told_on_a_page(start: Callable[..., Running]) -> None:
    service = start(rate_session="4/minute")
    add_accounts(service)
    browser = Browser(service, "nl")
    browser.sign_in()
    statuses = [browser.get("/adviser").status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    assert "te veel pogingen" in browser.get("/adviser").text


def test_who_is_signed_in_has_a_bound_of_their_own_whatever_others_at_the_same_address_do(
    start: Callable[..., Running],
) -> None:
    service = start(rate_address="6/minute", rate_session="40/minute")
    add_accounts(service)
    one, other = Browser(service, "nl"), Browser(service, "nl")
    one.sign_in()
    other.sign_in(ED)
    assert service.get("/api/v1/search?q=stage").status_code == 200
    assert [one.get("/adviser").status_code for _ in range(41)] == [200] * 40 + [429]
    assert other.get("/adviser").status_code == 200


def test_who_only_says_to_be_signed_in_is_counted_with_the_address(start: Callable[..., Running]) -> None:
    service = start(rate_address="4/minute")
    browser = Browser(service)
    browser.cookies["adviser_session"] = "a" * 43
    assert [browser.get("/adviser").status_code for _ in range(5)] == [303] * 4 + [429]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ("Waarom gevonden?", "Woorden uit je vraag: ", "staat lager: ")),
        ("de", ("Warum gefunden?", "Wörter aus Ihrer Frage: ", "steht tiefer: ")),
        ("en", ("Why was this found?", "Words of your question: ", "is lower: ")),
    ],
)
def test_each_result_says_why_it_was_found_and_why_above_the_next(
    adviser: Browser, language: str, said: tuple[str, ...]
) -> None:
    html = adviser.get(f"/adviser?q={HOURS}&language=nl&lang={language}").text
    told = re.findall(r'<details class="why" lang="(\w+)">(.*?)</details>', html, re.DOTALL)
    assert len(told) == len(found(html)) > 1
    assert {code for code, _ in told} == {language}
    first = text_of(told[0][1])
    assert all(words in first for words in said), first
    titles = [text_of(title) for title in re.findall(r"<h3>(.*?)</h3>", html)]
    for (_, why), below in zip(told, titles[1:], strict=False):
        assert below in text_of(why)
    # The last one has none below it.
    assert said[2] not in text_of(told[-1][1])
    assert html.count("<meter ") == len(told)


def test_a_result_of_a_day_leads_to_the_entry_of_that_day(adviser: Browser) -> None:
    html = unescape(adviser.get(f"/adviser?q={HOURS}&as_of=2016-06-01&lang=nl").text)
    assert re.search(r'href="/adviser/entries/work-beside-study\?lang=nl&on=2016-06-01#', html)
    assert re.search(r'href="/adviser/entries/work-beside-study/citation\?lang=nl&point=[\w-]+&on=2016-06-01', html)


@pytest.mark.parametrize(("language", "said"), [("nl", "bestaat niet"), ("de", "gibt es nicht"), ("en", "not exist")])
@pytest.mark.parametrize("path", ["/adviser/nothing", "/adviser/", "/adviser/entries/a/b", "/adviser/changes/x"])
def test_an_unknown_address_is_told_within_the_frame_of_the_console(
    adviser: Browser, path: str, language: str, said: str
) -> None:
    response = adviser.get(f"{path}?lang={language}")
    assert response.status_code == 404
    assert said in response.text and "/adviser/sign-out" in response.text


def test_a_method_that_is_not_taken_is_told_on_a_page_too(adviser: Browser) -> None:
    response = adviser.post("/adviser", {"csrf": field(adviser.get("/adviser").text, "csrf")})
    assert response.status_code == 405
    assert response.headers["content-type"].startswith("text/html")
