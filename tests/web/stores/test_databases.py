"""The SQL of our stores is read by SQLite and by PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import MetaData, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from web.accounts.tables import METADATA as ACCOUNTS
from web.stores.databases import upsert
from web.stores.feedback import METADATA as FEEDBACK
from web.stores.questions import METADATA as QUESTIONS
from web.stores.usage import METADATA, USAGE

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("metadata", [ACCOUNTS, FEEDBACK, QUESTIONS, METADATA])
def test_every_table_can_be_made_in_both(metadata: MetaData) -> None:
    for table in metadata.sorted_tables:
        for dialect in (sqlite.dialect(), postgresql.dialect()):
            assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_one_row_takes_the_place_of_another_or_adds_to_it_in_both(dialect: sqlite.dialect) -> None:
    sql = str(upsert(dialect.name, USAGE, adding={"count"}).compile(dialect=dialect))
    assert "ON CONFLICT (day, site, language, topic, entry, kind, status, source) DO UPDATE" in sql
    assert "SET count = (usage_counts.count + excluded.count)" in sql
    assert "SET count = excluded.count" in str(upsert(dialect.name, USAGE).compile(dialect=dialect))
    assert "ON CONFLICT" not in str(insert(USAGE))
