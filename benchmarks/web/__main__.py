"""Measure what the chat costs a school's page and how soon it is there, in a real browser, as Lighthouse would.

    make bench-web
    make bench-web ARGS="--runs 1 --out /tmp/try"

The same page is loaded with and without the script of the chat, in turns, on a desktop and on a phone four times slower
on slow 4G. A product of its own is started for it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from benchmarks.options import at_least_one, benchmark_parser
from benchmarks.reporting import command, machine, versions
from benchmarks.web import report
from benchmarks.web.timeline import Load, Opening
from benchmarks.web.visiting import PROFILES, NeverQuiet, Profile, visit
from evaluation.errors import EvaluationError
from evaluation.starting import with_own_stack
from knowledge.clock import clock_from_environment
from tools.browser import NoBrowser, started_browser

RUNS = 7
VARIANTS = ("without", "with")


def measure(browser: Browser, url: str, profile: Profile, runs: int) -> dict[str, Any]:
    """Load the page `runs` times in each variant, in turns and in a changing order, and return the medians.

    Raises:
        NeverQuiet: something goes on for a minute after a load.
    """
    loads: dict[str, list[Load]] = {variant: [] for variant in VARIANTS}
    openings: list[Opening] = []
    # The first visit warms up the service and the browser.
    visit(browser, url, profile, with_chat=True)
    for run in range(runs):
        for variant in VARIANTS if run % 2 else reversed(VARIANTS):
            load, opening = visit(browser, url, profile, with_chat=variant == "with")
            loads[variant].append(load)
            openings += [opening] if opening else []
        sys.stderr.write(f"{profile.title}: {run + 1} of {runs}\n")
    return report.summary(loads, openings)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0; 1 where nothing could be measured."""
    parser = benchmark_parser("bench-web", __doc__)
    parser.add_argument("--runs", type=at_least_one, default=RUNS, help=f"loads of each kind (default {RUNS})")
    options = parser.parse_args(arguments)
    told: dict[str, Any] = {
        "machine": machine(),
        "command": command("bench-web"),
        "day": clock_from_environment().today().isoformat(),
        "runs": options.runs,
        "packed": report.sizes(),
    }
    try:
        with started_browser() as browser:
            told["versions"] = {"Chromium": browser.version, **versions(("playwright", "fastapi"))}

            def look(address: str, _rasa_port: int) -> None:
                profiles = PROFILES.items()
                told["profiles"] = {name: measure(browser, address, one, options.runs) for name, one in profiles}

            with_own_stack(look)
    except (BrowserError, EvaluationError, NeverQuiet, NoBrowser, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    report.write(options.out, told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
