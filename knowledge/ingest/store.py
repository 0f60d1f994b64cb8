"""The kept documents: one folder with a list, and for each document its passages and their vectors.

    documents.json              the list; replacing it is the one step in which anything changes
    <hash>-<nonce>.jsonl        a heading line, then one passage of a document per line
    <hash>-<nonce>.npy          the vectors of their windows, float32, shape (windows, dimensions)
    .lock                       held by whoever changes something

A file that the list names is never written to again; what it no longer names is swept with the next change.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from knowledge.ingest.errors import DocumentsUnusable
from knowledge.ingest.files import UNFINISHED, write_whole
from knowledge.ingest.passages import windows_of
from knowledge.loading import PACKAGE
from knowledge.schema import LANGUAGES, Language
from knowledge.stores.base import Floats2d

FORMAT = 1
#: Raised whenever other texts of a passage are embedded, so that each document is embedded anew.
EMBEDDING_VERSION = 2
LIST = "documents.json"
AGAIN = "delete {folder} and take the documents in again with `grenswijzer ingest`"
#: Tells one state of a store from another; None where there is no store.
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Document:
    """One document of an adopter."""

    #: A short name of its own, as `guide-3f2a`.
    id: str
    #: As readers see it: the file's name, or what the adopter called it.
    title: str
    #: Where the file lay when it was taken in.
    path: str
    #: SHA-256 of the file.
    content: str
    converter: int
    #: None where the format knows no pages.
    pages: int | None
    passages: int
    languages: tuple[Language, ...]
    #: The day the file was changed on, YYYY-MM-DD.
    as_of: str
    #: The day it was taken in.
    added: str
    #: The encoder that made its vectors, and how; see `embedding_of`.
    encoder: str
    #: Stem of the files that hold its passages and vectors, and their hashes.
    stem: str
    files: dict[str, str]


@dataclass(frozen=True)
class DocumentPassage:
    """One passage of a document."""

    text: str
    headings: tuple[str, ...]
    first_page: int | None
    last_page: int | None
    language: Language
    #: How many windows it has, each with a vector of its own.
    windows: int = 0

    @property
    def searched(self) -> str:
        """The text whose words are searched: the passage with the headings it stands under."""
        return self._under_headings(self.text)

    def embedded(self) -> list[str]:
        """Return the texts that get vectors: the windows, each with the headings it stands under."""
        return [self._under_headings(" ".join(window)) for window in windows_of(self.text)]

    def _under_headings(self, text: str) -> str:
        return ". ".join([*self.headings[-2:], text])


def embedding_of(encoder: str) -> str:
    """Return what tells vectors of one making from those of another. `encoder`: its fingerprint."""
    return f"{encoder}-{EMBEDDING_VERSION}"


def documents_folder() -> Path:
    """Return where documents are kept: `GRENSWIJZER_DOCUMENTS`, else `documents` in the folder of the state."""
    named = os.environ.get("GRENSWIJZER_DOCUMENTS", "").strip()
    if named:
        return Path(named)
    state = os.environ.get("GRENSWIJZER_STATE", "").strip()
    return (Path(state) if state else PACKAGE.parent / "var") / "documents"


class DocumentStore:
    """Reads and changes the kept documents. Reading needs no lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stamp(self) -> Stamp | None:
        """Return what changes whenever the list does."""
        try:
            state = (self.folder / LIST).stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_ino, state.st_size

    def documents(self) -> list[Document]:
        """Return the list, by title.

        Raises:
            DocumentsUnusable: it is damaged or of another version.
        """
        try:
            data = json.loads((self.folder / LIST).read_bytes())
        except FileNotFoundError:
            return []
        except ValueError as error:
            raise DocumentsUnusable(f"{self.folder / LIST} is damaged: {self._again}.") from error
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise DocumentsUnusable(f"{self.folder / LIST} is of another version of Grenswijzer: {self._again}.")
        try:
            return [Document(**{**row, "languages": tuple(row["languages"])}) for row in data["documents"]]
        except (TypeError, KeyError) as error:
            raise DocumentsUnusable(f"{self.folder / LIST} is damaged: {self._again}.") from error

    def read(self, document: Document) -> tuple[list[DocumentPassage], Floats2d]:
        """Return the passages of `document` and the vectors of their windows, in the order of the passages.

        Raises:
            DocumentsUnusable: a file is missing or damaged.
        """
        lines = self._checked(document, ".jsonl").splitlines()
        passages = [DocumentPassage(**{**row, "headings": tuple(row["headings"])}) for row in map(json.loads, lines)]
        vectors: Floats2d = np.load(io.BytesIO(self._checked(document, ".npy")), allow_pickle=False)
        return passages, vectors

    def is_sound(self, document: Document) -> bool:
        """Tell whether the files of `document` are there as they were written."""
        try:
            for suffix in document.files:
                self._checked(document, suffix)
        except DocumentsUnusable:
            return False
        return True

    def _checked(self, document: Document, suffix: str) -> bytes:
        path = self.folder / f"{document.stem}{suffix}"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            data = b""
        if hashlib.sha256(data).hexdigest() != document.files[suffix]:
            raise DocumentsUnusable(
                f"{path}, made of {document.title}, is missing or damaged: take it in again with `grenswijzer ingest`."
            )
        return data

    @property
    def _again(self) -> str:
        return AGAIN.format(folder=self.folder)

    @contextmanager
    def changing(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Hold the lock; `waiting` is called when somebody else has it.

        Raises:
            OSError: the folder is not writable.
        """
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting()
            lock.acquire()
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def put(self, document: Document, passages: Sequence[DocumentPassage], vectors: Floats2d) -> Document:
        """Keep `document`, in the place of one of the same id; needs the lock. `vectors`: as `read` returns them.

        Returns:
            The document as it is kept: its `stem` and `files` are made here.
        """
        stem = f"{document.content[:16]}-{secrets.token_hex(4)}"
        buffer = io.BytesIO()
        np.save(buffer, vectors.astype(np.float32), allow_pickle=False)
        counted = [asdict(replace(passage, windows=len(passage.embedded()))) for passage in passages]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in counted)
        contents = {".jsonl": lines.encode(), ".npy": buffer.getvalue()}
        for suffix, data in contents.items():
            write_whole(self.folder / f"{stem}{suffix}", data)
        files = {suffix: hashlib.sha256(data).hexdigest() for suffix, data in contents.items()}
        kept = [one for one in self.documents() if one.id != document.id]
        placed = replace(document, stem=stem, files=files)
        self._write([*kept, placed])
        return placed

    def remove(self, ids: Sequence[str]) -> None:
        """Forget the documents `ids` and delete what was kept of them. Needs the lock."""
        self._write([one for one in self.documents() if one.id not in ids])
        self._sweep()

    def _write(self, documents: Sequence[Document]) -> None:
        ordered = sorted(documents, key=lambda one: (one.title.casefold(), one.id))
        data = {"format": FORMAT, "documents": [asdict(one) for one in ordered]}
        write_whole(self.folder / LIST, json.dumps(data, ensure_ascii=False, indent=1).encode())

    def _sweep(self) -> None:
        """Delete what the list does not name. Whoever reads an older list right now reads the new one then."""
        try:
            stems = {one.stem for one in self.documents()}
        except DocumentsUnusable:
            return
        for path in self.folder.iterdir():
            if path.name.startswith(UNFINISHED) or (path.suffix in {".jsonl", ".npy"} and path.stem not in stems):
                path.unlink(missing_ok=True)


def languages_of(passages: Sequence[DocumentPassage]) -> tuple[Language, ...]:
    """Return the languages of `passages`, the most frequent first."""
    counts = {code: sum(passage.language == code for passage in passages) for code in LANGUAGES}
    return tuple(sorted((code for code in LANGUAGES if counts[code]), key=lambda code: -counts[code]))
