"""All texts that are told on a day as one table, for a review outside the repository."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from html import escape
from itertools import groupby

from knowledge.citations import SourceRows
from knowledge.editing.reading import Filed
from knowledge.reply import CitedSource
from knowledge.schema import Language
from knowledge.units import effective_units

#: A spreadsheet takes a cell that begins with one of these for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """What the table is written as."""

    CSV = "csv"
    JSONL = "jsonl"
    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Told:
    """One text with what a reviewer needs to check it."""

    entry: str
    kind: str
    point: str
    language: Language
    title: str
    text: str
    as_of: str
    status: str
    confidence: str
    expired: bool
    before: str
    sources: str
    official: str
    review_by: str
    reviewed_by: str
    origin: str


def told_texts(filed: Iterable[Filed], rows: SourceRows, on: dt.date, languages: Sequence[Language]) -> list[Told]:
    """Return what every entry tells on the day `on`: a point's languages stand one below the other."""
    return [
        Told(
            entry=one.entry.id,
            kind=str(one.entry.kind),
            point=unit.point,
            language=language,
            title=one.entry.title[language],
            text=unit.text[language],
            as_of=unit.as_of,
            status=str(unit.status),
            confidence=str(unit.confidence),
            expired=unit.expired,
            before=unit.older.text[language] if unit.older else "",
            sources="; ".join(dict.fromkeys(_cited(rows.cite(source, language)) for source in unit.sources)),
            official="; ".join(link.url for link in one.entry.official),
            review_by=one.entry.review_by.isoformat(),
            reviewed_by=one.entry.reviewed_by or "",
            origin=one.origin,
        )
        for one in filed
        for unit in effective_units(one.entry, on)
        for language in languages
    ]


def _cited(source: CitedSource) -> str:
    return ", ".join(filter(None, (source.title, source.locator, source.url)))


def export(told: Sequence[Told], form: Format) -> bytes:
    """Return `told` as a file of the format `form`, UTF-8; CSV begins with the mark by which Excel knows that."""
    write: dict[Format, Callable[[Sequence[Told]], str]] = {
        Format.CSV: _csv,
        Format.JSONL: _jsonl,
        Format.HTML: _html,
        Format.MARKDOWN: _markdown,
    }
    return write[form](told).encode("utf-8-sig" if form == Format.CSV else "utf-8")


def safe_cell(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never runs it: with an apostrophe before a formula's sign."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _csv(told: Sequence[Told]) -> str:
    names = [field.name for field in fields(Told)]
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(names)
    writer.writerows([safe_cell(str(getattr(one, name))) for name in names] for one in told)
    return target.getvalue()


def _jsonl(told: Sequence[Told]) -> str:
    return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in told)


def _stand(one: Told) -> str:
    """Return what stands below a text: its date, how sure it is, and its sources."""
    return ", ".join(filter(None, (one.as_of, one.status, one.confidence, "expired" if one.expired else "")))


def _markdown(told: Sequence[Told]) -> str:
    lines = ["# Texts of Grenswijzer"]
    for entry, points in groupby(told, key=lambda one: one.entry):
        for number, one in enumerate(points):
            if not number:
                lines.append(f"## {_plain(one.title)} (`{entry}`)")
            lines.append(f"### {one.point} ({one.language})")
            lines.append(_plain(one.text))
            if one.before:
                lines.append(f"> Before: {_plain(one.before)}")
            lines.append(f"*{_stand(one)}; {_plain(one.sources)}*")
    return "\n\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return `text` with the signs that Markdown would read as its own marked as plain."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)


_STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:80rem;padding:0 1rem}
:root{color-scheme:light dark}
table{border-collapse:collapse;width:100%}caption{text-align:left}
th,td{border:1px solid #8888;padding:.4rem;text-align:left;vertical-align:top}
td:nth-child(4){min-width:20rem}small{opacity:.8}
@media print{tr{break-inside:avoid}thead{display:table-header-group}}"""


def _html(told: Sequence[Told]) -> str:
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("entry", "point", "language", "text", "stand", "sources")
    )
    rows = "\n".join(_html_row(one) for one in told)
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Texts of Grenswijzer</title>
<style>{_STYLE}</style></head>
<body><h1>Texts of Grenswijzer</h1>
<table><caption>{len(told)} texts</caption><thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody></table></body></html>
"""


def _html_row(one: Told) -> str:
    before = f"<br><small>Before: {escape(one.before)}</small>" if one.before else ""
    cells = (
        f'<th scope="row">{escape(one.title)}<br><small>{one.entry}, {one.origin}</small></th>',
        f"<td>{one.point}</td>",
        f"<td>{one.language}</td>",
        f'<td lang="{one.language}">{escape(one.text)}{before}</td>',
        f"<td>{_stand(one)}<br><small>review by {one.review_by}</small></td>",
        f'<td lang="{one.language}">{escape(one.sources)}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"
