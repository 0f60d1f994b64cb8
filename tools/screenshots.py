"""Take the pictures of docs/ anew: `python -m tools.screenshots`, with the environment of the service.

A product of its own is started for it. Pictures are small: few colours, and no larger than they are shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, expect

from evaluation.errors import EvaluationError
from evaluation.starting import with_own_stack
from tools.browser import NoBrowser, started_browser

DOCS = Path(__file__).parents[1] / "docs"
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True}
#: Between two pictures side by side, in pixels.
GAP = 20
COLOURS = 192
MOST_BYTES = 120_000
ANSWER_WITHIN_MS = 20_000
Pictures = Callable[[Browser, str], Image.Image]


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a page that moves nothing, with the chat's button on it."""
    context = browser.new_context(**options, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    page.locator("grenswijzer-chat button").wait_for()
    yield page
    context.close()


def chat(page: Page) -> FrameLocator:
    """Return the conversation in its frame."""
    return page.frame_locator("grenswijzer-chat iframe")


def ask(page: Page) -> None:
    """Press the first question of the page, and wait for the answer."""
    page.locator(".hero .asks button").first.click()
    expect(chat(page).locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)


def shot(page: Page) -> Image.Image:
    """Return what is seen of the page, without the line that blinks."""
    return Image.open(BytesIO(page.screenshot(caret="hide"))).convert("RGB")


def beside(*pictures: Image.Image) -> Image.Image:
    """Return the pictures side by side."""
    width = sum(one.width for one in pictures) + GAP * (len(pictures) - 1)
    whole, left = Image.new("RGB", (width, max(one.height for one in pictures)), "white"), 0
    for one in pictures:
        whole.paste(one, (left, 0))
        left += one.width + GAP
    return whole


def school(language: str, **options: Any) -> Pictures:
    """Return what takes the page of the demo school on a desktop, with an answer in the chat."""

    def take(browser: Browser, url: str) -> Image.Image:
        with opened(browser, f"{url}/?lang={language}", **DESKTOP, **options) as page:
            ask(page)
            return shot(page)

    return take


def school_on_a_phone(browser: Browser, url: str) -> Image.Image:
    """Take the page of the demo school on a phone: its start, and the chat on it."""
    with opened(browser, f"{url}/?lang=nl", **PHONE) as page:
        start = shot(page)
        page.locator("grenswijzer-chat button").tap()
        expect(chat(page).locator("#question")).to_be_visible()
        return beside(start, shot(page))


def chat_on_a_phone(browser: Browser, url: str) -> Image.Image:
    """Take the chat on a phone: an answer, and the start of a check."""
    with opened(browser, f"{url}/?lang=de", **PHONE) as page:
        ask(page)
        answer = shot(page)
        page.evaluate("Grenswijzer.check('permit-check')")
        expect(chat(page).locator(".progress")).to_be_visible(timeout=ANSWER_WITHIN_MS)
        return beside(answer, shot(page))


PICTURES: Mapping[str, Pictures] = {
    "screenshot.png": school("en"),
    "screenshots/school-dark.png": school("de", color_scheme="dark"),
    "screenshots/school-phone.png": school_on_a_phone,
    "screenshots/widget-phone.png": chat_on_a_phone,
}


def keep(picture: Image.Image, path: Path) -> None:
    """Write the picture in few colours.

    Raises:
        ValueError: it is larger than a picture of the docs may be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{path.name} has {size:,} bytes; more than {MOST_BYTES:,} are too many.")
    sys.stdout.write(f"{path} ({size:,} bytes)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0; 1 where a picture could not be taken."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)} (default all)")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of the pictures (default docs)")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(PICTURES)):
        parser.error(f"there is no picture {', '.join(unknown)}")

    def take(address: str, _rasa_port: int) -> None:
        with started_browser() as browser:
            for name, picture in PICTURES.items():
                if name in (options.names or PICTURES):
                    keep(picture(browser, address), options.out / name)

    try:
        with_own_stack(take)
    except (EvaluationError, NoBrowser, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
