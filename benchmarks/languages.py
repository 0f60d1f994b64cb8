"""Tell what is lost where a question meets texts of another language than its own: three by three.

    make bench-languages
    make bench-languages ARGS="--limit 40 --out /tmp/try"     a sample, elsewhere than in docs/

The passages of one language at a time are searched, whole texts, titles and questions, with questions of each language,
by the search of the service; and all passages together. Results: docs/benchmarks.md and docs/benchmarks/.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks import languages_report
from benchmarks.judging import Judge, Key, quality, read_sets
from benchmarks.options import add_questions, benchmark_parser
from benchmarks.passages import INDEX, part_of
from benchmarks.reporting import command, machine, versions
from benchmarks.searching import differences, facts_of, found_by, open_search
from evaluation.questions import Question
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder, EncoderError, load_encoder
from knowledge.encoder.remembering import RememberingEncoder
from knowledge.index import Index, open_index
from knowledge.loading import KnowledgeError
from knowledge.schema import LANGUAGES

PACKAGES = ("bm25s", "faiss-cpu", "numpy", "onnxruntime")
ALL = "all"
#: What may be lost of hit@5 against the question's own language.
MAX_LOSS = 0.05
Ranks = list[int | None]


def views(index: Index, scratch: Path) -> dict[str, Index]:
    """Return `index` with the passages of each language alone, and whole; no text is embedded again."""
    parts = {}
    for code in LANGUAGES:
        rows = [row for row, passage in enumerate(index.passages) if passage.language == code]
        folder = scratch / code
        part_of(index, rows, folder)
        parts[str(code)] = open_index(folder, index.manifest.encoder)
    return {**parts, ALL: index}


def ask(
    parts: Mapping[str, Index], encoder: Encoder, questions: Sequence[Question], today: dt.date
) -> dict[str, list[list[Key]]]:
    """Return what `questions` find, by the language of the passages."""
    remembering = RememberingEncoder(encoder, None)
    return {
        code: found_by(open_search(part, remembering), questions, today)
        for code, part in track(parts.items(), description="Asking")
    }


def matrix(ranks: Mapping[str, Ranks], questions: Sequence[Question]) -> dict[str, dict[str, Any]]:
    """Return, by language of the question and of the passages, how well it goes, and the loss against its own."""
    cells: dict[str, dict[str, Any]] = {}
    for asked_in in LANGUAGES:
        rows = [row for row, question in enumerate(questions) if question.language == asked_in]
        if not rows:
            continue
        asked = [questions[row] for row in rows]
        own = [ranks[asked_in][row] for row in rows]
        cells[asked_in] = {}
        for code, found in ranks.items():
            here = [found[row] for row in rows]
            lost = differences(own, here, asked)
            cells[asked_in][code] = {**quality(here), "lost": {name: one.to_json() for name, one in lost.items()}}
    return cells


def compare(index: Index, encoder: Encoder, sets: Mapping[str, Sequence[Question]], today: dt.date) -> dict[str, Any]:
    """Ask everything and return the report."""
    before = machine()
    questions = [question for rows in sets.values() for question in rows]
    labels = [label for label, rows in sets.items() for _ in rows]
    with tempfile.TemporaryDirectory() as scratch:
        parts = views(index, Path(scratch))
        found = ask(parts, encoder, questions, today)
    judge = Judge(index.entries, today)
    ranks = {code: list(map(judge.rank, one, questions)) for code, one in found.items()}
    entry_ranks = {code: list(map(judge.rank_of_entry, one, questions)) for code, one in found.items()}
    return {
        "machine": before,
        "versions": versions(PACKAGES),
        "command": command("bench-languages"),
        "day": today.isoformat(),
        "data": {
            "index": index.name,
            "knowledge": index.manifest.content[:16],
            "passages": {code: len(part.passages) for code, part in parts.items()},
            "questions": {label: len(rows) for label, rows in sets.items()},
            "facts": len(set(facts_of(questions))),
        },
        "max_loss": MAX_LOSS,
        "matrix": matrix(ranks, questions),
        "entries_alone": matrix(entry_ranks, questions),
        "sets": {
            label: matrix(
                {
                    code: [rank for rank, one in zip(found, labels, strict=True) if one == label]
                    for code, found in ranks.items()
                },
                rows,
            )
            for label, rows in sets.items()
        },
    }


def _options() -> argparse.Namespace:
    parser = benchmark_parser("bench-languages", __doc__)
    add_questions(parser)
    return parser.parse_args()


def main() -> int:
    """Run what is asked for and write it down."""
    options = _options()
    try:
        encoder = load_encoder()
        index = open_index(INDEX, encoder.fingerprint)
        sets = read_sets(options.sets, options.limit)
        report = compare(index, encoder, sets, clock_from_environment().today())
    except (EncoderError, KnowledgeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    languages_report.write(options.out, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
