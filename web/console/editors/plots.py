"""Draw the plots, as SVG: each for a light and a dark page, and for a wide and a narrow one.

They are shown as pictures, so the page's policy does not forbid their styles. Each has its table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

Theme = Literal["light", "dark"]
Width = Literal["wide", "narrow"]
#: Ink, soft ink and lines, as in page.css; then colours that differ in lightness too, not by their hue alone.
_COLOURS: dict[Theme, tuple[str, str, str, tuple[str, ...]]] = {
    "light": ("#16262f", "#475a65", "#c9d5db", ("#14506b", "#c4820e", "#9a3b6b", "#6d818c")),
    "dark": ("#e9f0f3", "#b0c2cb", "#36505d", ("#5fb4dd", "#f0c36a", "#e08fb8", "#8ba3af")),
}
_SIZES: dict[Width, tuple[int, int]] = {"wide": (960, 340), "narrow": (420, 320)}
_ROW_HEIGHT = 34
#: A longer label is cut in the picture; the table has all of it.
MAX_LABEL_CHARS: dict[Width, int] = {"wide": 60, "narrow": 24}


@dataclass(frozen=True)
class Look:
    """How a plot is drawn."""

    theme: Theme = "light"
    width: Width = "wide"


def _options(look: Look, height: int, nothing: str) -> dict[str, Any]:
    from pygal.style import Style

    ink, soft, line, colours = _COLOURS[look.theme]
    size = 15 if look.width == "wide" else 14
    style = Style(
        background="transparent", plot_background="transparent", foreground=soft, foreground_strong=ink,
        foreground_subtle=line, guide_stroke_color=line, major_guide_stroke_color=line, guide_stroke_dasharray="0",
        major_guide_stroke_dasharray="0", opacity="1", opacity_hover="1", transition="0s", colors=colours,
        font_family="system-ui, sans-serif", label_font_size=size, major_label_font_size=size, legend_font_size=size,
        value_font_size=size, value_label_font_size=size, no_data_font_size=size,
    )  # fmt: skip
    return {
        # A script could not run in a picture, and none is wanted from another host.
        "js": [], "style": style, "width": _SIZES[look.width][0], "height": height, "margin": 8, "margin_right": 24,
        "show_legend": False, "explicit_size": True, "pretty_print": False, "no_data_text": nothing,
        "truncate_label": -1,
    }  # fmt: skip


def over_time(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], look: Look, nothing: str) -> bytes:
    """Draw the bars of `series` on each other, one stack for each of `labels`; `nothing` says that there is no data."""
    import pygal

    width, height = _SIZES[look.width]
    # Labels that would lie on each other are left out.
    every = max(1, -(-len(labels) * 62 // width))
    shown = [label if (len(labels) - 1 - number) % every == 0 else "" for number, label in enumerate(labels)]
    highest = max((sum(stack) for stack in zip(*(values for _, values in series), strict=True)), default=0)
    options = _options(look, height, nothing) | _whole(highest) | {"show_legend": True, "legend_at_bottom": True}
    columns = 4 if look.width == "wide" else 2
    chart = pygal.StackedBar(x_labels=shown, spacing=6, legend_at_bottom_columns=columns, legend_box_size=14, **options)
    for name, values in series:
        chart.add(name, values if any(values) else [None] * len(values))
    return _rendered(chart)


def bars(rows: Sequence[tuple[str, int]], look: Look, nothing: str) -> bytes:
    """Draw one lying bar for each of `rows`, the first on top."""
    import pygal

    height = max(2, len(rows)) * _ROW_HEIGHT + 50
    most = MAX_LABEL_CHARS[look.width]
    # The number stands with the name: at the end of a bar there is not always room for it.
    labels = [f"{label if len(label) <= most else label[: most - 1] + '…'}: {count}" for label, count in rows]
    chart = pygal.HorizontalBar(
        **_options(look, height, nothing), spacing=8,
        **_whole(max((count for _, count in rows), default=0)),
    )  # fmt: skip
    # The library draws the first at the bottom.
    chart.x_labels = labels[::-1]
    chart.add("", [count for _, count in rows][::-1])
    return _rendered(chart)


def _whole(highest: int) -> dict[str, Any]:
    """Return the options of an axis from 0 to `highest` with whole numbers alone."""
    step = next(size * 10**power for power in range(9) for size in (1, 2, 5) if size * 10**power * 5 >= highest)
    labels = list(range(0, max(highest, 1) + step, step))
    return {"y_labels": labels, "range": (0, labels[-1]), "y_labels_major_count": len(labels)}


def _without_scripts(tree: Any) -> Any:
    for parent in list(tree.iter()):
        for script in [child for child in parent if child.tag == "script"]:
            parent.remove(script)
    return tree


def _rendered(chart: Graph) -> bytes:
    # The library describes each chart to a script of its own that is not there.
    chart.add_xml_filter(_without_scripts)
    svg: bytes = chart.render()
    return svg
