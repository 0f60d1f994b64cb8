"""`python -m setup TARGET`: what the Makefile calls; every error ends as one sentence."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Callable

from setup import auditing, benchmarking, evaluating, quality
from setup.builds import GRENSWIJZER
from setup.cleaning import clean, clean_cache
from setup.errors import SetupError, explain_os_error
from setup.locks import lock_all
from setup.paths import ROOT, Settings, read_settings
from setup.plan import ASK, LINT, MILVUS, RUN, TEST, TEST_FULL, TRAIN, set_up, with_store
from setup.processes import child_environment, die_with_parent
from setup.production.run import prod_local
from setup.releasing import package, release
from setup.supervisor import STOPPING, run
from setup.widget import build_widget

INTERRUPTED = 130


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _run(settings: Settings) -> bool:
    run(settings, say)
    return True


def _prod_local(settings: Settings) -> bool:
    prod_local(settings, say)
    return True


def _build(settings: Settings) -> bool:
    set_up(RUN, settings, thorough=True)
    return True


def _train(settings: Settings) -> bool:
    set_up(TRAIN, settings)
    return True


def _ask(settings: Settings) -> bool:
    question = os.environ.get("GRENSWIJZER_QUESTION", "").strip()
    if not question:
        raise SetupError('Ask something: make ask Q="Heb ik een TWV nodig voor een stagiair uit China?"')
    set_up(with_store(ASK), settings)
    return subprocess.call([str(GRENSWIJZER), "ask", "--", question], env=child_environment(), cwd=ROOT) == 0


def _test(settings: Settings) -> bool:
    set_up(TEST, settings)
    return quality.perform_tests([*quality.checks(), quality.bot_tests()], quality.service_tests())


def _test_full(settings: Settings) -> bool:
    set_up(TEST_FULL, settings)
    passed = True
    for part in quality.full_tests():
        passed = quality.perform_tests([], part) and passed
    return passed


def _check(settings: Settings) -> bool:
    set_up(LINT, settings)
    return quality.perform_all(quality.checks()[:-1])


def _lint(settings: Settings) -> bool:
    set_up(LINT, settings)
    return quality.perform_all(quality.checks()[-1:])


def _format(settings: Settings) -> bool:
    set_up(LINT, settings)
    return quality.perform_all(quality.formatting())


def _milvus(settings: Settings) -> bool:
    set_up(MILVUS, settings)
    return True


def _widget(_: Settings) -> bool:
    return build_widget()


def _lock(settings: Settings) -> bool:
    lock_all(settings, say)
    return True


def _release(settings: Settings) -> bool:
    release(settings, say)
    return True


def _package(settings: Settings) -> bool:
    package(settings, say)
    return True


def _clean(_: Settings) -> bool:
    clean(say)
    return True


def _clean_cache(settings: Settings) -> bool:
    clean_cache(settings, say)
    return True


TARGETS: dict[str, Callable[[Settings], bool]] = {
    "run": _run,
    "prod-local": _prod_local,
    "test": _test,
    "test-full": _test_full,
    "ask": _ask,
    "bench": benchmarking.bench,
    "bench-abstention": benchmarking.bench_abstention,
    "bench-ablation": benchmarking.bench_ablation,
    "bench-languages": benchmarking.bench_languages,
    "bench-encoder": benchmarking.bench_encoder,
    "bench-nlu": benchmarking.bench_nlu,
    "bench-dialogue": benchmarking.bench_dialogue,
    "bench-console": benchmarking.bench_console,
    "bench-load": benchmarking.bench_load,
    "soak": benchmarking.soak,
    "bench-peers": benchmarking.bench_peers,
    "bench-scale": benchmarking.bench_scale,
    "bench-web": benchmarking.bench_web,
    "tune-encoder": benchmarking.tune_encoder,
    "eval": evaluating.evaluate,
    "lint": _lint,
    "audit": auditing.audit,
    "check": _check,
    "format": _format,
    "train": _train,
    "build": _build,
    "milvus": _milvus,
    "widget": _widget,
    "lock": _lock,
    "release": _release,
    "package": _package,
    "clean": _clean,
    "clean-cache": _clean_cache,
}


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Perform one target and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m setup", description="What `make` calls; see `make help`.")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this one ends")
    arguments = parser.parse_args()
    # Also SIGINT: a shell that starts `make run &` in a script has it ignored.
    for number in STOPPING:
        signal.signal(number, _interrupt)
    if arguments.with_parent:
        die_with_parent(signal.SIGTERM)
    try:
        return 0 if TARGETS[arguments.target](read_settings()) else 1
    except SetupError as error:
        sys.stderr.write(f"\n{error}\n")
    except OSError as error:
        sys.stderr.write(f"\n{explain_os_error(error)}\n")
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return INTERRUPTED
    return 1


if __name__ == "__main__":
    sys.exit(main())
