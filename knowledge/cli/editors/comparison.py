"""Show what differs between two states of an entry, word by word."""

from __future__ import annotations

from rich.text import Text

from knowledge.cli.editors.common import console
from knowledge.editing.comparing import Comparison, word_pieces

_STYLE = {"same": "", "out": "red strike", "in": "green"}
#: Where no colours can be shown, as git marks words.
_MARKS = {"same": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}


def print_comparison(one: Comparison) -> None:
    """Print every text of `one` that differs, with what went out and what came in, and the other fields."""
    console.print(Text(one.entry, "bold"))
    for change in one.texts:
        console.print(Text.assemble(("  ", ""), (f"{change.place} ({change.language})", "cyan")))
        line = Text("    ")
        for kind, text in word_pieces(change.before, change.after):
            before, after = ("", "") if console.color_system else _MARKS[kind]
            stripped = text.rstrip()
            line.append(f"{before}{stripped}{after}", _STYLE[kind])
            line.append(text[len(stripped) :])
        console.print(line, soft_wrap=not console.is_terminal)
    for field in one.fields:
        console.print(f"  {field}", markup=False, soft_wrap=not console.is_terminal)
    console.print()
