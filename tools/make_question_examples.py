"""Make `bot/data/nlu/*/ask_entries.yml`: questions of our entries, by which the bot learns what a question looks like.

    .venv/service/bin/python tools/make_question_examples.py

One question of each entry and language, drawn with a fixed seed. Without them the bot took questions for what they
resemble: one about pay for a cry for help. To be run again when many entries have been added.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from knowledge.loading import DOCUMENTS, load_entries  # noqa: E402 - from the root of the repository
from knowledge.schema import LANGUAGES, Entry, Language  # noqa: E402

NLU = ROOT / "bot" / "data" / "nlu"
SEED = 20261123


def questions_of(entry: Entry, language: Language) -> list[str]:
    """Return all questions of `entry`, those of its newest points included."""
    asked = [question for point in entry.versions[0].points for question in point.questions[language]]
    return [*entry.questions[language], *asked]


def main() -> None:
    """Write the three files."""
    chance = Random(SEED)  # noqa: S311 - no secret
    entries = load_entries([DOCUMENTS]).values()
    known = {
        line.strip().removeprefix("- ").casefold()
        for path in NLU.rglob("*.yml")
        if path.name != "ask_entries.yml"
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    for language in LANGUAGES:
        drawn = dict.fromkeys(chance.choice(questions_of(entry, language)) for entry in entries)
        # Rasa reads brackets as the marks of entities.
        examples = [text for text in drawn if text.casefold() not in known and not set("[]{}") & set(text)]
        lines = "".join(f"    - {text}\n" for text in examples)
        head = "# Made by tools/make_question_examples.py.\n"
        text = f'{head}version: "3.1"\nnlu:\n- intent: ask\n  examples: |\n{lines}'
        (NLU / language / "ask_entries.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
