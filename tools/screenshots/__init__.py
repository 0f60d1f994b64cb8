"""The pictures of docs/, taken anew by `python -m tools.screenshots`, with the environment of the service."""

from tools.screenshots import console, pages, widget
from tools.screenshots.taking import Picture

PICTURES: dict[str, Picture] = {**widget.PICTURES, **console.PICTURES, **pages.PICTURES}
