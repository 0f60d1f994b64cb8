"""Take files in: convert, cut into passages, embed, keep."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoder import Encoder
from knowledge.ingest.convert import CONVERTER_VERSION, MAX_MEGABYTES, convert
from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.passages import Piece, split
from knowledge.ingest.store import Document, DocumentPassage, DocumentStore, languages_of
from knowledge.language import detect
from knowledge.schema import Language
from knowledge.stores.base import Floats2d

BATCH = 32
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
    wanted = (content, CONVERTER_VERSION, encoder.fingerprint, title, place)
    if former and as_before == wanted and store.is_sound(former):
        return TakenIn(Outcome.UNCHANGED, former)
    converted = convert(path, lambda done, total: progress("reading", done, total), wishes.max_megabytes)
    passages = _passages(split(converted.blocks), wishes.default_language)
    known = _known(store, former, encoder)
    vectors = embed(passages, encoder, known, progress)
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
        encoder=encoder.fingerprint,
        stem="",
        files={},
    )
    placed = store.put(document, passages, vectors)
    return TakenIn(Outcome.UPDATED if former else Outcome.ADDED, placed, _remark(converted.pictures))


def embed_again(store: DocumentStore, encoder: Encoder, progress: Progress) -> int:
    """Embed with `encoder` every kept document that another made vectors of; needs the lock, and none of the files.

    Returns:
        How many documents that were.
    """
    others = [one for one in store.documents() if one.encoder != encoder.fingerprint]
    for document in others:
        passages, _ = store.read(document)
        vectors = embed(passages, encoder, {}, progress)
        store.put(replace(document, encoder=encoder.fingerprint), passages, vectors)
    return len(others)


def embed(passages: Sequence[DocumentPassage], encoder: Encoder, known: dict[str, Any], progress: Progress) -> Floats2d:
    """Return the vectors of `passages`, shape (n, dimensions); those of texts in `known` are taken from there."""
    texts = [passage.embedded for passage in passages]
    vectors = np.zeros((len(texts), encoder.dimensions), dtype=np.float32)
    missing = [row for row, text in enumerate(texts) if text not in known]
    for row, text in enumerate(texts):
        if text in known:
            vectors[row] = known[text]
    # Texts of like length share a batch, or short ones would be padded to the longest.
    missing.sort(key=lambda row: len(texts[row]))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors[batch] = encoder.encode_passages([texts[row] for row in batch])
        progress("embedding", len(texts) - len(missing) + start + len(batch), len(texts))
    return vectors


def _hash(path: Path, max_megabytes: float) -> str:
    """Return the SHA-256 of a file; one that is too large is not read, for it will be refused."""
    digest = hashlib.sha256()
    if path.stat().st_size <= max_megabytes * 1024**2:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def _passages(pieces: Sequence[Piece], default: Language) -> list[DocumentPassage]:
    if not pieces:
        raise UnreadableDocument("holds no text.")
    told = [detect(piece.text) for piece in pieces]
    counts = {code: told.count(code) for code in told if code}
    # A passage of names and numbers is in the language of the rest.
    usual = max(counts, key=lambda code: counts[code]) if counts else default
    return [
        DocumentPassage(piece.text, piece.headings, piece.first_page, piece.last_page, code or usual)
        for piece, code in zip(pieces, told, strict=True)
    ]


def _known(store: DocumentStore, former: Document | None, encoder: Encoder) -> dict[str, Any]:
    """Return the vectors of the document as it was, by text, for what of it did not change."""
    if former is None or former.encoder != encoder.fingerprint or not store.is_sound(former):
        return {}
    passages, vectors = store.read(former)
    return {passage.embedded: vector for passage, vector in zip(passages, vectors, strict=True)}


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
