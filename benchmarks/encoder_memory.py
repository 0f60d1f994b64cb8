"""Load one encoder, embed some questions with it, and print what the process holds, in MB.

.venv/peers/bin/python -m benchmarks.encoder_memory floats|integers FOLDER
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from evaluation.memory import read_process
from evaluation.questions import read_questions
from knowledge.encoder import Encoder
from knowledge.encoder.onnx_encoder import load_onnx_encoder
from knowledge.encoder.sentence import load_sentence_transformer

LOADERS: dict[str, Callable[[Path, str, int], Encoder]] = {
    "floats": load_sentence_transformer,
    "integers": load_onnx_encoder,
}


def main() -> None:
    """Print the figure."""
    numbers, folder = sys.argv[1:]
    encoder = LOADERS[numbers](Path(folder), "", 1)
    for question in read_questions()[:20]:
        encoder.encode_queries([question.text])
    held = read_process(numbers, os.getpid())
    if held is None:
        sys.exit("The memory of a process can be read on Linux only.")
    sys.stdout.write(f"{held.rss_mib * 1024**2 / 1e6:.0f}\n")


if __name__ == "__main__":
    main()
