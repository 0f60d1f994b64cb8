"""A report on the state of the knowledge as one page: no network, no JavaScript, pictures with tables beside them."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.citations import DOCUMENT_TITLES, SourceRows
from knowledge.editing.covering import find_coverage
from knowledge.editing.likeness import LikePair, groups
from knowledge.editing.reading import Filed
from knowledge.editing.skeleton import TEMPLATES
from knowledge.editing.staleness import Due, find_due
from knowledge.schema import Kind
from knowledge.units import effective_units

#: What is called due soon, in days.
SOON = 90
_MONTHS = 24
#: Of the network pictures: radius of the circle that entries stand on, in units of the drawing.
_RADIUS = 34


@dataclass(frozen=True)
class Bar:
    """One row of a chart: a name, a number, and how long its bar is in percent of the longest."""

    name: str
    count: int
    percent: float
    mark: str = ""


@dataclass(frozen=True)
class Month:
    """One column of the time line."""

    name: str
    entries: tuple[str, ...]
    #: `late`, `soon` or `later`.
    state: str
    #: Position and height in the drawing, whose height is 100 units.
    x: float
    height: float


def bars(counts: Mapping[str, int]) -> list[Bar]:
    """Return `counts` as bars, in their order."""
    longest = max(counts.values(), default=1)
    return [Bar(name, count, 100 * count / longest) for name, count in counts.items()]


def time_line(filed: Iterable[Filed], on: dt.date, months: int = _MONTHS) -> list[Month]:
    """Return the months in which reviews fall due, from the current one; the first column holds what is overdue."""
    due: dict[int, list[str]] = {}
    for one in filed:
        day = one.entry.review_by
        ahead = (day.year - on.year) * 12 + day.month - on.month
        column = 0 if day <= on else min(max(ahead, 0), months - 1) + 1
        due.setdefault(column, []).append(one.entry.id)
    last, most = max(due, default=0), max(map(len, due.values()), default=1)
    return [_month(column, due.get(column, []), on, 320 / (last + 1), most) for column in range(last + 1)]


def _month(column: int, entries: list[str], on: dt.date, width: float, most: int) -> Month:
    number = on.year * 12 + on.month - 1 + column - 1
    name = "overdue" if not column else f"{number // 12}-{number % 12 + 1:02d}"
    days = (dt.date(number // 12, number % 12 + 1, 1) - on).days
    state = "late" if not column else "soon" if days <= SOON else "later"
    return Month(name, tuple(sorted(entries)), state, 30 + column * width, 100 * len(entries) / most)


def network(entries: Sequence[str], pairs: Sequence[LikePair]) -> dict[str, Any]:
    """Return the drawing of a group of like entries: points on a circle, lines by closeness."""
    turn = 2 * math.pi / len(entries)
    place = {
        entry: (50 - _RADIUS * math.cos(turn * i), 50 - _RADIUS * math.sin(turn * i)) for i, entry in enumerate(entries)
    }
    low, high = 0.85, 1.0
    lines = [
        {
            "from": place[pair.first],
            "to": place[pair.second],
            "width": round(1 + 5 * max(0.0, (pair.closeness - low) / (high - low)), 1),
        }
        for pair in pairs
    ]
    points = [{"number": i, "entry": entry, "at": place[entry]} for i, entry in enumerate(entries, 1)]
    return {"points": points, "lines": lines, "pairs": list(pairs), "closest": max(p.closeness for p in pairs)}


def report_data(
    filed: Mapping[str, Filed], rows: SourceRows, on: dt.date, pairs: Sequence[LikePair] | None
) -> dict[str, Any]:
    """Return all that the page shows. `pairs`: None where no index is built."""
    all_filed = list(filed.values())
    sections = find_coverage(filed, rows)
    due = find_due(all_filed, on, SOON)
    late = [one for one in due if one.due is None or one.due <= on]
    reachable = {Kind.ORGANISATION, Kind.CONTACT_POINT}
    return {
        "on": on,
        "entries": len(filed),
        "texts": sum(len(effective_units(one.entry, on)) for one in all_filed),
        "covered": sum(section.covered for section in sections),
        "rows": sum(len(section.rows) for section in sections),
        "most_rows": max((len(section.rows) for section in sections), default=1),
        "documents": [
            (DOCUMENT_TITLES[name]["en"], [section for section in sections if section.document == name])
            for name in dict.fromkeys(section.document for section in sections)
        ],
        "months": time_line(all_filed, on),
        "soon": SOON,
        "due": due,
        "late": late,
        "late_rows": _by_entry(late),
        "soon_rows": _by_entry([one for one in due if one not in late]),
        "no_contact": [f for f in all_filed if not f.entry.contacts and f.entry.kind not in reachable],
        "unreachable": [f for f in all_filed if f.entry.kind in reachable and not _can_be_reached(f)],
        "no_official": [f for f in all_filed if not f.entry.official],
        "kinds": bars(dict(Counter(str(f.entry.kind) for f in all_filed).most_common())),
        "topics": bars(dict(Counter(str(t) for f in all_filed for t in f.entry.topics).most_common())),
        "years": bars(dict(sorted(Counter(f.entry.versions[0].as_of[:4] for f in all_filed).items(), reverse=True))),
        "own": [f for f in all_filed if f.local],
        "filed": filed,
        "has_index": pairs is not None,
        "pairs": list(pairs or ()),
        "networks": [network(*group) for group in groups(pairs or ())],
    }


def _by_entry(due: Iterable[Due]) -> list[tuple[Due, list[Due]]]:
    """Return what is due once for each entry: its most urgent reason, then all of them."""
    of_entry: dict[str, list[Due]] = {}
    for one in due:
        of_entry.setdefault(one.entry, []).append(one)
    return [(reasons[0], reasons) for reasons in of_entry.values()]


def _can_be_reached(filed: Filed) -> bool:
    details = filed.entry.contact
    return bool(details and (details.phone or details.email or details.url or details.address))


def write_report(folder: Path, data: Mapping[str, Any]) -> Path:
    """Write the page into `folder`, made where it does not exist, and return its path.

    Raises:
        OSError: it cannot be written.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    page = environment.get_template("report.html").render(data)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path
