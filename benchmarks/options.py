"""The command line options that benchmarks share."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.judging import SETS
from benchmarks.reporting import DOCS


def benchmark_parser(target: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser with `--out`; `target` is what the Makefile calls the benchmark."""
    parser = argparse.ArgumentParser(
        prog=f"make {target}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of benchmarks.md (default docs)")
    return parser


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Let the user choose the questions: adds `--sets` and `--limit`."""
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="files of evaluation/data/ (default all)")
    parser.add_argument("--limit", type=at_least_one, help="at most this many questions of each file")


def at_least_one(text: str) -> int:
    """Return the number that `text` says.

    Raises:
        ArgumentTypeError: it is no whole number from 1 on.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)
