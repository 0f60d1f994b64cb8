"""The editors' pages in a real browser, over what was asked of the running product."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.web.console.test_editors_clusters import UNANSWERED
from tests.web.console_browser import ED, PASSWORD
from web.accounts.rules import Role
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts

pytestmark = [pytest.mark.browser, pytest.mark.rasa]

MATTER = "sick-cat"
OPEN = {"clarified", "handover-nothing-found", "fallback-error"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PAGES = ("", "/questions", "/stale", "/usage")


@pytest.fixture(scope="module")
def asked(product: Product) -> dict[str, dict[str, Any]]:
    """One matter that nobody here can help with, asked in three languages; and an answer that is rated down."""
    accounts = open_accounts(product.state / "accounts.db")
    AccountStore(accounts).add(ED, Role.EDITOR, PASSWORD)
    accounts.dispose()
    answers = {language: product.say(text) for language, text in UNANSWERED[MATTER].items()}
    assert {answer["messages"][-1]["status"] for answer in answers.values()} <= OPEN
    answers["rated"] = product.say("Hoeveel uur mag ik naast mijn studie werken? Ik heet Fatima Voorbeeld.")
    body = {"answer": answers["rated"]["messages"][-1]["id"], "rating": "down", "comment": "Dat wist ik al"}
    assert httpx.post(f"{product.url}/api/v1/feedback", json=body, timeout=30).status_code == 204
    return answers


@pytest.fixture
def editor(product: Product, asked: dict[str, Any], open_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Sign in as an editor, by the form; what was opened is signed out of at the end."""
    opened: list[Page] = []

    def sign_in(path: str = "", language: str = "nl", **options: Any) -> Page:
        page = open_page(f"{product.url}/adviser/editors{path}?lang={language}", **options)
        page.fill("#name", ED)
        page.fill("#password", PASSWORD)
        page.locator("main button").click()
        page.wait_for_url(f"**/adviser/editors{path}?lang={language}")
        opened.append(page)
        return page

    yield sign_in
    for page in opened:
        page.locator("form.who button").click()
        page.wait_for_url("**/adviser/sign-in**")
        # The sign-in form has a cookie of its own.
        page.context.clear_cookies()


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_was_asked_in_three_languages_is_one_cluster_from_the_overview_to_the_file(
    editor: Callable[..., Page], options: dict[str, Any], tmp_path: Path
) -> None:
    page = editor(**options)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overzicht")
    drawn = page.locator(".plot img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.complete && image.naturalWidth > 200")
    page.get_by_role("navigation", name="Pagina's van de redactie").get_by_role(
        "link", name="Vragen zonder antwoord"
    ).click()
    texts = UNANSWERED[MATTER].values()
    cluster = page.locator(".results > li").filter(
        has=page.locator("h3", has_text=re.compile("|".join(map(re.escape, texts))))
    )
    expect(cluster).to_have_count(1)
    cluster.locator("summary").click()
    for language, text in UNANSWERED[MATTER].items():
        expect(cluster.locator(f'li span[lang="{language}"]', has_text=text).first).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download als CSV").click()
    path = tmp_path / "questions.csv"
    downloading.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    groups = {row["groep"] for row in rows if row["vraag"] in texts}
    assert len(groups) == 1
    assert {row["taal"] for row in rows if row["groep"] in groups} == {"Nederlands", "Duits", "Engels"}


def test_a_bad_answer_is_shown_with_its_comment_and_without_the_name_of_who_asked(editor: Callable[..., Page]) -> None:
    page = editor("/questions")
    page.get_by_label("Welke vragen").select_option("commented")
    page.get_by_role("button", name="Tonen").click()
    page.wait_for_url("**kind=commented**")
    for summary in page.locator(".results summary").all():
        summary.click()
    shown = page.locator(".asked li").filter(has_text="Dat wist ik al")
    expect(shown).to_contain_text("Hoeveel uur mag ik naast mijn studie werken?")
    assert "Fatima" not in page.content()


def test_the_figures_are_there_as_pictures_and_as_tables(editor: Callable[..., Page]) -> None:
    page = editor("/usage", "de")
    page.wait_for_load_state("networkidle")
    for image in page.locator(".plot img").all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 200")
        assert (image.get_attribute("alt") or "").startswith("Balkendiagramm")
    page.locator("section[aria-labelledby=language] summary").click()
    expect(page.locator("section[aria-labelledby=language] tbody tr").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_any_page(
    editor: Callable[..., Page], product: Product, axe: str, options: dict[str, Any], scheme: str
) -> None:
    page = editor(color_scheme=scheme, bypass_csp=True, **options)
    for path, language in zip(PAGES, ("nl", "de", "en", "nl"), strict=True):
        page.goto(f"{product.url}/adviser/editors{path}?lang={language}")
        for summary in page.locator("main summary").all():
            summary.click()
        page.add_script_tag(content=axe)
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], path


@pytest.mark.parametrize("options", [{"viewport": {"width": 320, "height": 700}}, DESKTOP])
def test_nothing_is_wider_than_the_window_also_with_large_text(
    editor: Callable[..., Page], product: Product, options: dict[str, Any]
) -> None:
    page = editor(**options)
    for path in PAGES:
        page.goto(f"{product.url}/adviser/editors{path}?lang=de")
        page.wait_for_load_state("networkidle")
        if options["viewport"]["width"] > 320:
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        # Less than a pixel is rounding, and nobody can scroll by it.
        assert wide <= 1, path
