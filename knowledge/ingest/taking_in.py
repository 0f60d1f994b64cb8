"""Take files in: convert, cut into passages, embed, keep.

The list of documents changes with the last step alone. Vectors are also kept as they are made (`unfinished.py`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder
from knowledge.ingest.convert import CONVERTER_VERSION, MAX_MEGABYTES, convert
from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.passages import Piece, split
from knowledge.ingest.store import Document, DocumentPassage, DocumentStore, embedding_of, languages_of
from knowledge.ingest.unfinished import Unfinished
from knowledge.language import detect
from knowledge.schema import Language
from knowledge.stores.base import Floats1d, Floats2d

#: Windows that are embedded between two steps of the progress, and lost at most when a run is stopped.
BATCH = 64
#: A book has some 1,000; what has more is no document that somebody reads, and takes minutes.
MAX_PASSAGES = 5000
#: What is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class TakenIn:
    """A file that is kept now."""

    outcome: Outcome
    document: Document
    #: What the adopter should know of it.
    remark: str = ""


@dataclass(frozen=True)
class Wishes:
    """How files are to be taken in."""

    today: dt.date
    default_language: Language = "nl"
    max_megabytes: float = MAX_MEGABYTES
    max_passages: int = MAX_PASSAGES
    #: What readers see instead of the file's name.
    title: str | None = None


def take_in(path: Path, store: DocumentStore, encoder: Encoder, wishes: Wishes, progress: Progress) -> TakenIn:
    """Keep the file `path`, unless it is kept already as it is. Needs the lock of `store`.

    Raises:
        UnreadableDocument: nothing can be made of the file.
        OSError: it cannot be read, or nothing can be written.
    """
    kept = store.documents()
    place = str(path.resolve())
    content = _hash(path, wishes.max_megabytes)
    former = next((one for one in kept if one.path == place), None)
    twin = next((one for one in kept if one.content == content and one is not former), None)
    if twin and not former and Path(twin.path).exists():
        return TakenIn(Outcome.UNCHANGED, twin, f"the same as {twin.title}, which is kept already")
    # A file that was moved keeps its id.
    former = former or twin
    title = wishes.title or (former.title if former and former.path == place else path.name)
    as_before = former and (former.content, former.converter, former.encoder, former.title, former.path)
    embedding = embedding_of(encoder.fingerprint)
    wanted = (content, CONVERTER_VERSION, embedding, title, place)
    if former and as_before == wanted and store.is_sound(former):
        return TakenIn(Outcome.UNCHANGED, former)
    progress("reading", 0, 1)
    converted = convert(path, lambda done, total: progress("reading", done, total), wishes.max_megabytes)
    passages = _passages(split(converted.blocks), wishes, progress)
    unfinished = Unfinished(store.folder, embedding, encoder.dimensions)
    vectors = embed(passages, encoder, _known(store, former, embedding), unfinished, progress)
    document = Document(
        id=former.id if former else new_id(path, {one.id for one in kept}),
        title=title,
        path=place,
        content=content,
        converter=CONVERTER_VERSION,
        pages=converted.pages,
        passages=len(passages),
        languages=languages_of(passages),
        as_of=(converted.as_of or dt.date.fromtimestamp(path.stat().st_mtime)).isoformat(),
        added=wishes.today.isoformat(),
        encoder=embedding,
        stem="",
        files={},
    )
    placed = store.put(document, passages, vectors)
    unfinished.clear()
    return TakenIn(Outcome.UPDATED if former else Outcome.ADDED, placed, _remark(converted.pictures))


def embed_again(store: DocumentStore, encoder: Encoder, progress: Progress) -> int:
    """Embed with `encoder` every kept document whose vectors are of another making; needs the lock, and no file.

    Returns:
        How many documents that were.
    """
    embedding = embedding_of(encoder.fingerprint)
    others = [one for one in store.documents() if one.encoder != embedding]
    unfinished = Unfinished(store.folder, embedding, encoder.dimensions)
    for document in others:
        passages, _ = store.read(document)
        vectors = embed(passages, encoder, {}, unfinished, progress)
        store.put(replace(document, encoder=embedding), passages, vectors)
        unfinished.clear()
    return len(others)


def embed(
    passages: Sequence[DocumentPassage],
    encoder: Encoder,
    known: Mapping[str, Floats1d],
    unfinished: Unfinished,
    progress: Progress,
) -> Floats2d:
    """Return the vectors of the windows of `passages`, shape (windows, dimensions), in their order.

    `known`: vectors by text, which are taken as they are. What is made here is added to `unfinished`.
    """
    texts = [text for passage in passages for text in passage.embedded()]
    found = {**unfinished.read(texts), **{text: known[text] for text in texts if text in known}}
    # Texts of like length share a batch, or short ones would be padded to the longest.
    missing = sorted({text for text in texts if text not in found}, key=lambda text: (len(text), text))
    total = len(found) + len(missing)
    progress("embedding", len(found), total)
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = encoder.encode_passages(batch)
        unfinished.add(batch, vectors)
        found.update(zip(batch, vectors, strict=True))
        progress("embedding", len(found), total)
    return np.array([found[text] for text in texts], dtype=np.float32).reshape(-1, encoder.dimensions)


def _hash(path: Path, max_megabytes: float) -> str:
    """Return the SHA-256 of a file; one that is too large is not read, for it will be refused."""
    digest = hashlib.sha256()
    if path.stat().st_size <= max_megabytes * 1024**2:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def _passages(pieces: Sequence[Piece], wishes: Wishes, progress: Progress) -> list[DocumentPassage]:
    if not pieces:
        raise UnreadableDocument("holds no text.")
    if len(pieces) > wishes.max_passages:
        raise UnreadableDocument(
            f"gives {len(pieces):,} passages, more than {wishes.max_passages:,}: take in the parts that people ask "
            "about, or allow more with --max-passages."
        )
    told: list[Language | None] = []
    for number, piece in enumerate(pieces):
        told.append(detect(piece.text))
        progress("telling languages in", number + 1, len(pieces))
    counts = {code: told.count(code) for code in told if code}
    # A passage of names and numbers is in the language of the rest.
    usual = max(counts, key=lambda code: counts[code]) if counts else wishes.default_language
    return [
        DocumentPassage(piece.text, piece.headings, piece.first_page, piece.last_page, code or usual)
        for piece, code in zip(pieces, told, strict=True)
    ]


def _known(store: DocumentStore, former: Document | None, embedding: str) -> dict[str, Floats1d]:
    """Return the vectors of the document as it was, by text, for what of it did not change."""
    if former is None or former.encoder != embedding or not store.is_sound(former):
        return {}
    passages, vectors = store.read(former)
    texts = [text for passage in passages for text in passage.embedded()]
    return dict(zip(texts, vectors, strict=True))


def new_id(path: Path, taken: Collection[str]) -> str:
    """Return a short id like `guide-3f2a` that is not among `taken`."""
    ascii_name = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:40].strip("-") or "document"
    digest = hashlib.sha256(str(path.resolve()).encode(errors="surrogateescape")).hexdigest()
    length = 4
    while f"{slug}-{digest[:length]}" in taken:
        length += 1
    return f"{slug}-{digest[:length]}"


def _remark(pictures: Sequence[int]) -> str:
    if not pictures:
        return ""
    named = ", ".join(map(str, pictures[:10])) + (" and more" if len(pictures) > 10 else "")
    return f"pictures without text, so not read: page {named}"
