"""Let the production profile serve for half an hour, and see whether its processes grow.

    make soak
    make soak ARGS="--minutes 5 --out /tmp/try"    a shorter one, written elsewhere

Users come and go at about half of what two cores can serve. Counted is what each process holds that is not read from
files, after the first minutes (it warms up) and at the end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.progress import Progress

from benchmarks.load.memory import Held, Watch
from benchmarks.load.plot import memory_over_time
from benchmarks.load.running import answered_by, production
from benchmarks.load.users import Crowd, Served, serve
from benchmarks.options import at_least_one, benchmark_parser
from benchmarks.reporting import FOLDER, command, machine, provenance, table, versions, write_results
from knowledge.clock import clock_from_environment
from setup.errors import SetupError
from setup.production.stack import Size

PAGE = "operations.md"
MINUTES = 30
#: Shares of the run: until the first the processes warm up; their level is taken up to the second, and from the third.
WARM, LEVEL, END = 1 / 6, 1 / 4, 11 / 12
MAY_GROW = 1.10
USERS, PAUSE_S = 30, (1.0, 4.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0; 1 where something grew more than it may, or nothing could be measured."""
    parser = benchmark_parser("soak", __doc__)
    parser.add_argument("--minutes", type=at_least_one, default=MINUTES, help=f"how long (default {MINUTES})")
    options = parser.parse_args(arguments)
    before = machine()
    try:
        with production(Size(2, 2)) as stack:
            crowd = Crowd(USERS, 60 * options.minutes, PAUSE_S)
            with Progress() as progress, Watch(stack.servers) as held:
                task = progress.add_task(f"{USERS} users for {options.minutes} minutes", total=None)
                served = serve(stack.address, crowd)
                progress.update(task, completed=1, total=1)
            report = _report(before, held, served, answered_by(stack))
    except (SetupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    memory_over_time(held, report["window_s"], options.out / FOLDER / "soak.svg")
    write_results(options.out, "soak", report, _section(report), PAGE)
    return 0 if max(one["growth"] for one in report["memory"].values()) <= MAY_GROW else 1


def _report(before: Mapping[str, Any], held: Held, served: Served, by: Mapping[str, float]) -> dict[str, Any]:
    length = served.crowd.seconds
    window = {"warm": WARM * length, "level": LEVEL * length, "end": END * length}
    memory = {}
    for name in held.mib:
        first = held.level(name, window["warm"], window["level"])
        last = held.level(name, window["end"], length)
        memory[name] = {"warm_mib": round(first, 1), "end_mib": round(last, 1), "growth": round(last / first, 3)}
    return {
        "command": command("soak"),
        "day": clock_from_environment().today().isoformat(),
        "machine": before,
        "load_after": round(os.getloadavg()[0], 1),
        "versions": versions(["locust"]),
        "wanted_growth": MAY_GROW,
        "window_s": window,
        "memory": memory,
        "served": served.to_json(),
        "answered_by": by,
    }


def _section(report: Mapping[str, Any]) -> str:
    served = report["served"]
    turns = served["requests"]["turn"]
    minutes = served["seconds"] // 60
    data = f"conversations of `evaluation/data/`, {served['users']} users, two bots and two services"
    rows = [
        [name, f"{one['warm_mib']:.0f}", f"{one['end_mib']:.0f}", f"{one['growth']:.2f}"]
        for name, one in report["memory"].items()
    ]
    worst = max(one["growth"] for one in report["memory"].values())
    holds = "yes" if worst <= report["wanted_growth"] else "**no**"
    unanswered = report["answered_by"]["search"] + report["answered_by"]["fallback"]
    limit = 100 * (report["wanted_growth"] - 1)
    said = (
        f"{minutes} minutes, {turns['count']:.0f} turns ({turns['per_second']:.1f} a second; half of them within "
        f"{turns['p50']:.0f} ms, 99 of 100 within {turns['p99']:.0f} ms), {len(served['failures'])} sorts of "
        f"failures, {sum(served['turned_away'].values())} turned away, {unanswered:.0f} not answered by a bot. "
        f"Wanted: none grows by more than {limit:.0f} % after it has warmed up: {holds}.\n"
    )
    window = report["window_s"]
    header = [
        "MiB, without files",
        f"minutes {window['warm'] / 60:.0f}–{window['level'] / 60:.1f}",
        f"minutes {window['end'] / 60:.1f}–{minutes}",
        "times",
    ]
    picture = f"![What each process held over {minutes} minutes]({FOLDER}/soak.svg)\n"
    return "\n".join([provenance(report, data), said, table(header, rows), picture])


if __name__ == "__main__":
    sys.exit(main())
