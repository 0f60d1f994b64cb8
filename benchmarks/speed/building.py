"""A whole build of the index, and one after a single entry was changed, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from tokenizers import Tokenizer

from benchmarks.speed.figures import Figure, Measured
from benchmarks.speed.measuring import Setting, embedding, in_turns
from knowledge.encoder import DEFAULT_FOLDER, Encoder, Floats2d
from knowledge.encoder.onnx_encoder import TOKENIZER
from knowledge.index import build_index
from knowledge.loading import entry_paths, knowledge_folders
from knowledge.schema import LANGUAGES

WHOLE_S = 60.0
CHANGED_S = 5.0
#: What a plain embedding took on both cores of the machine for which these seconds are wanted.
PLAIN_MS = 15.0
QUICK_ENTRIES = 8


class CountingEncoder:
    """An encoder that keeps what it embedded and how long that took."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.texts: list[str] = []
        self.seconds = 0.0

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return self._encoder.dimensions

    @property
    def fingerprint(self) -> str:
        """That of the encoder within."""
        return self._encoder.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        """Embed questions."""
        return self._timed(self._encoder.encode_queries, texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        """Embed passages."""
        return self._timed(self._encoder.encode_passages, texts)

    def _timed(self, encode: Callable[[Sequence[str]], Floats2d], texts: Sequence[str]) -> Floats2d:
        began = time.perf_counter()
        vectors = encode(texts)
        self.seconds += time.perf_counter() - began
        self.texts += texts
        return vectors


def measure(setting: Setting) -> Measured:
    """Build the index of all entries, change the three titles of one, which stand in all its texts, and build again.

    Raises:
        EntryError: an entry is not valid.
        OSError: there is no room for a copy of the entries and an index.
    """
    with tempfile.TemporaryDirectory() as scratch:
        entries = _copy(Path(scratch) / "entries", QUICK_ENTRIES if setting.quick else None)
        whole = _build(Path(scratch) / "index", setting, entries, "Building the index")
        _change(_middle(entries))
        changed = _build(Path(scratch) / "index", setting, entries, "Building after a change")
    plain_ms = _plain_on_all_cores(setting)
    figures = []
    for told, build, wanted_s in (
        (f"whole index, {whole['texts']:,} texts", whole, WHOLE_S),
        (f"one changed entry, {changed['texts']} texts", changed, CHANGED_S),
    ):
        ratio = build["seconds"] * 1000 / plain_ms
        figures += [
            Figure(f"{told} / plain embedding on both cores", round(ratio), wanted_s * 1000 / PLAIN_MS),
            Figure(told, build["seconds"], wanted_s, unit="s", absolute=True),
        ]
    return Measured(figures, {"whole": whole, "changed": changed, "plain_on_both_cores_ms": round(plain_ms, 1)})


def _plain_on_all_cores(setting: Setting) -> float:
    """Return the median milliseconds of a plain embedding that may use every core, as a build does."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    try:
        times = in_turns(
            {"plain": embedding(setting.plain)}, setting.texts, setting.progress, "Embedding on both cores"
        )
        return statistics.median(times["plain"])
    finally:
        torch.set_num_threads(threads)


def _copy(folder: Path, limit: int | None) -> Path:
    """Copy the entries, of all folders that hold some, into one; a later folder's replace an earlier one's."""
    folder.mkdir()
    for source in knowledge_folders():
        for path in entry_paths([source])[:limit]:
            shutil.copyfile(path, folder / path.name)
    return folder


def _middle(folder: Path) -> Path:
    """Return the entry whose file is neither large nor small."""
    paths = sorted(entry_paths([folder]), key=lambda path: path.stat().st_size)
    return paths[len(paths) // 2]


def _change(path: Path) -> None:
    yaml = YAML(typ="rt")
    data = yaml.load(path.read_text(encoding="utf-8"))
    for language in LANGUAGES:
        data["title"][language] += " (2)"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


def _build(folder: Path, setting: Setting, entries: Path, description: str) -> dict[str, Any]:
    """Build once; return seconds, of them embedding, and how many texts and tokens went through the encoder."""
    encoder = CountingEncoder(setting.built)
    task = setting.progress.add_task(description, total=None)
    began = time.perf_counter()
    build_index(
        folder, encoder, lambda done, total: setting.progress.update(task, completed=done, total=total), [entries]
    )
    seconds = time.perf_counter() - began
    tokenizer = Tokenizer.from_file(str(DEFAULT_FOLDER / TOKENIZER))
    tokens = sum(len(encoding.ids) for encoding in tokenizer.encode_batch(encoder.texts))
    return {
        "seconds": round(seconds, 2),
        "embedding_s": round(encoder.seconds, 2),
        "texts": len(encoder.texts),
        "tokens": tokens,
        "texts_per_s": round(len(encoder.texts) / encoder.seconds),
        "tokens_per_s": round(tokens / encoder.seconds),
    }
