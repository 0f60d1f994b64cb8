"""What a web master wants to know: the tag for a site, whether it works, and the figures of the site."""

from pathlib import Path

#: What the page says.
TEXTS = Path(__file__).parent / "texts.yml"

__all__ = ["TEXTS"]
