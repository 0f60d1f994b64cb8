"""The page for web masters in a real browser: what it gives to copy works on the page of a school."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge.schema import LANGUAGES, Language
from tests.e2e.conftest import Product, free_ports
from tests.e2e.pages import LOOKS, NARROW, SIDEWAYS, faults
from tests.e2e.widget_page import ask, chat, launcher
from tests.support import within
from web.sites.keys import SiteKeys

pytestmark = [pytest.mark.rasa, pytest.mark.browser]
OpenPage = Callable[..., Page]
TAKEN_UP_WITHIN_S = 10


@pytest.fixture
def site(product: Product) -> Iterator[str]:
    """The origin of a school's page, which `site.yml` names for the site `gamma`."""
    origin = f"http://127.0.0.1:{free_ports(1)[0]}"
    product.site_file.write_text(f"sites:\n  gamma: {{origins: ['{origin}'], theme: euregio}}\n", encoding="utf-8")
    frame = f"{product.url}/widget/frame?school=gamma"
    assert within(TAKEN_UP_WITHIN_S, lambda: origin in httpx.get(frame).headers["content-security-policy"])
    yield origin
    product.site_file.unlink()


def served(origin: str, policy: str, snippet: str) -> ThreadingHTTPServer:
    """Serve a page with the `snippet` on it, under the `policy` that the page for web masters asks for, and no more."""
    html = f"<!doctype html><html lang=en><head><title>A school</title>{snippet}</head><body><h1>A school</h1></body>"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"default-src 'none'; {policy}")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", int(origin.rsplit(":", 1)[1])), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_nothing(
    open_page: OpenPage, product: Product, axe: str, look: tuple[dict[str, int], str, Language]
) -> None:
    screen, scheme, language = look
    query = f"lang={language}&school=nobody&page=www.school.example&pinned=1"
    page = open_page(f"{product.url}/webmaster?{query}", viewport=screen, color_scheme=scheme, bypass_csp=True)
    assert faults(page, axe) == []
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_figures_and_where_they_are_refused(
    open_page: OpenPage, product: Product, site: str, axe: str, scheme: str
) -> None:
    product.say("How many hours may a student from India work beside the studies?", context={"site": "gamma"})
    key = SiteKeys((product.state / "secret").read_text(encoding="ascii").strip()).key("gamma")
    for path, shown in ((f"school=gamma&key={key}", "svg.bars"), ("school=gamma&key=wrong", ".problem")):
        page = open_page(f"{product.url}/webmaster?lang=en&{path}", color_scheme=scheme, bypass_csp=True)
        expect(page.locator(shown)).to_be_visible()
        assert faults(page, axe) == []
    assert "< 5" in page.context.request.get(f"{product.url}/webmaster?school=gamma&key={key}").text().replace(
        "&lt;", "<"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_screen_with_large_text_scrolls_down_only(
    open_page: OpenPage, product: Product, language: Language
) -> None:
    page = open_page(
        f"{product.url}/webmaster?lang={language}&page=www.school.example", viewport=NARROW, bypass_csp=True
    )
    assert page.evaluate(SIDEWAYS) == 0
    page.set_viewport_size({"width": 640, "height": 900})
    page.add_style_tag(content="html { font-size: 200%; }")
    assert page.evaluate(SIDEWAYS) == 0


def test_the_form_works_without_javascript(open_page: OpenPage, product: Product, site: str) -> None:
    page = open_page(f"{product.url}/webmaster?lang=nl", java_script_enabled=False)
    page.get_by_label("Naam van de site").fill("gamma")
    page.get_by_label("Taal", exact=True).select_option("de")
    page.get_by_label("Versie").select_option("1")
    page.get_by_role("button", name="Maak de regel").click()
    for part in ('data-school="gamma"', 'data-lang="de"', 'data-theme="euregio"', 'integrity="sha384-'):
        expect(page.locator("#snippet")).to_contain_text(part)
    page.get_by_label("Adres van je pagina").fill(f"{site}/stage")
    page.get_by_role("button", name="Kijk of de chat daar mag staan").click()
    expect(page.locator(".verdict.allowed")).to_be_visible()
    expect(page.get_by_label("Naam van de site")).to_have_value("gamma")
    page.get_by_label("Adres van je pagina").fill("https://evil.example")
    page.get_by_role("button", name="Kijk of de chat daar mag staan").click()
    expect(page.locator(".verdict.refused")).to_contain_text("https://evil.example")


@pytest.mark.parametrize("pinned", ["", "1"])
def test_what_is_copied_works_on_a_page_of_the_school(
    browser: Browser, open_page: OpenPage, product: Product, site: str, pinned: str
) -> None:
    guide = open_page(f"{product.url}/webmaster?lang=en&school=gamma&chat=en&pinned={pinned}")
    snippet = guide.locator("#snippet").inner_text()
    policy = " ".join(guide.locator("section[aria-labelledby=policy] pre").inner_text().split())
    server = served(site, policy, snippet)
    context = browser.new_context()
    try:
        page = context.new_page()
        broken: list[str] = []
        page.on("console", lambda line: line.type == "error" and broken.append(line.text))
        page.goto(site)
        launcher(page).click()
        ask(page, "How many hours may a student from India work beside the studies?")
        expect(chat(page).locator(".message.answer").last).to_contain_text("16")
        expect(chat(page).locator("link[href$='/themes/euregio.css']")).to_have_count(1)
        # A browser asks every site for an icon.
        assert [line for line in broken if "favicon" not in line] == []
    finally:
        context.close()
        server.shutdown()
        server.server_close()


def test_a_deep_link_opens_the_chat_of_the_page_with_the_choices_made(open_page: OpenPage, product: Product) -> None:
    page = open_page(f"{product.url}/webmaster?lang=de&chat=de&theme=euregio")
    page.get_by_role("link", name="#grenswijzer=permit-check").click()
    expect(chat(page).locator(".progress").first).to_be_visible(timeout=20_000)
    expect(chat(page).locator("link[href$='/themes/euregio.css']")).to_have_count(1)


def test_the_snippet_is_copied_as_it_stands(open_page: OpenPage, product: Product) -> None:
    page = open_page(f"{product.url}/webmaster?lang=en", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".code:has(#snippet)").get_by_role("button", name="Copy").click()
    expect(page.locator(".code:has(#snippet)").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#snippet").inner_text()
