"""A Rasa project with stock parts, whose only knowledge is which question belongs to which entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from knowledge.units import Passage


def config(epochs: int) -> dict[str, Any]:
    """Return the pipeline and policies that Rasa takes where none are named, with the selector for the entries."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "nl",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "random_seed": 1, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {
                "name": "ResponseSelector",
                "retrieval_intent": "faq",
                "epochs": epochs,
                "random_seed": 1,
                "constrain_similarities": True,
            },
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
        ],
    }


def samples(passages: Sequence[Passage], each: int) -> dict[str, list[str]]:
    """Return at most `each` sample questions per language of every entry, those of the index itself."""
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for passage in passages:
        if passage.kind in ("question", "asked"):
            grouped[passage.entry, passage.language].append(passage.text)
    chosen: dict[str, list[str]] = defaultdict(list)
    for (entry, _), texts in grouped.items():
        chosen[entry] += texts[:: max(1, -(-len(texts) // each))]
    return chosen


def write_project(folder: Path, examples: dict[str, list[str]], epochs: int) -> None:
    """Write a Rasa project whose only knowledge is which question belongs to which entry."""
    folder.mkdir(parents=True)
    small_talk = [
        "hallo",
        "hoi",
        "goedemorgen",
        "hallo zusammen",
        "guten tag",
        "moin",
        "hello",
        "hi there",
        "good morning",
    ]
    nlu = [{"intent": "greet", "examples": _listed(small_talk)}]
    nlu += [{"intent": f"faq/{entry}", "examples": _listed(texts)} for entry, texts in examples.items()]
    domain = {
        "version": "3.1",
        "intents": ["greet", "faq"],
        "responses": {
            "utter_greet": [{"text": "Hallo!"}],
            **{f"utter_faq/{entry}": [{"text": entry}] for entry in examples},
        },
    }
    steps = [{"intent": "greet"}, {"action": "utter_greet"}, {"intent": "faq"}, {"action": "utter_faq"}]
    stories = [{"story": "greeting first", "steps": steps}, {"story": "question alone", "steps": steps[2:]}]
    yaml = YAML()
    for name, data in {
        "config.yml": config(epochs),
        "domain.yml": domain,
        "data/nlu.yml": {"version": "3.1", "nlu": nlu},
        "data/stories.yml": {"version": "3.1", "stories": stories},
        "credentials.yml": {"rest": {}},
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(data, file)


def _listed(texts: Sequence[str]) -> str:
    # Brackets would mark entities.
    plain = (" ".join(text.translate(str.maketrans("[]{}", "()()")).split()) for text in texts)
    return "".join(f"- {text}\n" for text in plain)
