"""The API described: its OpenAPI document, and the page on which people read it."""

from pathlib import Path

#: What the page says.
TEXTS = Path(__file__).parent / "texts.yml"

__all__ = ["TEXTS"]
