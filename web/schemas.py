"""What the API takes and gives."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from knowledge.clock import read_day
from knowledge.reply import ReplyKind, ReplyStatus
from knowledge.schema import Language
from web.message_text import MAX_CHARS
from web.tokens import MAX_TOKEN_CHARS

Token = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TOKEN_CHARS, strict=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strict=True, pattern=r"^[^\x00-\x1f/<>{}]+$")]
#: A day of a query in the one form that is taken; pydantic alone would take a timestamp for one.
Day = Annotated[dt.date, BeforeValidator(lambda value: read_day(str(value)), json_schema_input_type=dt.date)]

EXAMPLE_TURN: dict[str, JsonValue] = {
    "conversation": None,
    "message": "Hoeveel uur mag ik werken naast mijn studie?",
    "language": None,
}
EXAMPLE_MESSAGE: dict[str, JsonValue] = {
    "id": "q1W2e3R4t5Y6",
    "text": "Studenten van buiten de EU, de EER en Zwitserland mogen hooguit 16 uur per week werken.",
    "kind": "answer",
    "status": "answered-with-older-rule",
    "language": "nl",
    "entry": "work-beside-study",
    "point": "hours",
    "confidence": 0.91,
    "as_of": "januari 2025",
    "caution": None,
    "older": {"text": "In het rapport van 2016: hooguit 10 uur per week.", "as_of": "maart 2016"},
    "sources": [{"title": "IND: werken naast studie", "locator": "", "url": "https://ind.nl", "as_of": "2025-01"}],
    "official": [{"title": "IND", "locator": "", "url": "https://ind.nl", "as_of": "2025-01"}],
    "contacts": [],
    "buttons": [],
    "progress": None,
}


class Strict(BaseModel):
    """Base of what comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnContext(Strict):
    """Where and for whom the chat is shown."""

    site: Name | None = Field(default=None, description="Name of the school or site.")
    role: Literal["student", "employer", "adviser"] | None = None
    region: Name | None = Field(default=None, description="Town, district, province or region, for a hand-over.")


class TurnRequest(Strict):
    """One turn of the user: something typed, or a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE_TURN]})

    conversation: Token | None = Field(default=None, description="Token of the conversation; null starts one.")
    message: Annotated[str, StringConstraints(strict=True)] | None = Field(
        None, description=f"What the user typed: 1 to {MAX_CHARS} characters."
    )
    payload: Token | None = Field(
        default=None, description="The `payload` of a button of this conversation, unchanged."
    )
    language: Language | None = Field(default=None, description="The language the user chose; null follows the words.")
    context: TurnContext | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.message is None) == (self.payload is None):
            raise ValueError("give either `message` or `payload`")
        if self.payload is not None and self.conversation is None:
            raise ValueError("a `payload` belongs to a `conversation`: give its token too")
        return self


class OlderRuleOut(BaseModel):
    """What an older source said."""

    text: str
    as_of: str


def _web_address(value: object) -> object:
    """Drop an address that a browser would run instead of open."""
    return value if isinstance(value, str) and value.lower().startswith(("https://", "http://")) else None


WebAddress = Annotated[str | None, BeforeValidator(_web_address)]


class SourceOut(BaseModel):
    """A source of an answer."""

    title: str
    locator: str = ""
    url: WebAddress = None
    as_of: str = ""


class ContactOut(BaseModel):
    """Whom to turn to; null where no source says it."""

    id: str
    name: str
    url: WebAddress = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    hours: str | None = None
    for_whom: str | None = None


class ButtonOut(BaseModel):
    """A quick reply: send `payload` back as it is."""

    title: str
    payload: str


class Progress(BaseModel):
    """How far a guided check is."""

    step: int
    of: int


class MessageOut(BaseModel):
    """One message of the assistant."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_MESSAGE]})

    id: str = Field(description="Rate the answer by this id.")
    text: str = Field(description="Plain text; a blank line begins a paragraph.")
    kind: ReplyKind
    status: ReplyStatus = Field(description="What happened, from one short list.")
    language: Language
    entry: str | None = Field(default=None, description="The entry that answers: read it under `/api/v1/entries/{id}`.")
    point: str | None = Field(default=None, description="The point of the entry.")
    confidence: float | None = Field(
        default=None, description="From 0 to 1, calibrated: how sure it is that this answers."
    )
    as_of: str | None = Field(default=None, description="The date that the answer holds for, as it is shown.")
    caution: str | None = Field(default=None, description="What must be said about how sure or fresh the answer is.")
    older: OlderRuleOut | None = Field(default=None, description="What an older source said, where that differs.")
    sources: list[SourceOut] = []
    official: list[SourceOut] = Field(default=[], description="The page of the body that decides.")
    contacts: list[ContactOut] = Field(default=[], description="Whom to turn to.")
    buttons: list[ButtonOut] = Field(default=[], description="Quick replies, to be shown below the text.")
    progress: Progress | None = Field(default=None, description="In a guided check only.")
    record: str | None = Field(
        default=None, description="At the end of a check: address, below this service's, of a page with its record."
    )


class TurnResponse(BaseModel):
    """The assistant's answer to a turn."""

    conversation: str = Field(description="Token to send with the next turn. Whoever has it can read on.")
    language: Language = Field(description="The language that the conversation is in now.")
    messages: list[MessageOut] = Field(description="What to show, in this order.")


class FeedbackRequest(Strict):
    """A rating of one answer."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"answer": "q1W2e3R4t5Y6", "rating": "up"}]}
    )

    answer: Annotated[str, StringConstraints(min_length=1, max_length=64, strict=True)] = Field(
        description="The `id` of the message."
    )
    rating: Literal["up", "down"]
    comment: Annotated[str, StringConstraints(strict=True)] | None = Field(
        None, description=f"At most {MAX_CHARS} characters; personal data are taken out."
    )


Group = Literal["meaning", "wording", "both arms", "votes", "words", "entry", "summary", "other"]
EXAMPLE_REASON: dict[str, JsonValue] = {
    "group": "votes", "measure": "votes of near passages", "its": 0.07, "above": 0.46, "pull": 0.41,
}  # fmt: skip


class MatchedOut(BaseModel):
    """The stored question, title or text that matched best."""

    text: str
    kind: str = Field(description="`question`, `asked` (as people asked it), `title`, `text`, or `document`.")
    language: Language
    point: str | None = Field(default=None, description="The point of the entry whose figures these are.")


class PartOut(BaseModel):
    """A part of a compound that matched."""

    word: str = Field(description="The compound as it was typed.")
    part: str


class MendedOut(BaseModel):
    """A word that no text has, and the known one that it was read as."""

    word: str
    known: str


class PassedOverOut(BaseModel):
    """A point that scored more than a result, and the rule by which it is none."""

    key: str = Field(description="`entry#point`.")
    score: float
    rule: Literal["filter", "day", "status"] = Field(
        description="`filter`: the filters leave its entry out; `day`: nothing is told of it on the day asked for;"
        " `status`: it has another status than asked for."
    )


class ReasonOut(BaseModel):
    """One thing that moved the runner-up away from the result above it, or towards it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_REASON]})

    group: Group
    measure: str = Field(description="What is compared: an arm as a whole, or one figure that the ranking looks at.")
    its: float = Field(description="The runner-up's figure.")
    above: float = Field(description="The figure of the result above it.")
    pull: float = Field(ge=-1, le=1, description="The share of the group in what moved the two: as in `pulls`.")


class RunnerUpOut(BaseModel):
    """The next result, and why it is not higher."""

    key: str = Field(description="`entry#point`: the point whose figures these are.")
    score: float
    arms: dict[str, float]
    matched: MatchedOut
    lost: list[ReasonOut] = Field(description="What spoke against it, the weightiest first.")
    despite: list[ReasonOut] = Field(description="What spoke for it, the weightiest first.")
    lacks: list[str] = Field(description="Words of the question that the result above holds and it does not.")
    has: list[str] = Field(description="Words of the question that it holds and the result above does not.")
    pulls: dict[Group, float] = Field(
        description="The share of every group in what moved the two apart; negative where it spoke for the runner-up."
        " Their sizes sum to 1."
    )
    passed_over: PassedOverOut | None = Field(
        description="A point of the same entry that would have come before the result above, had no rule left it out."
    )


class WhyOut(BaseModel):
    """Why a result was found; of a passage of an own document only what matched, and the words."""

    matched: MatchedOut
    words: list[str] = Field(description="Words of the question that the result holds, as they were typed.")
    compound_parts: list[PartOut] = []
    mended: list[MendedOut] = []
    arms: dict[str, float] = Field(default={}, description="Score of each arm, from 0 to 1.")
    passed_over: list[PassedOverOut] = Field(
        default=[], description="The best points that would have come between this result and the one above it."
    )
    runner_up: RunnerUpOut | None = Field(default=None, description="Null for the last result.")


class SearchResult(BaseModel):
    """One found answer."""

    model_config = ConfigDict(extra="allow")

    id: str
    point: str
    kind: str = Field(description="Kind of the entry; `document` for a passage of the school's own document.")
    own: bool = Field(description="Whether the school itself says this, and nobody else checked it.")
    title: str
    passage: str
    score: float
    confidence: float
    as_of: str
    status: str
    sources: list[SourceOut]
    contacts: list[ContactOut]
    why: WhyOut


class SearchResponseOut(BaseModel):
    """What was found, best first."""

    language: Language
    results: list[SearchResult]


class Health(BaseModel):
    """Whether the service can do its work."""

    ready: bool
    paused: bool
    parts: dict[Literal["rasa", "index", "encoder", "vectors"], Literal["up", "down"]]
    versions: dict[str, str]
