"""The adviser console in a real browser, on the running product: what JavaScript adds, and what works without it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from knowledge.schema import Language
from tests.e2e.conftest import Product

pytestmark = [pytest.mark.browser, pytest.mark.rasa]

DESK, CHIEF, PASSWORD = "desk@school.example", "chief@school.example", "five words of nothing much"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
ENTRY = "/adviser/entries/work-beside-study"
ASKED: dict[Language, str] = {
    "nl": "hoeveel uur mag ik werken naast mijn studie",
    "de": "wie viele Stunden darf ich neben dem Studium arbeiten",
    "en": "how many hours may I work beside my studies",
}
TITLE: dict[Language, str] = {
    "nl": "Werken naast de studie", "de": "Arbeiten neben dem Studium", "en": "Working alongside your studies",
}  # fmt: skip
FOUND: dict[Language, str] = {"nl": "Gevonden: ", "de": "Gefunden: ", "en": "Found: "}
AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
CLIPBOARD = "navigator.clipboard.readText()"
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def accounts(product: Product) -> None:
    """An adviser and an editor, made as whoever runs the service makes them."""
    for name, role in ((DESK, "adviser"), (CHIEF, "editor")):
        command = [sys.executable, "-c", "from web.cli import app; app()", "accounts", "add", name]
        subprocess.run(
            [*command, "--role", role, "--stdin"],
            input=PASSWORD, text=True, check=True, timeout=60,
            env={**os.environ, "GRENSWIJZER_STATE": str(product.state)},
        )  # fmt: skip


@pytest.fixture
def sign_in(product: Product, accounts: None, open_page: Callable[..., Page]) -> Iterator[SignIn]:
    """Sign in by the form, on a page of one's own."""
    opened: list[Page] = []

    def signed_in(path: str = "/adviser", language: str = "nl", name: str = DESK, **options: Any) -> Page:
        permissions = ["clipboard-read", "clipboard-write"]
        page = open_page(f"{product.url}{path}?lang={language}", permissions=permissions, **options)
        opened.append(page)
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.locator("main button").click()
        page.wait_for_url(f"**{path}?lang={language}")
        return page

    yield signed_in
    for page in opened:
        page.context.clear_cookies()


def first(page: Page) -> Any:
    return page.locator(".results [data-open]").first


def search(page: Page, words: str, language: Language = "nl") -> None:
    """Type `words` as somebody does, and wait until the results are those of all of them."""
    page.locator("#q").press_sequentially(words, delay=30)
    expect(page.locator("#results")).to_have_attribute("data-query", words)
    expect(first(page)).to_have_text(TITLE[language])


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_results_follow_the_typing_and_so_do_the_address_and_the_count(
    sign_in: SignIn, options: dict[str, Any], language: Language
) -> None:
    page = sign_in(language=language, **options)
    search(page, ASKED[language], language)
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_url(f"**/adviser?lang={language}&q=*")
    expect(page.locator("#count")).to_have_text(re.compile(FOUND[language] + r"\d+"))
    assert page.locator("#count").get_attribute("role") == "status"
    # The filters apply at once, and stay in the address.
    if page.locator("details.filters").get_attribute("open") is None:
        page.locator("details.filters summary").click()
    page.locator("#kind").focus()
    page.locator("#kind").select_option("organisation")
    expect(page.get_by_role("link", name=TITLE[language], exact=True)).to_have_count(0)
    expect(page.locator("#kind")).to_be_focused()
    page.wait_for_url("**kind=organisation*")
    page.locator("#kind").select_option("")
    expect(first(page)).to_have_text(TITLE[language])
    # From an entry the way back leads to what was found.
    first(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE[language])
    page.go_back()
    expect(page.locator("#q")).to_have_value(ASKED[language])
    expect(first(page)).to_have_text(TITLE[language])


def test_a_late_answer_never_takes_the_place_of_a_newer_one(sign_in: SignIn) -> None:
    page = sign_in()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"q=stage(&|$)"), hold)
    page.locator("#q").fill("stage")
    expect(page.locator("#waiting")).to_be_visible()
    page.locator("#q").fill(ASKED["nl"])
    expect(first(page)).to_have_text(TITLE["nl"])
    expect(page.locator("#waiting")).to_be_hidden()
    assert len(held) == 1
    held[0].fulfill(body='<div id="results"><p>late</p></div>', content_type="text/html")
    expect(page.locator("#results")).to_have_attribute("data-query", ASKED["nl"])
    expect(first(page)).to_have_text(TITLE["nl"])


def test_what_goes_wrong_is_said_and_mended_by_typing_on(sign_in: SignIn) -> None:
    page = sign_in()
    page.route("**/adviser?*q=*", lambda route: route.abort())
    page.locator("#q").fill("werken")
    expect(page.locator("#results [role=alert]")).to_contain_text("Zoeken lukt nu niet")
    page.unroute_all()
    page.locator("#q").press_sequentially(" over de grens")
    expect(first(page)).to_be_visible()
    expect(page.locator("#results [role=alert]")).to_have_count(0)
    expect(page.locator("#q")).to_be_focused()
    refusal = '<main><p class="problem" role="alert">Dat waren te veel pogingen.</p></main>'
    page.route(
        "**/adviser?*q=*", lambda route: route.fulfill(status=429, body=refusal, headers={"Retry-After": "1"}), times=1
    )
    page.locator("#q").fill(ASKED["nl"])
    expect(page.locator("#results")).to_contain_text("te veel pogingen")
    # It asks again by itself when it may.
    expect(first(page)).to_have_text(TITLE["nl"])


def test_a_session_that_has_ended_leads_to_the_sign_in_and_back_to_the_search(sign_in: SignIn) -> None:
    page = sign_in()
    page.context.clear_cookies()
    page.locator("#q").fill("tewerkstellingsvergunning")
    page.wait_for_url("**/adviser/sign-in**")
    page.fill("#name", DESK)
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    expect(page.locator("#q")).to_have_value("tewerkstellingsvergunning")
    expect(first(page)).to_be_visible()


def test_everything_is_reached_by_keys(sign_in: SignIn) -> None:
    page = sign_in()
    search(page, ASKED["nl"])
    links = page.locator(".results [data-open]")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    for key, place in (("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value(ASKED["nl"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ENTRY}?**")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.point')")
    page.keyboard.press("Escape")
    page.wait_for_url("**/adviser?**q=**")
    expect(first(page)).to_have_text(TITLE["nl"])


def test_what_is_typed_into_a_field_is_no_command(sign_in: SignIn) -> None:
    page = sign_in()
    page.locator("#q").press_sequentially("j/k?c")
    expect(page.locator("#q")).to_have_value("j/k?c")
    expect(page.locator("#help")).to_be_hidden()
    page.locator("#region").press_sequentially("/?")
    expect(page.locator("#region")).to_have_value("/?")
    # Nor is what the browser itself reads.
    page.locator("h1").click()
    page.keyboard.press("Control+c")
    expect(page.locator("#told")).to_be_empty()


def test_single_keys_can_be_switched_off_for_good(sign_in: SignIn) -> None:
    page = sign_in()
    page.locator("[data-help]").click()
    page.locator("#keys-on").uncheck()
    page.get_by_role("button", name="Sluiten").click()
    for _ in range(2):
        page.locator("h1").click()
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(page.locator("#help")).to_be_hidden()
        expect(page.locator("#q")).not_to_be_focused()
        page.reload()
    search(page, ASKED["nl"])
    # Arrows are no characters.
    page.keyboard.press("ArrowDown")
    expect(first(page)).to_be_focused()
    page.locator("[data-help]").click()
    page.locator("#keys-on").check()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_c_copies_the_result_in_hand_with_its_source(sign_in: SignIn, language: Language) -> None:
    page = sign_in(language=language)
    search(page, ASKED[language], language)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    expect(page.locator("#told")).not_to_be_empty()
    copied = page.evaluate(CLIPBOARD)
    link = page.locator(".results a[data-copy=first]").first.get_attribute("href")
    told = page.evaluate("address => fetch(address).then(answer => answer.text())", (link or "").replace("?", ".txt?"))
    assert copied == told
    assert copied.startswith(TITLE[language])
    assert f"{ENTRY}?lang={language}#" in copied
    expect(first(page)).to_be_focused()


def test_a_text_is_copied_in_another_language_than_the_page(sign_in: SignIn) -> None:
    page = sign_in(ENTRY)
    point = page.locator("#hours")
    point.locator("a[data-copy][hreflang=de]").click()
    expect(page.locator("#told")).to_have_text("Gekopieerd.")
    assert page.evaluate(CLIPBOARD).startswith(TITLE["de"])
    point.focus()
    page.keyboard.press("c")
    page.wait_for_function(f"() => {CLIPBOARD}.then(text => text.startsWith('{TITLE['nl']}'))")
    # The older rule of a version too, and the page that shows all forms.
    version = page.locator("#version-1")
    version.locator("a[data-copy][hreflang=en]").first.click()
    page.wait_for_function(f"() => {CLIPBOARD}.then(text => text.includes('Status: replaced'))")
    point.get_by_role("link", name=re.compile("E-mail, Markdown")).click()
    page.get_by_role("button", name=re.compile("Markdown")).click()
    page.wait_for_function(f"() => {CLIPBOARD}.then(text => text.startsWith('**{TITLE['nl']}**'))")


def test_where_the_browser_has_no_clipboard_it_is_copied_the_old_way(sign_in: SignIn) -> None:
    page = sign_in()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(page.url.partition("/adviser")[0] + f"{ENTRY}?lang=nl")
    page.locator("#hours a[data-copy][hreflang=en]").click()
    expect(page.locator("#told")).to_have_text("Gekopieerd.")
    page.locator("#report summary").click()
    page.locator("#report-text").press("Control+v")
    expect(page.locator("#report-text")).to_have_value(re.compile(TITLE["en"]))


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_an_adviser_reports_reaches_the_editors(sign_in: SignIn, options: dict[str, Any]) -> None:
    said = f"Dit klopt niet meer op {options['viewport']['width']} pixels."
    page = sign_in(**options)
    search(page, ASKED["nl"])
    page.locator(".outdated a").first.click()
    form = page.locator("#report form")
    expect(form).to_be_visible()
    form.locator("textarea").fill(said)
    form.get_by_role("button", name="Melden").dblclick()
    expect(page.locator(".thanks")).to_contain_text("Dank je wel")
    page.reload()
    expect(page.locator("#report q", has_text=said)).to_have_count(1)
    editor = sign_in("/adviser/editors/reports", name=CHIEF, **options)
    report = editor.locator(".results > li", has_text=said)
    expect(report).to_have_count(1)
    report.get_by_role("button", name=re.compile("Afgehandeld")).click()
    expect(editor.locator(".results > li", has_text=said)).to_contain_text("Afgehandeld op")
    page.reload()
    expect(page.locator("#report q", has_text=said)).to_have_count(0)


@pytest.mark.parametrize(("language", "heading"), [("nl", "veranderd sinds"), ("de", "geändert seit"), ("en", "since")])
def test_what_changed_since_a_day_is_shown_side_by_side(sign_in: SignIn, language: Language, heading: str) -> None:
    page = sign_in("/adviser/changes", language)
    page.locator("#since").fill("2024-01-01")
    page.locator("form.fields button").click()
    page.wait_for_url("**since=2024-01-01*")
    expect(page.locator("#found")).to_contain_text(heading)
    assert page.locator("del").count() and page.locator("ins").count()
    columns = page.locator(".compared").first.locator("> div")
    left, right = (columns.nth(place).bounding_box() for place in (0, 1))
    assert left and right and left["x"] + left["width"] <= right["x"]
    first(page).click()
    page.wait_for_url("**/adviser/entries/**")


def test_searches_of_this_tab_are_shown_until_they_are_cleared_or_somebody_signs_out(sign_in: SignIn) -> None:
    page = sign_in()
    for words in ("zorgverzekering", "stage", "zorgverzekering", *(f"visum {number}" for number in range(9))):
        page.locator("#q").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("#recent")).to_be_hidden()
    page.locator("#q").fill("")
    links = page.locator("#recent a")
    expect(links).to_have_text([*(f"visum {number}" for number in reversed(range(9))), "zorgverzekering"])
    expect(page.locator("#results")).to_be_empty()
    links.first.click()
    expect(page.locator("#q")).to_have_value("visum 8")
    page.locator("#q").fill("")
    page.get_by_role("button", name="Lijst wissen").click()
    expect(page.locator("#recent")).to_be_hidden()
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").fill("beurs")
    page.keyboard.press("Enter")
    page.locator("form.who button").click()
    page.wait_for_url("**/adviser/sign-in**")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_on_paper_there_is_what_is_folded_and_no_navigation(sign_in: SignIn, product: Product) -> None:
    page = sign_in()
    pages = (f"{ENTRY}?lang=nl", f"/adviser?lang=nl&q={ASKED['nl']}", "/adviser/changes?lang=nl&since=2024-01-01")
    for path in pages:
        page.emulate_media(media="print")
        page.goto(product.url + path)
        for gone in ("header.site", "nav", "form", ".copying", "footer.site"):
            assert not any(one.is_visible() for one in page.locator(gone).all()), (path, gone)
        expect(page.locator(".printed")).to_be_visible()
        source = page.locator("details .sources li, .results .sources li").first
        expect(source).to_be_visible()
        box = source.bounding_box()
        assert box and box["height"] > 10
        link = page.locator(".sources a").first
        printed = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert (link.get_attribute("href") or "-") in printed or "attr(href)" in printed
        assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_all_of_it_works_without_javascript(sign_in: SignIn) -> None:
    page = sign_in(java_script_enabled=False)
    expect(page.locator("[data-help]")).to_be_hidden()
    page.locator("#q").fill(ASKED["nl"])
    page.get_by_role("button", name="Zoeken").click()
    expect(first(page)).to_have_text(TITLE["nl"])
    page.locator("details.why summary").first.click()
    expect(page.locator("details.why").first).to_contain_text("Woorden uit je vraag")
    page.locator(".results a[data-copy][hreflang=de]").first.click()
    expect(page.locator("#text")).to_have_value(re.compile(f"^{TITLE['de']}"))
    assert (page.locator("a[href^='mailto:']").get_attribute("href") or "").startswith("mailto:?subject=Arbeiten")
    page.go_back()
    page.locator(".outdated a").first.click()
    page.locator("#report-text").fill("Zonder JavaScript gemeld.")
    page.get_by_role("button", name="Melden").click()
    expect(page.locator(".thanks")).to_contain_text("Dank je wel")
    page.get_by_role("link", name="Wat is er veranderd?").click()
    page.locator("#since").fill("2024-01-01")
    page.get_by_role("button", name="Tonen").click()
    expect(page.locator("#found")).to_contain_text("veranderd sinds 1 januari 2024")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_any_page_and_state(
    sign_in: SignIn, product: Product, axe: str, options: dict[str, Any], scheme: str
) -> None:
    page = sign_in(name=CHIEF, color_scheme=scheme, bypass_csp=True, **options)

    def check(state: str) -> None:
        # What the browser has not laid out yet has no size that could be checked.
        page.add_style_tag(content="* { content-visibility: visible !important }")
        page.add_script_tag(content=axe)
        found = page.evaluate(AXE)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], state

    def unfold() -> None:
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")

    check("empty search")
    search(page, ASKED["nl"])
    unfold()
    check("results")
    page.evaluate(
        "sessionStorage.setItem('grenswijzer.adviser.recent', JSON.stringify(['q=stage', 'q=visum&topic=work']))"
    )
    page.goto(f"{product.url}/adviser?lang=de")
    expect(page.locator("#recent")).to_be_visible()
    check("recent searches")
    page.locator("[data-help]").evaluate("button => button.click()")
    check("help")
    paths = (
        "/adviser?lang=nl&q=stage&region=nowhere", "/adviser?lang=de&topic=work", f"{ENTRY}?lang=en",
        f"{ENTRY}?lang=nl&on=2016-06-01", f"{ENTRY}/citation?lang=de&point=hours&in=nl",
        "/adviser/changes?lang=en&since=2024-01-01", "/adviser/changes?lang=nl&since=x", "/adviser/nothing?lang=en",
    )  # fmt: skip
    for path in paths:
        page.goto(product.url + path)
        unfold()
        check(path)
    page.goto(f"{product.url}{ENTRY}?lang=de&point=hours#report")
    page.locator("#report-text").fill(f"Axe, {scheme}, {options['viewport']['width']}.")
    page.locator("#report form button").click()
    expect(page.locator(".thanks")).to_be_visible()
    check("thanks")
    page.goto(f"{product.url}/adviser/editors/reports?lang=de")
    check("reports")
    page.locator("form.who button").click()
    page.wait_for_url("**/adviser/sign-in**")
    check("sign-in")


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 700}, DESKTOP["viewport"]])
def test_nothing_is_wider_than_the_window_also_with_large_text(
    sign_in: SignIn, product: Product, viewport: dict[str, int]
) -> None:
    page = sign_in(name=CHIEF, viewport=viewport, bypass_csp=True)
    for path in (
        f"/adviser?lang=de&q={ASKED['de']}", f"{ENTRY}?lang=de", f"{ENTRY}/citation?lang=de",
        "/adviser/changes?lang=de&since=2024-01-01", "/adviser/editors/reports?lang=de",
    ):  # fmt: skip
        page.goto(product.url + path)
        page.add_style_tag(content="html { font-size: 200% }")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
