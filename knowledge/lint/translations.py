"""Notice that a text changed in one language and not in the others.

A folder of entries may hold a record, `translations.tsv`: one line per text with the hashes of its Dutch, German and
English wording when somebody last confirmed that they say the same. A folder without a record is not checked.
Texts are found in the record by their wording and not by their version, so that a new date on a version changes
nothing; placeholders are compared by name, so that neither does next year's amount.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from knowledge.lint.finding import Finding, Level, Location
from knowledge.loading import KnowledgeError
from knowledge.schema import Entry, Localised

RECORD_NAME = "translations.tsv"
_HEADER = "# entry\ttext\tnl\tde\ten: hashes of what was confirmed with `grenswijzer knowledge accept`"
_HASH_DIGITS = 12


class Wording(NamedTuple):
    """The hashes of one text's three languages."""

    nl: str
    de: str
    en: str


@dataclass(frozen=True)
class PlacedText:
    """One text of an entry, what it is called there, and where it stands."""

    name: str
    location: Location
    text: Localised

    @property
    def wording(self) -> Wording:
        """The hashes of the text as it is now."""
        return Wording(_hash(self.text.nl), _hash(self.text.de), _hash(self.text.en))


def _hash(text: str) -> str:
    """Hash the words and signs of `text`: how lines break or accents are encoded is no change."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:_HASH_DIGITS]


def placed_texts(entry: Entry) -> Iterator[PlacedText]:
    """Yield every text of `entry` that exists in three languages: title, opening hours, summaries and points."""
    yield PlacedText("title", ("title",), entry.title)
    if entry.contact and entry.contact.hours:
        yield PlacedText("hours", ("contact", "hours"), entry.contact.hours)
    for v, version in enumerate(entry.versions):
        if version.summary:
            yield PlacedText("summary", ("versions", v, "summary"), version.summary)
        for p, point in enumerate(version.points):
            yield PlacedText(f"point {point.id}", ("versions", v, "points", p, "text"), point.text)


@dataclass
class Record:
    """The confirmed wordings of a folder's texts: by entry, then by the name of the text."""

    path: Path
    entries: dict[str, dict[str, set[Wording]]]

    @classmethod
    def load(cls, path: Path) -> Record:
        """Read the record; a missing file is an empty one.

        Raises:
            KnowledgeError: a line is not of this form, as after a merge with conflicts.
        """
        record = cls(path, {})
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for number, line in enumerate(lines, 1):
            if line.startswith("#") or not line:
                continue
            cells = line.split("\t")
            if len(cells) != 5:
                raise KnowledgeError(
                    f"{path}:{number}: this is no line of the record. After a merge with conflicts keep the lines of "
                    "both sides, delete the marks between them, and run `grenswijzer knowledge lint`."
                )
            record.entries.setdefault(cells[0], {}).setdefault(cells[1], set()).add(Wording(*cells[2:]))
        return record

    def accept(self, entry: Entry) -> None:
        """Take the present wordings of `entry` as those that say the same in three languages."""
        texts: dict[str, set[Wording]] = defaultdict(set)
        for placed in placed_texts(entry):
            texts[placed.name].add(placed.wording)
        self.entries[entry.id] = dict(texts)

    def keep_only(self, entry_ids: Iterable[str]) -> None:
        """Forget the entries that are gone."""
        kept = set(entry_ids)
        self.entries = {entry_id: texts for entry_id, texts in self.entries.items() if entry_id in kept}

    def save(self) -> None:
        """Write the record: sorted, so that two editors' changes seldom meet."""
        rows = [
            "\t".join((entry_id, name, *wording))
            for entry_id, texts in self.entries.items()
            for name, wordings in texts.items()
            for wording in wordings
        ]
        self.path.write_text("\n".join((_HEADER, *sorted(rows))) + "\n", encoding="utf-8")


def record_of(folder: Path) -> Path | None:
    """Return the record that holds for `folder`: its own, or that of a folder around it."""
    around = (folder.resolve(), *folder.resolve().parents)
    return next((path for path in (one / RECORD_NAME for one in around) if path.is_file()), None)


def unconfirmed(entry: Entry, record: Record) -> list[tuple[PlacedText, Wording | None]]:
    """Return the texts of `entry` that are not in `record` as they are, each with the record that it is closest to.

    None stands for a text that has no wording in common with any that was confirmed.
    """
    confirmed = record.entries.get(entry.id, {})
    found: list[tuple[PlacedText, Wording | None]] = []
    for placed in placed_texts(entry):
        known = sorted(confirmed.get(placed.name, ()))
        if placed.wording not in known:
            closest = max(known, key=lambda wording: _shared(wording, placed.wording), default=None)
            found.append((placed, closest if closest and _shared(closest, placed.wording) else None))
    return found


def _shared(one: Wording, other: Wording) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


_NAMES = {"nl": "Dutch", "de": "German", "en": "English"}


def check_translations(path: Path, entry: Entry, record: Record) -> Iterator[Finding]:
    """Report texts that changed in one language and not in the others, and texts that nobody has confirmed."""
    command = f"`grenswijzer knowledge accept {entry.id}`"
    for placed, before in unconfirmed(entry, record):
        if before is None:
            yield Finding(
                path, placed.location,
                f"nobody has confirmed yet that the three languages of the {placed.name} say the same.",
                f"Read them side by side, then run {command}.",
            )  # fmt: skip
            continue
        now = placed.wording
        changed = [code for code in _NAMES if getattr(now, code) != getattr(before, code)]
        kept = [code for code in _NAMES if code not in changed]
        yield Finding(
            path, (*placed.location, kept[0] if "nl" in changed else changed[0]),
            f"the {_listed(changed)} {placed.name} changed, the {_listed(kept)} did not.",
            f"Change the {_listed(kept)} too, or confirm with {command} that the three still say the same.",
            Level.ERROR if "nl" in changed else Level.WARNING,
        )  # fmt: skip


def _listed(codes: list[str]) -> str:
    return " and ".join(_NAMES[code] for code in codes)


def check_record(ids: Set[str], record: Record) -> Iterator[Finding]:
    """Warn of confirmed texts whose entry is gone: its id is none of `ids`."""
    for entry_id in sorted(set(record.entries) - ids):
        lines = record.path.read_text(encoding="utf-8").splitlines()
        line = next(n for n, text in enumerate(lines, 1) if text.startswith(f"{entry_id}\t"))
        yield Finding(
            record.path, (), f"`{entry_id}` was confirmed, but there is no such entry.",
            "Run `grenswijzer knowledge accept --all`, which forgets it.", Level.WARNING, known_line=line,
        )  # fmt: skip
