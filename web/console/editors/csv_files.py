"""Write CSV that an office in the Netherlands or Germany opens with a double click, and that runs nothing there.

Semicolons and decimal commas, as spreadsheets there expect, and a byte order mark, by which they know UTF-8.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import StreamingResponse

Cell = str | int | float | dt.date | bool | None
#: A spreadsheet takes what begins with one of these for a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_EACH = 200


def written(cell: Cell) -> str:
    """Return `cell` as it is written; text that could be a formula gets an apostrophe in front of it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return f"{cell:.3f}".replace(".", ",")
    if isinstance(cell, int | dt.date):
        return str(cell)
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the text of the file in parts."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(headings)
    for number, row in enumerate(rows, 1):
        writer.writerow([written(cell) for cell in row])
        if number % _ROWS_EACH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingResponse:
    """Return the file `name`, sent while it is written."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines(headings, rows), media_type="text/csv; charset=utf-8", headers=headers)
