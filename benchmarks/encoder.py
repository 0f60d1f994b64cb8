"""Compare the built encoder with the same model through sentence-transformers: speed, likeness, questions found.

    .venv/service/bin/python -m benchmarks.encoder

Times are taken in turns, so that a busy machine slows both alike: read the ratio. "Found" asks each question of
`knowledge/asked/` and looks whether the nearest passage that is no asked question belongs to its entry.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder import DEFAULT_FOLDER, Encoder, Floats2d, load_encoder
from knowledge.encoder.sentence import load_sentence_transformer
from knowledge.index import Index, open_index
from knowledge.schema import LANGUAGES

INDEX = Path(__file__).parents[1] / "models" / "index"


def seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    """Return how long it takes to embed `texts` as one call."""
    began = time.perf_counter()
    encoder.encode_queries(texts)
    return time.perf_counter() - began


def compare_speed(encoders: dict[str, Encoder], questions: Sequence[str]) -> None:
    """Print the median time of one question and the questions per second in one call."""
    single: dict[str, list[float]] = {name: [] for name in encoders}
    for question in questions:
        for name, encoder in encoders.items():
            single[name].append(seconds(encoder, [question]))
    medians = {name: statistics.median(times) * 1000 for name, times in single.items()}
    rates = {name: len(questions) / seconds(encoder, questions) for name, encoder in encoders.items()}
    exact, built = encoders
    print(f"{'':24}{'one question':>14}{'in one call':>14}")
    for name in encoders:
        print(f"{name:24}{medians[name]:>11.1f} ms{rates[name]:>12.0f}/s")
    print(f"{'ratio':24}{medians[exact] / medians[built]:>14.2f}{rates[built] / rates[exact]:>14.2f}\n")


def compare_vectors(encoders: dict[str, Encoder], index: Index, sample: int) -> None:
    """Print the cosine between both encoders' vectors and which share of the asked questions finds its entry."""
    passages = [passage for passage in index.passages if passage.kind != "asked"]
    asked = [passage for passage in index.passages if passage.kind == "asked"]
    asked = asked[:: max(len(asked) // sample, 1)]
    vectors: dict[str, tuple[Floats2d, Floats2d]] = {}
    for name, encoder in encoders.items():
        as_query = encoder.encode_queries([p.text for p in passages if p.kind == "question"])
        as_passage = encoder.encode_passages([p.text for p in passages if p.kind != "question"])
        vectors[name] = (encoder.encode_queries([p.text for p in asked]), np.concatenate([as_query, as_passage]))
    entries = [p.entry for p in passages if p.kind == "question"] + [p.entry for p in passages if p.kind != "question"]
    exact, built = vectors.values()
    cosines = np.concatenate([(one * other).sum(axis=1) for one, other in zip(exact, built, strict=True)])
    print(f"cosine of both: mean {cosines.mean():.4f}, least {cosines.min():.4f} over {len(cosines)} texts")
    print(f"{'found':24}" + "".join(f"{language:>8}" for language in LANGUAGES))
    for name, (queries, stored) in vectors.items():
        nearest = [entries[int(row)] for row in (queries @ stored.T).argmax(axis=1)]
        right = {
            language: statistics.mean(
                found == passage.entry
                for found, passage in zip(nearest, asked, strict=True)
                if passage.language == language
            )
            for language in LANGUAGES
        }
        print(f"{name:24}" + "".join(f"{right[language]:>8.1%}" for language in LANGUAGES))


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=200, help="questions that are timed (default 200)")
    parser.add_argument("--sample", type=int, default=1500, help="asked questions looked for; 0 leaves this out")
    options = parser.parse_args()
    built = load_encoder()
    encoders = {
        "sentence-transformers": load_sentence_transformer(DEFAULT_FOLDER, built.fingerprint, workers=2),
        "built": built,
    }
    index = open_index(INDEX, built.fingerprint)
    questions = [p.text for p in index.passages if p.kind == "asked"][::7][: options.questions]
    for encoder in encoders.values():
        encoder.encode_queries(questions[:8])
    compare_speed(encoders, questions)
    if options.sample:
        compare_vectors(encoders, index, options.sample)


if __name__ == "__main__":
    main()
