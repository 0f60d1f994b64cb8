"""Measure what the production profile holds: turns a second with 1, 2 and 4 bots, and what becomes of too many users.

    make bench-load
    make bench-load ARGS="--quick"    short runs: to see whether it works

Two services, PostgreSQL, Redis and nginx, all on this machine, and the users on it as well. For each number of bots: as
many turns as it takes from users who never think, then users who do, at half that rate. Past saturation, with two bots:
many more users than there are places, and how soon after them a turn takes as long as ever.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from rich.progress import Progress

from benchmarks.load import report
from benchmarks.load.running import answered_by, production, recovery_s
from benchmarks.load.users import Crowd, serve
from benchmarks.options import benchmark_parser
from benchmarks.reporting import command, machine, versions, write_results
from knowledge.clock import clock_from_environment
from setup.errors import SetupError
from setup.production.stack import ProductionStack, Size

BOTS, SERVICES = (1, 2, 4), 2
#: Past saturation.
TOO_MANY, WITH_BOTS = 300, 2
BUSY, THINKING = 8, 40
SECONDS, QUICK_SECONDS, WARM_SECONDS = 60, 10, 15


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0; 1 where nothing could be measured."""
    parser = benchmark_parser("bench-load", __doc__)
    parser.add_argument("--quick", action="store_true", help=f"runs of {QUICK_SECONDS} seconds")
    options = parser.parse_args(arguments)
    seconds = QUICK_SECONDS if options.quick else SECONDS
    before = machine()
    sizes: dict[str, Any] = {}
    beyond: dict[str, Any] = {}
    try:
        with Progress() as progress:
            task = progress.add_task("Load", total=len(BOTS) + 1)
            for bots in BOTS:
                progress.update(task, description=f"{bots} bots, {SERVICES} services")
                with production(Size(bots, SERVICES)) as stack:
                    sizes[str(bots)] = _measure(stack, seconds)
                    progress.advance(task)
                    if bots == WITH_BOTS:
                        progress.update(task, description=f"{TOO_MANY} users who never think")
                        beyond = _past_saturation(stack, seconds)
                        progress.advance(task)
    except (SetupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    told = {
        "command": command("bench-load"),
        "day": clock_from_environment().today().isoformat(),
        "machine": before,
        "load_after": round(os.getloadavg()[0], 1),
        "versions": versions(["locust"]),
        "services": SERVICES,
        "sizes": sizes,
        "past_saturation": beyond,
    }
    write_results(options.out, "load", told, report.section(told), report.PAGE)
    return 0


def _measure(stack: ProductionStack, seconds: int) -> dict[str, Any]:
    """Serve users who never think, then such as come at half that rate."""
    serve(stack.address, Crowd(BUSY, WARM_SECONDS))
    full = serve(stack.address, Crowd(BUSY, seconds))
    before = answered_by(stack)
    pause = THINKING / (sum(of["per_second"] for of in full.requests.values()) / 2)
    half = serve(stack.address, Crowd(THINKING, seconds, (0.5 * pause, 1.5 * pause)))
    after = answered_by(stack)
    return {
        "full": full.to_json(),
        "half": half.to_json(),
        "half_answered_by": {by: after[by] - before[by] for by in after},
    }


def _past_saturation(stack: ProductionStack, seconds: int) -> dict[str, Any]:
    before = answered_by(stack)
    served = serve(stack.address, Crowd(TOO_MANY, seconds))
    recovered = recovery_s(stack)
    after = answered_by(stack)
    return {
        **served.to_json(),
        "answered_by": {by: after[by] - before[by] for by in after},
        "recovered_s": round(recovered, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
