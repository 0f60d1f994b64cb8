"""The shape of a knowledge entry: one YAML file under `knowledge/documents/` per entry.

Every text that a user can read exists in Dutch, German and English. A *version* says what held from
when; a *point* is the unit of answering: one to three sentences that answer one specific question.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Language = Literal["nl", "de", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "de", "en")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=400)]
#: A date as exact as the source gives it: `2016`, `2016-03` or `2016-03-24`.
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Model(BaseModel):
    """Base of all parts: unknown keys are refused, so that a typo in a file is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(StrEnum):
    """What an entry is about."""

    REGULATION = "regulation"
    POLICY = "policy"
    ORGANISATION = "organisation"
    CONTACT_POINT = "contact-point"
    INITIATIVE = "initiative"
    SCHOLARSHIP = "scholarship"
    CONCEPT = "concept"
    FIGURES = "figures"
    AGREEMENT = "agreement"
    APPROACH = "approach"


class Status(StrEnum):
    """Whether a version is the rule of today."""

    IN_FORCE = "in-force"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    HISTORICAL = "historical"
    UNVERIFIED = "unverified"


class Confidence(StrEnum):
    """How sure the sources are; `low` is only ever told as "check with …"."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Topic(StrEnum):
    """The subjects that the look-up tool filters by."""

    BORDER_WORK = "border-work"
    CONTACT = "contact"
    DIPLOMA = "diploma-recognition"
    EDUCATION_COOPERATION = "education-cooperation"
    FAMILY = "family"
    FEES = "fees"
    FUNDING = "funding"
    INSURANCE = "insurance"
    INTEGRATION = "integration"
    INTERNSHIP = "internship"
    LANGUAGE = "language"
    PERMIT = "permit"
    POLICY = "policy"
    RECRUITMENT = "recruitment"
    REFUGEES = "refugees"
    RETENTION = "retention"
    SOCIAL_SECURITY = "social-security"
    STATISTICS = "statistics"
    STUDY = "study"
    TAX = "tax"
    TRAINING = "vocational-training"
    WAGE = "wage"
    WORK = "work"


class Localised(Model):
    """One text in the three languages."""

    nl: NonEmpty
    de: NonEmpty
    en: NonEmpty

    def __getitem__(self, language: Language) -> str:
        """Return the text in `language`."""
        return str(getattr(self, language))


class LocalisedList(Model):
    """A list of short texts per language; the lists need not be translations of each other."""

    nl: tuple[NonEmpty, ...] = ()
    de: tuple[NonEmpty, ...] = ()
    en: tuple[NonEmpty, ...] = ()

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        """Return the texts in `language`."""
        texts: tuple[str, ...] = getattr(self, language)
        return texts


class Value(Model):
    """A number that may change; texts name it as `{name}` and it is formatted per language."""

    amount: Decimal
    unit: Literal["EUR", "percent", "number", "year"]
    #: The year the figure is for, where it belongs to one.
    year: int | None = None


class Source(Model):
    """Where a statement comes from: exactly one of a document, a fact, a contact row, or an adopter's own page."""

    document: Literal["report-2016", "imbo-2021"] | None = None
    section: str | None = None
    footnote: tuple[int, ...] = ()
    fact: str | None = None
    contact: str | None = None
    #: Title of a page or document of the adopter's own, for entries in a local folder.
    own: NonEmpty | None = None
    #: Where that page is.
    url: Url | None = None

    @property
    def row(self) -> str | None:
        """The id of the row that it names, if it names one."""
        return self.fact or self.contact

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in ("document", "fact", "contact", "own") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("a source names exactly one of `document`, `fact`, `contact` or `own`")
        if self.url and not self.own:
            raise ValueError("`url` belongs to an `own` source: the others have their address in their row")
        if self.document and not self.section:
            raise ValueError("a `document` source names its `section`")
        return self


class Point(Model):
    """One answer unit: one to three sentences that answer one specific question on their own."""

    id: Slug
    text: Localised
    questions: LocalisedList = LocalisedList()
    #: Only where they differ from those of the version.
    as_of: PartialDate | None = None
    confidence: Confidence | None = None
    sources: tuple[Source, ...] = ()


class Version(Model):
    """What held (or holds) from a point in time on."""

    as_of: PartialDate
    status: Status
    confidence: Confidence
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    values: dict[str, Value] = {}
    #: The answer to the broad question. May be left out in an older version.
    summary: Localised | None = None
    #: Ids of points, or `summary`, whose text is that of the next newer version, with this version's values.
    inherits: tuple[Slug, ...] = ()
    points: tuple[Point, ...] = ()

    @property
    def document(self) -> str | None:
        """The source document (report or agreement) that this version tells, if any."""
        return next((s.document for s in self.sources if s.document), None)

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Localised]]:
        """Yield its own texts, the summary first, each with where it stands in the version."""
        if self.summary:
            yield ("summary",), self.summary
        for number, point in enumerate(self.points):
            yield ("points", number, "text"), point.text

    @model_validator(mode="after")
    def _values_given(self) -> Self:
        for _, text in self.texts():
            _need_values(self, text)
        return self


def _need_values(version: Version, text: Localised) -> None:
    for name in (name for code in LANGUAGES for name in PLACEHOLDER.findall(text[code])):
        if name not in version.values:
            raise ValueError(f"{{{name}}} has no value: add `{name}` to the `values` of version {version.as_of}")


class Link(Model):
    """The page of the body that decides."""

    title: NonEmpty
    url: Url


class Address(Model):
    """A postal address, as far as a source gives it."""

    street: NonEmpty | None = None
    postcode: NonEmpty | None = None
    city: NonEmpty
    country: Literal["NL", "DE", "BE", "EU"]


class Serves(Model):
    """Whom a contact point serves, as far as a source says."""

    countries: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    euregion: str | None = None


class ContactDetails(Model):
    """How to reach an organisation or contact point; never anything that no source gives."""

    address: Address | None = None
    #: Town for a distance look-up when there is no address.
    city: NonEmpty | None = None
    phone: NonEmpty | None = None
    email: NonEmpty | None = None
    url: Url | None = None
    hours: Localised | None = None
    languages: tuple[str, ...] = ()
    serves: Serves = Serves()


class Named(Model):
    """Something with a file of its own, which is named after its id."""

    id: Slug


class Entry(Named):
    """Everything Grenswijzer knows about one subject."""

    kind: Kind
    title: Localised
    aliases: LocalisedList = LocalisedList()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    audience: Annotated[tuple[Literal["student", "employer", "adviser"], ...], Field(min_length=1)]
    jurisdiction: Annotated[tuple[Literal["NL", "DE", "BE", "EU"], ...], Field(min_length=1)]
    region: tuple[NonEmpty, ...] = ()
    #: Ids of rows of `knowledge/sources/coverage.yml`.
    covers: tuple[Slug, ...] = ()
    questions: LocalisedList
    official: tuple[Link, ...] = ()
    contacts: tuple[Slug, ...] = ()
    see_also: tuple[Slug, ...] = ()
    contact: ContactDetails | None = None
    review_by: dt.date
    reviewed_by: NonEmpty | None = None
    reviewed_on: dt.date | None = None
    #: Newest first.
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.versions[0].summary is None:
            raise ValueError("the newest version needs a `summary`")
        for newer, older in zip(self.versions, self.versions[1:], strict=False):
            if older.as_of[:4] > newer.as_of[:4]:
                raise ValueError(f"versions are not newest first: {newer.as_of}, {older.as_of}")
        known: dict[str, Localised] = {"summary": self.versions[0].summary}
        for version in self.versions:
            ids = [point.id for point in version.points]
            if len(set(ids)) != len(ids) or set(ids) & set(version.inherits):
                raise ValueError(f"version {version.as_of} names a point twice")
            if version.summary and "summary" in version.inherits:
                raise ValueError(f"version {version.as_of} has a summary and inherits one")
            if missing := set(version.inherits) - set(known):
                raise ValueError(f"version {version.as_of} inherits unknown points {sorted(missing)}")
            for inherited in version.inherits:
                _need_values(version, known[inherited])
            known |= {point.id: point.text for point in version.points}
            known |= {"summary": version.summary} if version.summary else {}
        return self
