"""An entry as the API gives it."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, Field

from knowledge.schema import Kind, Language, Topic
from web.schemas import ContactOut, OlderRuleOut, SourceOut


class HeldOut(BaseModel):
    """One thing that is told today."""

    point: str = Field(description="Its name within the entry; `summary` for the broad question.")
    text: str
    as_of: str = Field(description="The date it holds for: `2025`, `2025-01` or `2025-01-31`.")
    status: str = Field(description="`in-force`, or why it is told although it is not.")
    confidence: str = Field(description="How sure its sources are: `high`, `medium` or `low`.")
    older: OlderRuleOut | None = Field(description="What an older source said, where that differs.")
    sources: list[SourceOut]


class PointOut(BaseModel):
    """One answer of a version."""

    id: str
    text: str


class VersionOut(BaseModel):
    """What a source said at its time."""

    as_of: str
    status: str
    confidence: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    summary: str | None
    points: list[PointOut]
    sources: list[SourceOut]


class LinkOut(BaseModel):
    """A page of the body that decides."""

    title: str
    url: str


class EntryOut(BaseModel):
    """Everything about one subject: what holds today, then every version, newest first."""

    id: str
    kind: Kind
    language: Language
    title: str
    aliases: list[str] = Field(description="Other names and abbreviations.")
    topics: list[Topic]
    audience: list[str]
    jurisdiction: list[str] = Field(description="Whose rule it is: `NL`, `DE`, `BE`, `EU`.")
    region: list[str] = Field(description="Where it holds, where that is not everywhere.")
    covers: list[str] = Field(description="Rows of the coverage list that it answers.")
    holds_today: list[HeldOut]
    versions: list[VersionOut]
    official: list[LinkOut]
    contact: ContactOut | None = Field(description="How to reach it, where the entry is about an organisation.")
    contacts: list[str] = Field(description="Ids of entries to turn to.")
    see_also: list[str] = Field(description="Ids of entries on near matters.")
    review_by: dt.date = Field(description="By this day somebody checks it again.")
    reviewed_by: str | None
    reviewed_on: dt.date | None
