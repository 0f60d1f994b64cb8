"""From bytes to text, whatever encoding an editor saved it in."""

from __future__ import annotations

import codecs
import re

from knowledge.ingest.errors import UnreadableDocument

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: UTF-16 without its mark: in our languages nearly every other byte is zero, and never one of the others.
_UNMARKED = {1: "utf-16-le", 0: "utf-16-be"}
_MIN_ZEROS = 0.8
#: Where an HTML file names its encoding itself.
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
#: The other encodings that our three languages were ever saved in, the likeliest first: Windows, DOS, old Macs.
_OLD = ("cp1252", "cp850", "mac_roman")
#: What texts in these languages hold beyond ASCII. Read in a wrong encoding, the same bytes are mostly other signs.
_USUAL = frozenset("äöüÄÖÜßéèëïêçáàâóòôñíîúûÉ€£§°·–—‘’“”„…•«»\u00a0")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
#: More control characters than this, as a share, are in no text.
_MAX_CONTROL = 0.01


def decode(data: bytes) -> str:
    """Return the text of `data`: by its mark, as UTF-8, as an HTML file declares it, else by its likeliest encoding.

    Raises:
        UnreadableDocument: it is no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    for place, name in _UNMARKED.items():
        signs = len(data) // 2
        zeros, others = data[place::2].count(0), data[1 - place :: 2].count(0)
        if zeros > _MIN_ZEROS * signs and not others:
            return _text(data.decode(name, errors="replace"))
    try:
        return _text(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.search(data[:_DECLARED_WITHIN]):
        try:
            return _text(data.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass
    # A general detector took Windows' "Für" for DOS's "F³r"; among three, the usual letters decide.
    return _text(max((data.decode(name, errors="replace") for name in _OLD), key=_usual_letters))


def _usual_letters(text: str) -> int:
    return sum(letter in _USUAL for letter in text)


def _text(text: str) -> str:
    if "\x00" in text or len(_CONTROL.findall(text)) > _MAX_CONTROL * len(text):
        raise UnreadableDocument("is no text: open it in an editor and save it as UTF-8.")
    return text
