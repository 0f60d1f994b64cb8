"""Open an index as the service does, ask it some questions, and print what the process holds, as JSON.

.venv/peers/bin/python -m benchmarks.scale_memory INDEX_FOLDER
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import web.app
from evaluation.memory import read_process
from evaluation.questions import read_questions
from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import load_encoder


def main() -> None:
    """Print `{"rss_mb": ..., "peak_mb": ...}`; the web application is imported, because the service holds it too."""
    assistant = Assistant(Path(sys.argv[1]), load_encoder(), clock_from_environment())
    for question in read_questions()[:20]:
        assistant.find(question.text)
    held = read_process(web.app.__name__, os.getpid())
    if held is None:
        sys.exit("The memory of a process can be read on Linux only.")
    megabytes = {"rss_mb": held.rss_mib, "peak_mb": held.peak_mib}
    sys.stdout.write(json.dumps({name: round(mib * 1024**2 / 1e6, 1) for name, mib in megabytes.items()}) + "\n")


if __name__ == "__main__":
    main()
