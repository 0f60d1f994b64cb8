"""What pictures have in common: a page that moves nothing, what is seen of it, and how it is kept small."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page

DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True}
#: Between two pictures side by side, in pixels.
GAP = 20
COLOURS = 192
MOST_BYTES = 120_000
ANSWER_WITHIN_MS = 20_000


@dataclass(frozen=True)
class Studio:
    """A browser, the address of a running product, and who may sign in to its console."""

    browser: Browser
    url: str
    name: str
    password: str


Picture = Callable[[Studio], Image.Image]


@contextmanager
def opened(studio: Studio, path: str, **options: Any) -> Iterator[Page]:
    """Open a page that moves nothing."""
    context = studio.browser.new_context(**{**DESKTOP, **options}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(studio.url + path)
    yield page
    context.close()


def chat(page: Page) -> FrameLocator:
    """Return the conversation in its frame."""
    return page.frame_locator("grenswijzer-chat iframe")


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
