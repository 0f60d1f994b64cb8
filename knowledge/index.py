"""Build, check and open the index: entries, passages and their vectors, as one folder per build.

    models/index/current            the name of the build in use, replaced in one step
    models/index/<hash>/            manifest.json, entries.json, digests.json, passages.json, vectors.faiss

Errors:
    KnowledgeError
    └── IndexUnusable       missing, damaged, or made with another encoder or analyser
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from pydantic import TypeAdapter

from knowledge.adapter import Adapter
from knowledge.analysis import ALL_STEPS, ANALYSER_VERSION, AnalyserOptions
from knowledge.asked_questions import FOLDER as ASKED
from knowledge.asked_questions import load_asked
from knowledge.citations import SourceRows
from knowledge.drafts import is_draft
from knowledge.encoder import Encoder
from knowledge.hashing import file_hash
from knowledge.loading import EntryError, KnowledgeError, entry_hash, entry_paths, knowledge_folders, load_entries
from knowledge.schema import Entry
from knowledge.stores import FaissStore, VectorSet
from knowledge.stores.base import Floats2d
from knowledge.units import Passage, passages_of

FORMAT = 2
BATCH = 512
#: Builds that stay for `grenswijzer index rollback`, beside the one in use; 60 MB each.
KEPT_BUILDS = 2
REBUILD = "build it again with `grenswijzer index build` (or `make build`)"
Progress = Callable[[int, int], None]
# Read without a dictionary of each first, and what is repeated (ids, kinds, languages) is kept once.
_ENTRIES = TypeAdapter(list[Entry])
_PASSAGES = TypeAdapter(tuple[Passage, ...])


class IndexUnusable(KnowledgeError):
    """The index cannot be used; the message says how to build it again."""


@dataclass(frozen=True)
class Manifest:
    """What an index was made of; two indexes of one manifest are the same."""

    format: int
    content: str
    analyser: int
    encoder: str
    passages: int
    files: dict[str, str]
    #: Ids of the entries that were left out, for texts of them are still to be written.
    drafts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Index:
    """An opened index."""

    name: str
    manifest: Manifest
    entries: dict[str, Entry]
    passages: tuple[Passage, ...]
    vectors: Path
    #: The hash of each entry's file, by the entry's id; an entry of which there is a draft too has none.
    digests: dict[str, str]
    #: How the words of its texts, and of questions put to it, are analysed.
    analysis: AnalyserOptions = ALL_STEPS

    def read_store(self) -> FaissStore:
        """Read the vectors as the encoder made them, that of `passages[i]` at position i.

        Read each time, for whoever searches keeps another form of them (1.5 KB a passage).
        """
        return FaissStore.load(self.vectors)

    def vector_set(self, adapter: Adapter | None) -> VectorSet:
        """Return what a store is to hold to search this index: its vectors, mapped by `adapter` where there is one."""
        mark = adapter.digest if adapter else "plain"

        def read() -> Floats2d:
            vectors = self.read_store().vectors()
            return adapter.apply(vectors) if adapter else vectors

        def kept() -> set[str]:
            return {f"{build.name}_{mark}" for build in builds(self.vectors.parents[1])}

        return VectorSet("entries", f"{self.name}_{mark}", len(self.passages), read, kept)


def content_hash(folders: Iterable[Path] | None = None) -> str:
    """Return the SHA-256 of every entry file's name and bytes, and of the asked questions."""
    digest = hashlib.sha256()
    for folder in folders if folders is not None else knowledge_folders():
        for path in entry_paths([folder]):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(bytes.fromhex(entry_hash(path)))
    for path in sorted(ASKED.glob("*.jsonl")):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def all_passages(entries: Iterable[Entry]) -> list[Passage]:
    """Return everything that questions are matched against: the entries, then what people asked."""
    passages = [passage for entry in entries for passage in passages_of(entry)]
    units = {(passage.entry, passage.point) for passage in passages}
    return passages + [Passage(q.entry, q.point, "asked", q.language, q.text) for q in load_asked(units)]


def current_name(folder: Path) -> str | None:
    """Return the name of the build in use, or None where there is none."""
    pointer = folder / "current"
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def is_current(folder: Path, encoder_fingerprint: str, sources: Sequence[Path] | None = None) -> bool:
    """Tell whether the index in `folder` is undamaged and made of today's content, analyser and encoder.

    `sources`: the folders of the entries; None takes those of `knowledge_folders`.
    """
    try:
        manifest = read_manifest(folder)
    except IndexUnusable:
        return False
    return (manifest.content, manifest.encoder) == (content_hash(sources), encoder_fingerprint)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the build in use and check its files.

    Raises:
        IndexUnusable: there is no index, it is damaged, or another analyser made it.
    """
    name = current_name(folder)
    if not name or not (folder / name / "manifest.json").is_file():
        raise IndexUnusable(f"There is no index in {folder}: {REBUILD}.")
    try:
        manifest = Manifest(**json.loads((folder / name / "manifest.json").read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise IndexUnusable(f"The manifest of the index in {folder} is damaged: {REBUILD}.") from error
    if (manifest.format, manifest.analyser) != (FORMAT, ANALYSER_VERSION):
        raise IndexUnusable(f"The index in {folder} was made by another version of Grenswijzer: {REBUILD}.")
    for file, expected in manifest.files.items():
        path = folder / name / file
        if not path.is_file() or file_hash(path) != expected:
            raise IndexUnusable(f"{path} is missing or damaged: {REBUILD}.")
    return manifest


def open_index(folder: Path, encoder_fingerprint: str | None) -> Index:
    """Open the index in `folder`.

    `encoder_fingerprint`: that of the encoder that will embed queries; None where only words are
    searched, because no encoder can be had.

    Raises:
        IndexUnusable: missing, damaged, or made with another encoder.
    """
    manifest = read_manifest(folder)
    if encoder_fingerprint is not None and manifest.encoder != encoder_fingerprint:
        raise IndexUnusable(f"The index in {folder} was made with another encoder: {REBUILD}.")
    name = current_name(folder) or ""
    build = folder / name
    entries = _ENTRIES.validate_json((build / "entries.json").read_bytes())
    return Index(
        name=name,
        manifest=manifest,
        entries={entry.id: entry for entry in entries},
        passages=_PASSAGES.validate_json((build / "passages.json").read_bytes()),
        vectors=build / "vectors.faiss",
        digests=json.loads((build / "digests.json").read_text(encoding="utf-8")),
    )


def known_vectors(index: Index) -> dict[tuple[str, str], Any]:
    """Return the vectors of `index` by passage kind and text, for what did not change since."""
    vectors = index.read_store().vectors()
    return {(passage.kind, passage.text): vector for passage, vector in zip(index.passages, vectors, strict=True)}


def embed(
    passages: Sequence[Passage], encoder: Encoder, known: dict[tuple[str, str], Any], progress: Progress
) -> Floats2d:
    """Embed `passages`, shape (n, dimensions): questions as queries, all else as passages."""
    vectors = np.zeros((len(passages), encoder.dimensions), dtype=np.float32)
    missing: dict[bool, list[int]] = {True: [], False: []}
    for row, passage in enumerate(passages):
        vector = known.get((passage.kind, passage.text))
        if vector is None:
            missing[passage.kind in ("question", "asked")].append(row)
        else:
            vectors[row] = vector
    done = len(passages) - sum(map(len, missing.values()))
    for is_question, rows in missing.items():
        encode = encoder.encode_queries if is_question else encoder.encode_passages
        # Texts of like length share a batch, or short ones would be padded to the longest.
        rows.sort(key=lambda row: len(passages[row].text))
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            vectors[batch] = encode([passages[row].text for row in batch])
            done += len(batch)
            progress(done, len(passages))
    return vectors


def build_index(folder: Path, encoder: Encoder, progress: Progress, sources: Sequence[Path] | None = None) -> Manifest:
    """Build the index beside the one in use and swap it in. `sources`: as in `is_current`.

    What did not change since the build in use is neither parsed nor embedded again. Drafts are left out. Who builds
    while another does waits for it.

    Raises:
        EntryError: an entry is not valid, or names a source row that does not exist.
        OSError: the disk is full or not writable; the index in use stays as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        try:
            previous = open_index(folder, encoder.fingerprint)
        except IndexUnusable:
            previous = None
        return _build(folder, encoder, progress, sources, previous)


def _build(
    folder: Path, encoder: Encoder, progress: Progress, sources: Sequence[Path] | None, previous: Index | None
) -> Manifest:
    content = content_hash(sources)
    parsed = {digest: previous.entries[name] for name, digest in previous.digests.items()} if previous else {}
    drafts: set[str] = set()

    def is_written(entry: Entry) -> bool:
        draft = is_draft(entry)
        if draft:
            drafts.add(entry.id)
        return not draft

    entries = load_entries(sources, parsed, is_written)
    paths = _paths(sources)
    _check_sources(entries, paths)
    passages = all_passages(entries.values())
    if not passages:
        raise KnowledgeError("There are no knowledge entries to index.")
    vectors = embed(passages, encoder, known_vectors(previous) if previous else {}, progress)
    temporary = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        FaissStore.from_vectors(vectors).save(temporary / "vectors.faiss")
        _write_json(temporary / "entries.json", [entry.model_dump(mode="json") for entry in entries.values()])
        digests = {entry: file_hash(paths[entry]) for entry in entries if entry not in drafts}
        _write_json(temporary / "digests.json", digests)
        _write_json(temporary / "passages.json", [asdict(passage) for passage in passages])
        files = {path.name: file_hash(path) for path in sorted(temporary.iterdir())}
        manifest = Manifest(
            FORMAT, content, ANALYSER_VERSION, encoder.fingerprint, len(passages), files, sorted(drafts)
        )
        _write_json(temporary / "manifest.json", asdict(manifest))
        _swap(folder, temporary, hashlib.sha256(json.dumps(asdict(manifest)).encode()).hexdigest()[:16])
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def _paths(sources: Sequence[Path] | None) -> dict[str, Path]:
    """Return the file of each entry by its id: files are named after their entries."""
    # A later folder's file takes the place of an earlier one's.
    folders = sources if sources is not None else knowledge_folders()
    return {path.stem: path for folder in folders for path in entry_paths([folder])}


def _check_sources(entries: Mapping[str, Entry], paths: Mapping[str, Path]) -> None:
    """Refuse an entry whose answer could not name its source.

    Raises:
        EntryError: a row that it names does not exist.
    """
    rows = SourceRows.load()
    for entry in entries.values():
        for version in entry.versions:
            for source in (*version.sources, *(source for point in version.points for source in point.sources)):
                if not rows.has(source):
                    raise EntryError(paths[entry.id], None, f"there is no source row `{source.row}`: mend the id")


def _write_json(path: Path, data: Any) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def _swap(folder: Path, built: Path, name: str) -> None:
    """Put `built` into use under `name`; keep some builds before it, for `use` and processes that still read them."""
    before = current_name(folder)
    if (folder / name).exists():
        # The same build as before, made again because a file of it was damaged, or because an edit was undone.
        (folder / name).rename(built.with_suffix(".replaced"))
    built.rename(folder / name)
    _point_to(folder, name)
    kept = {name, before, *(build.name for build in builds(folder)[: KEPT_BUILDS + 1])}
    for path in folder.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _point_to(folder: Path, name: str) -> None:
    pointer = folder / f".current-{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(folder / "current")


def builds(folder: Path) -> list[Path]:
    """Return the folders of all complete builds in `folder`, the newest first."""
    found = [path.parent for path in folder.glob("*/manifest.json") if not path.parent.name.startswith(".")]
    return sorted(found, key=lambda build: (build / "manifest.json").stat().st_mtime_ns, reverse=True)


def roll_back(folder: Path) -> str:
    """Put the build before the one in use into use again and return its name; nothing is deleted.

    Raises:
        IndexUnusable: there is none, or it is damaged; the one in use stays.
    """
    with FileLock(folder / ".lock"):
        names = [build.name for build in builds(folder)]
        current = current_name(folder)
        older = names[names.index(current) + 1 :] if current in names else names
        if not older:
            raise IndexUnusable(f"There is no build before the one in use in {folder}.")
        _point_to(folder, older[0])
        try:
            read_manifest(folder)
        except IndexUnusable:
            _point_to(folder, current or "")
            raise
        return older[0]
