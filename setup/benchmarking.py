"""`make bench` and its kin: measurements that need an environment of their own."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from setup.paths import PEERS, ROOT, SERVICE, Settings
from setup.plan import BENCH, set_up
from setup.processes import child_environment

#: The libraries that are compared must neither report home nor fetch a model.
OFFLINE = {
    "HAYSTACK_TELEMETRY_ENABLED": "false",
    "POSTHOG_DISABLED": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


def bench(settings: Settings) -> bool:
    """Measure what was wanted of speed and size; options are in `ARGS`."""
    return _measure("benchmarks.speed", _options(), settings, (*BENCH, "rasa"))


def bench_abstention(settings: Settings) -> bool:
    """Draw risk against coverage, and how far probabilities come true."""
    return _measure("benchmarks.abstention", _options(), settings, BENCH)


def bench_ablation(settings: Settings) -> bool:
    """Search without each step of the word analysis."""
    return _measure("benchmarks.ablation", _options(), settings, BENCH)


def bench_languages(settings: Settings) -> bool:
    """Ask in each language among the texts of each."""
    return _measure("benchmarks.languages", _options(), settings, BENCH)


def bench_encoder(settings: Settings) -> bool:
    """Try the encoder without each of our changes."""
    return _measure("benchmarks.encoder", _options(), settings, BENCH)


def bench_nlu(settings: Settings) -> bool:
    """Let the bot read messages that it was not trained on."""
    return _measure("benchmarks.nlu", _options(), settings, (*BENCH, "rasa"))


def bench_dialogue(settings: Settings) -> bool:
    """Compare the bot with one that learnt what to do."""
    return _measure("benchmarks.dialogue", _options(), settings, (*BENCH, "rasa"))


def bench_peers(settings: Settings) -> bool:
    """Compare the search with other libraries; `--rasa` in `ARGS` adds Rasa's own pipeline."""
    options = _options()
    return _measure("benchmarks.peers", options, settings, (*BENCH, "bot") if "--rasa" in options else BENCH)


def bench_console(settings: Settings) -> bool:
    """Type in the adviser console, in a real browser."""
    return _measure("benchmarks.console", _options(), settings, ("index", "rasa", "dev"), SERVICE)


def bench_load(settings: Settings) -> bool:
    """Let many users use the production profile, with one, two and four bots."""
    return _measure("benchmarks.load", _options(), settings, (*BENCH, "rasa"))


def soak(settings: Settings) -> bool:
    """Let the production profile serve for half an hour."""
    return _measure("benchmarks.load.soak", _options(), settings, (*BENCH, "rasa"))


def bench_scale(settings: Settings) -> bool:
    """Measure vector indexes of growing size."""
    return _measure("benchmarks.scale", _options(), settings, BENCH)


def bench_web(settings: Settings) -> bool:
    """Load the demo page with and without the chat in a real browser, and open it."""
    return _measure("benchmarks.web", _options(), settings, ("index", "rasa", "dev"), SERVICE)


def tune_encoder(settings: Settings) -> bool:
    """Fine-tune the encoder on the entries' own questions."""
    return _measure("knowledge.encoder.tuning", _options(), settings, ("peers",))


def _options() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def _measure(
    module: str, options: list[str], settings: Settings, wanted: tuple[str, ...], environment: Path = PEERS
) -> bool:
    set_up(wanted, settings)
    command = [str(environment / "bin" / "python"), "-m", module, *options]
    return subprocess.call(command, env=child_environment(OFFLINE), cwd=ROOT) == 0
