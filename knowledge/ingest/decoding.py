"""From bytes to text, whatever encoding an editor saved it in."""

from __future__ import annotations

import codecs
import re

from knowledge.ingest.errors import UnreadableDocument

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Where an HTML file names its encoding itself.
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
#: The detector judges by this many bytes.
_SAMPLE = 65_536
#: The old encodings of Western Europe, which are all that our three languages were ever saved in.
_LIKELY = ["cp1252", "cp850", "mac_roman", "utf_16", "utf_16_be", "utf_16_le"]


def decode(data: bytes) -> str:
    """Return the text of `data`: by its mark, as UTF-8, as an HTML file declares it, else by its likeliest encoding.

    Raises:
        UnreadableDocument: it is no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return _text(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.search(data[:_DECLARED_WITHIN]):
        try:
            return _text(data.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY).best()
    if best is None:
        raise UnreadableDocument("is no text: open it in an editor and save it as UTF-8.")
    return _text(data.decode(best.encoding, errors="replace"))


def _text(text: str) -> str:
    if "\x00" in text:
        raise UnreadableDocument("is no text: open it in an editor and save it as UTF-8.")
    return text
