"""HTML: the headings and paragraphs of the page's main part; scripts, menus and forms' fields are left out.

Word and Markdown files become HTML first, so that all three are read by one reader.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from knowledge.ingest.blocks import Block, tidy
from knowledge.ingest.errors import UnreadableDocument

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NO_TEXT = (
    "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed", "audio", "video",
    "nav", "aside", "select", "button", "textarea", "input", "dialog", "head",
)  # fmt: skip
_HIDDEN = "[hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], [role=search]"
#: Not shown to readers by a style of its own, with the blanks that editors put into it.
_UNSHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_AROUND = "body > header, body > footer"
_MAIN = ("main", "[role=main]", "article")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: Elements that begin a paragraph of their own.
_BLOCKS = frozenset({
    *_HEADINGS, "p", "div", "li", "dt", "dd", "tr", "section", "article", "main", "body", "blockquote", "pre",
    "figcaption", "caption", "address", "summary", "details", "header", "footer", "fieldset", "legend", "form", "table",
    "ul", "ol", "dl", "figure", "center", "html",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
#: Elements that end by themselves, when the next one begins or at once.
_END_ALONE = frozenset({
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp",
    "html", "head", "body", "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
})  # fmt: skip
#: A parser may have to go through all open elements at each tag: so many steps take a second.
_MAX_STEPS = 50_000_000


def html_blocks(html: str) -> list[Block]:
    """Return what `html` says, without pages. A row of a table is one paragraph, its cells parted by bars.

    Raises:
        UnreadableDocument: it is nested so deeply that reading it would not end.
    """
    from selectolax.lexbor import LexborHTMLParser

    _check_nesting(html)
    tree = LexborHTMLParser(html)
    tree.strip_tags(list(_NO_TEXT))
    unshown = [node for node in tree.css("[style]") if _UNSHOWN.search(node.attributes.get("style") or "")]
    for node in (*tree.css(f"{_HIDDEN}, {_AROUND}"), *unshown):
        node.decompose()
    root = _main_part(tree.body)
    if root is None:
        return []
    return _Reader().read(root)


def _check_nesting(html: str) -> None:
    still_open: Counter[str] = Counter()
    depth = steps = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name not in _END_ALONE:
            step = -1 if tag[1] else 1
            if step > 0 or still_open[name]:
                still_open[name] += step
                depth += step
        steps += depth
        if steps > _MAX_STEPS:
            raise UnreadableDocument("is nested too deeply: open it in a browser and save it as PDF.")


def _main_part(body: LexborNode | None) -> LexborNode | None:
    """Return the element that holds the page's own text: the only one of its kind, or the whole body."""
    if body is None:
        return None
    for selector in _MAIN:
        found = body.css(selector)
        if len(found) == 1 and found[0].text(strip=True):
            return found[0]
    return body


class _Reader:
    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._parts: list[str] = []
        #: Which element the text being gathered belongs to, and its tag.
        self._element: int | None = None
        self._tag = ""
        self._place: tuple[int | None, int | None] = (None, None)

    def read(self, root: LexborNode) -> list[Block]:
        """Return the blocks below `root`, in the order of the page."""
        for node in root.traverse(include_text=True):
            if node.tag == "br":
                self._parts.append(" ")
            elif node.is_text_node:
                self._take(node)
        self._flush()
        return self._blocks

    def _take(self, node: LexborNode) -> None:
        text = node.text(deep=False)
        if not text:
            return
        element, place = _surrounding(node)
        number = element.mem_id if element is not None else 0
        if not text.strip():
            if number == self._element:
                self._parts.append(" ")
            return
        if number != self._element:
            self._flush()
            self._element, self._tag = number, (element.tag or "") if element is not None else ""
        elif place != self._place:
            self._parts.append(" | " if place[0] != self._place[0] else " ")
        self._place = place
        self._parts.append(text)

    def _flush(self) -> None:
        text = tidy("".join(self._parts))
        self._parts = []
        if text:
            bullet = "• " if self._tag == "li" else ""
            self._blocks.append(Block(bullet + text, _HEADINGS.get(self._tag)))


def _surrounding(node: LexborNode) -> tuple[LexborNode | None, tuple[int | None, int | None]]:
    """Return the element whose paragraph `node` belongs to, and where in it: in which table cell, and its paragraph."""
    block: LexborNode | None = None
    cell: int | None = None
    above = node.parent
    while above is not None:
        tag = above.tag
        if tag in _HEADINGS and block is None:
            return above, (None, None)
        if tag == "tr":
            return above, (cell, block.mem_id if block is not None else None)
        if tag in _CELLS and cell is None:
            cell = above.mem_id
        elif tag in _BLOCKS and block is None:
            block = above
        above = above.parent
    return block, (None, None)
