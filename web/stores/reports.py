"""What advisers report as outdated, until editors have dealt with it. The text is masked before it comes here."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Literal

from sqlalchemy import Column, Date, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.schema import Language
from web.stores.databases import Where, open_tables

METADATA = MetaData()
REPORTS = Table(
    "reports",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("entry", String(80), nullable=False, index=True),
    Column("point", String(80), nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("reporter", String(80), nullable=False),
    Column("state", String(4), nullable=False),
    Column("closed_day", Date),
    Column("closed_by", String(80)),
)
State = Literal["open", "done"]


@dataclass(frozen=True)
class Report:
    """One report."""

    #: Made with the form, so that a form that is sent twice makes one report.
    id: str
    day: dt.date
    entry: str
    #: Empty where it is about the whole entry.
    point: str
    language: Language
    text: str
    url: str | None
    reporter: str
    state: State = "open"
    closed_day: dt.date | None = None
    closed_by: str | None = None


_COLUMNS = [REPORTS.c[field.name] for field in fields(Report)]


class ReportStore:
    """The reports, in a table of their own."""

    def __init__(self, where: Where) -> None:
        self._engine = open_tables(where, METADATA)

    def save(self, report: Report) -> str:
        """Keep `report`, unless it is there already; return the id under which it is."""
        columns = ("entry", "point", "reporter", "text")
        same = [REPORTS.c[name] == getattr(report, name) for name in columns]
        try:
            with self._engine.begin() as connection:
                there = connection.execute(select(REPORTS.c.id).where(*same, REPORTS.c.state == "open")).first()
                if there:
                    return str(there.id)
                connection.execute(insert(REPORTS).values(asdict(report)))
        except IntegrityError:
            # The same form, sent again.
            pass
        return report.id

    def find(self, report: str) -> Report | None:
        """Return the report of this id, if there is one."""
        with self._engine.connect() as connection:
            row = connection.execute(select(*_COLUMNS).where(REPORTS.c.id == report)).mappings().one_or_none()
        return Report(**row) if row else None

    def open_of(self, entry: str) -> list[Report]:
        """Return what is open on `entry`, oldest first."""
        return [report for report in self.all("open", entry)][::-1]

    def all(self, state: State | None = None, entry: str | None = None) -> list[Report]:
        """Return the reports in `state` and of `entry`, open ones first, newest first."""
        wanted = select(*_COLUMNS)
        if state:
            wanted = wanted.where(REPORTS.c.state == state)
        if entry:
            wanted = wanted.where(REPORTS.c.entry == entry)
        # "open" comes after "done".
        wanted = wanted.order_by(REPORTS.c.state.desc(), REPORTS.c.day.desc(), REPORTS.c.id)
        with self._engine.connect() as connection:
            return [Report(**row) for row in connection.execute(wanted).mappings()]

    def close_report(self, report: str, by: str, day: dt.date) -> bool:
        """Note that `by` has dealt with a report on `day`; tell whether it was open."""
        mine = (REPORTS.c.id == report, REPORTS.c.state == "open")
        done = update(REPORTS).where(*mine).values(state="done", closed_day=day, closed_by=by)
        with self._engine.begin() as connection:
            return bool(connection.execute(done).rowcount)

    def expire(self, before: dt.date) -> int:
        """Delete what was dealt with before `before`; return how many there were."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(REPORTS).where(REPORTS.c.closed_day < before)).rowcount)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
