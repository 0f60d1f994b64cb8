"""The passages and vectors of the index, whole or in part, as every search of a comparison gets them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from knowledge.encoder import Encoder, Floats2d
from knowledge.hashing import file_hash
from knowledge.index import Index, open_index
from knowledge.stores import FaissStore
from knowledge.units import Passage

INDEX = Path(__file__).parents[1] / "models" / "index"
#: What each choice of `--passages` keeps.
KEPT: dict[str, Callable[[Passage], bool]] = {
    "all": lambda _: True,
    "texts": lambda passage: passage.kind in ("text", "title"),
}


@dataclass(frozen=True)
class Corpus:
    """The same data for every search: `vectors[i]`, from the encoder, belongs to `index.passages[i]`."""

    index: Index
    vectors: Floats2d
    #: An index folder that holds these passages and no others.
    folder: Path


def read_corpus(encoder: Encoder, kept: str, scratch: Path) -> Corpus:
    """Read the index in use; where `kept` leaves passages out, an index of the others is written to `scratch`.

    Raises:
        IndexUnusable: the index is missing, damaged, or of another encoder.
    """
    index = open_index(INDEX, encoder.fingerprint)
    rows = [row for row, passage in enumerate(index.passages) if KEPT[kept](passage)]
    return part_of(index, rows, scratch)


def part_of(index: Index, rows: Sequence[int], scratch: Path) -> Corpus:
    """Return the passages `rows` of `index`, in an index folder of their own at `scratch` unless they are all."""
    vectors = index.read_store().vectors()
    if len(rows) == len(index.passages):
        return Corpus(index, vectors, INDEX)
    part = replace(index, passages=tuple(index.passages[row] for row in rows))
    _write(part, vectors[rows], scratch)
    return Corpus(part, vectors[rows], scratch)


def _write(index: Index, vectors: Floats2d, folder: Path) -> None:
    before = index.vectors.parent
    build = folder / "part"
    build.mkdir(parents=True)
    for name in ("entries.json", "digests.json"):
        (build / name).write_bytes((before / name).read_bytes())
    FaissStore.from_vectors(vectors).save(build / "vectors.faiss")
    passages = [asdict(passage) for passage in index.passages]
    (build / "passages.json").write_text(json.dumps(passages, ensure_ascii=False), encoding="utf-8")
    files = {path.name: file_hash(path) for path in sorted(build.iterdir())}
    manifest = replace(index.manifest, passages=len(passages), files=files)
    (build / "manifest.json").write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    (folder / "current").write_text("part", encoding="utf-8")
