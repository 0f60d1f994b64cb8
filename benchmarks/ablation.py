"""Tell what each step of the word analysis is worth: compounds, protected terms, typos, stemming.

    make bench-ablation
    make bench-ablation ARGS="--limit 40 --out /tmp/try"     a sample, elsewhere than in docs/

Index and questions are analysed with all steps, without each of them, and with none. Asked is the search by words
alone, as the service searches without an encoder, and the whole search, with weights that were fitted to all steps.
Every question is asked in the language that it is in. Results: docs/benchmarks.md and docs/benchmarks/.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from rich.progress import track

from benchmarks import ablation_report
from benchmarks.judging import Judge, quality, read_sets
from benchmarks.options import add_questions, benchmark_parser
from benchmarks.passages import INDEX
from benchmarks.reporting import command, machine, versions
from benchmarks.searching import differences, facts_of, found_by, open_search
from benchmarks.typos import SEED, plant
from evaluation.questions import Question
from knowledge.analysis import ALL_STEPS, Analyser, AnalyserOptions
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder, EncoderError, load_encoder
from knowledge.encoder.remembering import RememberingEncoder
from knowledge.index import Index, open_index
from knowledge.lexical import build_arms
from knowledge.loading import KnowledgeError
from knowledge.schema import LANGUAGES, Language

PACKAGES = ("bm25s", "PyStemmer", "rapidfuzz", "numpy", "onnxruntime")
COMPLETE = "all steps"
VARIANTS: dict[str, AnalyserOptions] = {
    COMPLETE: ALL_STEPS,
    "without compounds": AnalyserOptions(compounds=False),
    "without protected terms": AnalyserOptions(protected=False),
    "without typo tolerance": AnalyserOptions(mending=False),
    "without stemming": AnalyserOptions(stemming=False),
    "none of them": AnalyserOptions(compounds=False, protected=False, mending=False, stemming=False),
}
WORDS, WHOLE = "words alone", "whole search"
PLANTED, COMPOUNDS = "planted typos", "compounds"
STYLES = ("typo", "keyword")
#: The set that typos are planted in.
TYPOS_IN = "own_facts"
Ranks = list[int | None]


def holds_compound(question: Question, analyser: Analyser, judge: Judge) -> bool:
    """Tell whether a compound of `question` stands in no right answer, but a part of it does, as a word of its own."""
    parts: dict[str, set[str]] = {}
    for term in analyser.terms(question.text):
        if term.kind == "part":
            parts.setdefault(analyser.stem(term.word), set()).add(term.stem)
    if not parts:
        return False
    language = cast(Language, question.language)
    answers = [
        {term.stem for term in analyser.terms(unit.text[language]) if term.kind == "word"}
        for unit in judge.right_units(question)
    ]
    held = set[str]().union(*answers)
    return any(whole not in held and found & held for whole, found in parts.items())


def slices(
    sets: Mapping[str, Sequence[Question]], planted: Sequence[Question], index: Index, judge: Judge
) -> tuple[list[Question], dict[str, list[int]]]:
    """Return all questions, and which of them each column of the tables is about, by position."""
    asked = [question for questions in sets.values() for question in questions]
    arms = build_arms(index.passages)
    analysers = {str(code): arm.analyser for code, arm in arms.items()}
    wanted: dict[str, Callable[[Question], bool]] = {"all": lambda _: True}
    for label, questions in sets.items():
        wanted[label] = questions.__contains__
    wanted |= {code: lambda question, code=code: question.language == code for code in LANGUAGES}  # type: ignore[misc]
    wanted |= {style: lambda question, style=style: question.style == style for style in STYLES}  # type: ignore[misc]
    wanted[COMPOUNDS] = lambda question: holds_compound(question, analysers[question.language], judge)
    columns = {name: [row for row, question in enumerate(asked) if is_in(question)] for name, is_in in wanted.items()}
    columns[PLANTED] = list(range(len(asked), len(asked) + len(planted)))
    return [*asked, *planted], {name: rows for name, rows in columns.items() if rows}


def ask(
    index: Index, encoder: Encoder, questions: Sequence[Question], judge: Judge, today: dt.date
) -> dict[str, dict[str, Ranks]]:
    """Return the ranks of all questions by search and variant."""
    remembering = RememberingEncoder(encoder, None)
    ranks: dict[str, dict[str, Ranks]] = {WORDS: {}, WHOLE: {}}
    for name, options in track(VARIANTS.items(), description="Asking"):
        view = replace(index, analysis=options)
        for search, by_meaning in ((WORDS, None), (WHOLE, remembering)):
            found = found_by(open_search(view, by_meaning), questions, today)
            ranks[search][name] = list(map(judge.rank, found, questions))
    return ranks


def summary(ranks: Mapping[str, Ranks], questions: Sequence[Question], rows: Sequence[int]) -> dict[str, Any]:
    """Return how each variant does on the questions `rows`, and by how much better or worse than all steps."""
    asked = [questions[row] for row in rows]
    kept = {name: [found[row] for row in rows] for name, found in ranks.items()}
    return {
        name: {
            **quality(found),
            "difference": {
                measure: estimate.to_json() for measure, estimate in differences(found, kept[COMPLETE], asked).items()
            },
        }
        for name, found in kept.items()
    }


def compare(index: Index, encoder: Encoder, sets: Mapping[str, Sequence[Question]], today: dt.date) -> dict[str, Any]:
    """Ask everything and return the report."""
    before = machine()
    judge = Judge(index.entries, today)
    planted = plant(sets.get(TYPOS_IN, ()))
    questions, columns = slices(sets, planted, index, judge)
    ranks = ask(index, encoder, questions, judge, today)
    return {
        "machine": before,
        "versions": versions(PACKAGES),
        "command": command("bench-ablation"),
        "day": today.isoformat(),
        "data": {
            "index": index.name,
            "knowledge": index.manifest.content[:16],
            "passages": len(index.passages),
            "questions": {label: len(rows) for label, rows in sets.items()},
            "planted": len(planted),
            "seed": SEED,
            "facts": len(set(facts_of(questions))),
        },
        "variants": {name: vars(variant) for name, variant in VARIANTS.items()},
        "columns": {name: len(rows) for name, rows in columns.items()},
        "searches": {
            search: {name: summary(by_variant, questions, rows) for name, rows in columns.items()}
            for search, by_variant in ranks.items()
        },
    }


def _options() -> argparse.Namespace:
    parser = benchmark_parser("bench-ablation", __doc__)
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
    ablation_report.write(options.out, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
