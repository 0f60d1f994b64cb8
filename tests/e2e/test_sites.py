"""A site's pages show the site's chat, and pages of other origins cannot, whatever name they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.e2e.conftest import Product, free_ports
from tests.e2e.school_page import school_page
from tests.support import within

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

#: The service looks for changes once a second.
TAKEN_UP_WITHIN_S = 10


@dataclass(frozen=True)
class Pages:
    """Addresses of the pages of two sites, and of somebody who is neither."""

    alfa: str
    beta: str
    stranger: str


@pytest.fixture(scope="module")
def pages(product: Product) -> Iterator[Pages]:
    """Three origins, of which a `site.yml` that is written while the service runs names two."""
    ports = free_ports(3)
    with (
        school_page(ports[0], product.url) as alfa,
        school_page(ports[1], product.url) as beta,
        school_page(ports[2], product.url) as stranger,
    ):
        product.site_file.write_text(
            "sites:\n"
            f"  alfa: {{origins: ['{alfa.rstrip('/')}']}}\n"
            f"  beta: {{origins: ['{beta.rstrip('/')}'], theme: euregio}}\n",
            encoding="utf-8",
        )
        assert within(TAKEN_UP_WITHIN_S, lambda: beta.rstrip("/") in policy(product, "beta"))
        yield Pages(alfa, beta, stranger)
        product.site_file.unlink()


def policy(product: Product, school: str) -> str:
    answer = httpx.get(f"{product.url}/widget/frame", params={"school": school}, timeout=30)
    return str(answer.headers["content-security-policy"])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def opened(page: Page, address: str, school: str) -> FrameLocator:
    """Open the chat on the page."""
    page.goto(f"{address}?lang=en&school={school}")
    page.locator("grenswijzer-chat button").click()
    return page.frame_locator("grenswijzer-chat iframe")


@pytest.mark.parametrize("school", ["alfa", "beta"])
def test_a_page_of_the_site_shows_its_chat(page: Page, pages: Pages, school: str) -> None:
    frame = opened(page, getattr(pages, school), school)
    expect(frame.locator("#question")).to_be_visible()
    # The tag on the page names no theme.
    expect(frame.locator("link[href$='/themes/euregio.css']")).to_have_count(1 if school == "beta" else 0)


@pytest.mark.parametrize(
    ("of", "school"), [("alfa", "beta"), ("beta", "alfa"), ("alfa", "unknown"), ("stranger", "alfa"), ("stranger", "")]
)
def test_no_other_page_can_show_it(page: Page, pages: Pages, of: str, school: str) -> None:
    with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
        frame = opened(page, getattr(pages, of), school)
    expect(frame.locator("#grenswijzer")).to_have_count(0)
