"""What stands beside every figure (machine, versions, data, command), and where results are written."""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGE = "benchmarks.md"
#: Below the folder of the page.
FOLDER = "benchmarks"


def machine() -> dict[str, Any]:
    """Describe this machine; `load` tells how busy it was at that moment with other things too."""
    processor = re.search(r"^model name\s*: (.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s+(\d+)", _read("/proc/meminfo"), re.MULTILINE)
    return {
        "processor": processor[1] if processor else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(memory[1]) / 1024**2) if memory else None,
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the installed versions of `packages`."""
    return {package: version(package) for package in packages}


def command(target: str) -> str:
    """Return the command that makes these results again."""
    arguments = sys.argv[1:]
    if "--out" in arguments:
        at = arguments.index("--out")
        del arguments[at : at + 2]
    return f'make {target} ARGS="{shlex.join(arguments)}"' if arguments else f"make {target}"


def provenance(report: Mapping[str, Any], data: str) -> str:
    """Return the paragraph that stands above a table."""
    box = report["machine"]
    used = ", ".join(f"{name} {number}" for name, number in report["versions"].items())
    return (
        f"Machine: {box['cores']} cores of {box['processor']}, {box['memory_gb']} GB, {box['system']}, "
        f"Python {box['python']}; load before the run {box['load']}. Versions: {used}. Data: {data}. "
        f"Command: `{report['command']}`. Day: {report['day']}.\n"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, the first column left, the others right."""
    lines = ["| " + " | ".join(header) + " |", "| --- |" + " ---: |" * (len(header) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def write_results(out: Path, name: str, report: Mapping[str, Any], section: str, page: str = PAGE) -> None:
    """Write `report` as JSON and `section` into the page, both below `out`, and print the section."""
    path = out / FOLDER / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    written = write_section(out, name, section, page)
    sys.stdout.write(f"{section}\nWritten to {written}.\n")


def write_section(out: Path, name: str, text: str, page: str = PAGE) -> Path:
    """Put `text` between the marks of section `name` on the page; a page without them gets them at its end."""
    path = out / page
    written = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n"
    begin, end = f"<!-- {name}: written by the benchmark -->", f"<!-- end of {name} -->"
    section = f"{begin}\n\n{text.strip()}\n\n{end}"
    if begin in written and end in written:
        before, _, rest = written.partition(begin)
        written = before + section + rest.partition(end)[2]
    else:
        written = f"{written.rstrip()}\n\n{section}\n"
    path.write_text(written, encoding="utf-8")
    return path


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
