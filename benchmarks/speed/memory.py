"""What the processes of the product hold after a load."""

from __future__ import annotations

from benchmarks.speed.figures import Figure, Measured
from benchmarks.speed.measuring import Running, Setting, at_once
from evaluation.errors import NotRunning
from evaluation.memory import read_process

SERVICE_MB = 450.0
BOTH_MB = 1500.0


def measure(setting: Setting, product: Running) -> Measured:
    """Ask all questions eight at a time, and read what both processes hold then.

    Raises:
        NotRunning: the product stopped answering, or its processes cannot be read.
    """
    task = setting.progress.add_task("Load before memory is read", total=len(setting.texts))
    at_once(product.client.say, setting.texts, lambda: setting.progress.advance(task))
    held = {name: process for name, pid in product.pids.items() if (process := read_process(name, pid))}
    if set(held) != {"service", "bot"}:
        raise NotRunning("The memory of both processes can be read on Linux only, by the user who runs them.")
    rss = {name: process.rss_mib * 1024**2 / 1e6 for name, process in held.items()}
    return Measured(
        [
            Figure("memory of the service (RSS)", rss["service"], SERVICE_MB, unit="MB"),
            Figure("memory of both processes (RSS)", sum(rss.values()), BOTH_MB, unit="MB"),
        ],
        {name: process.to_json() for name, process in held.items()},
    )
