"""The shape of a guided check: one YAML file of `knowledge/decisions/` per check.

A check asks *questions* with *options*, until its *rows* lead to one *outcome*. Rows are of the kind that the DMN
standard calls "unique": each combination of options belongs to exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge.desks import DeskKind
from knowledge.schema import LANGUAGES, Localised, LocalisedList, Model, Named, NonEmpty, Slug

#: A number of an entry, in the text of an outcome: `{highly-skilled-migrant.age_30_month}`.
ENTRY_VALUE = re.compile(r"\{([a-z0-9-]+)\.([a-z][a-z0-9_]*)\}")
#: A point of an entry, or its summary.
PointKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
#: "I do not know", an answer to every question; no option may be called so.
UNKNOWN = "unknown"


class Reads(StrEnum):
    """What a question is answered by in a message, besides the words of its options."""

    WORDS = "words"
    #: The country of a passport; options list countries.
    NATIONALITY = "nationality"
    #: The country of a school, a training or a diploma; options list countries.
    TRAINING_COUNTRY = "training-country"
    #: The country where somebody works or wants to; options list countries.
    WORK_COUNTRY = "work-country"
    #: The country where somebody lives; options list countries.
    HOME_COUNTRY = "home-country"
    #: How long something lasts, in days; options have a range.
    DURATION = "duration"
    #: Hours a week; options have a range.
    HOURS = "hours"
    #: Years of age; options have a range.
    AGE = "age"
    #: Gross euros a month; options have a range.
    PAY = "pay"


COUNTRY_READERS = frozenset({Reads.NATIONALITY, Reads.TRAINING_COUNTRY, Reads.WORK_COUNTRY, Reads.HOME_COUNTRY})
NUMBER_READERS = frozenset({Reads.DURATION, Reads.HOURS, Reads.AGE, Reads.PAY})


class Range(Model):
    """The numbers from `least` on, below `below`; one that is left out has no bound.

    A bound is a number, or a number of an entry (`{entry.name}`).
    """

    least: float | str | None = None
    below: float | str | None = None


class Option(Model):
    """One answer to a question."""

    id: Slug
    #: What its button says.
    label: Localised
    #: How people say it, as casefolded words; a word that ends in `*` also stands for longer ones.
    words: LocalisedList = LocalisedList()
    #: What says so only where no words of another option stand: "hire" is a job, but "hire an intern" is none.
    hints: LocalisedList = LocalisedList()
    #: ISO codes; `*` is every country that no other option lists.
    countries: tuple[Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|\*)$")], ...] = ()
    range: Range | None = None


class Assumption(Model):
    """An answer that nearly all give who answered other questions so: it is told with the outcome, not asked."""

    when: dict[Slug, tuple[Slug, ...] | Slug]
    option: Slug

    def fits(self, answers: Mapping[str, str]) -> bool:
        """Tell whether `answers` are such."""
        named = ((answers.get(key), (value,) if isinstance(value, str) else value) for key, value in self.when.items())
        return all(answer in options for answer, options in named)


class Question(Model):
    """What a check may have to ask."""

    id: Slug
    ask: Localised
    #: Why it is asked, in one short sentence.
    why: Localised
    #: Where somebody who does not know can look.
    find_out: Localised | None = None
    reads: Reads = Reads.WORDS
    options: tuple[Option, ...] = Field(min_length=2)
    assume: tuple[Assumption, ...] = ()

    @model_validator(mode="after")
    def _fit_reader(self) -> Self:
        ids = [option.id for option in self.options]
        if len(set(ids)) < len(ids) or UNKNOWN in ids:
            raise ValueError(f"options need different ids, and none is `{UNKNOWN}`")
        if self.reads in COUNTRY_READERS and not any(option.countries for option in self.options):
            raise ValueError(f"options of `reads: {self.reads}` list countries")
        if missing := {assumed.option for assumed in self.assume} - set(ids):
            raise ValueError(f"`assume` names no option of it: {', '.join(sorted(missing))}")
        if self.reads in NUMBER_READERS and not any(option.range for option in self.options):
            raise ValueError(f"options of `reads: {self.reads}` have a range")
        return self


class Row(Model):
    """Which outcome combinations of options lead to; a question that is left out does not matter."""

    when: dict[Slug, tuple[Slug, ...] | Slug] = {}
    outcome: Slug

    def options(self, question: str) -> tuple[str, ...] | None:
        """Return the options of `question` that the row holds for; None stands for all."""
        named = self.when.get(question)
        return (named,) if isinstance(named, str) else named


class Detail(StrEnum):
    """What else is told of an outcome, each in a sentence or two."""

    WHO = "who"
    WHERE = "where"
    TIME = "time"
    COST = "cost"
    CONDITIONS = "conditions"
    INSURANCE = "insurance"
    TAX = "tax"
    KEEP = "keep"


class Step(Model):
    """Something to do next, and by when, where that is known."""

    do: Localised
    by: Localised | None = None


class Outcome(Model):
    """The end of a check."""

    #: A few words, also said where several outcomes are left: "No work permit needed".
    title: Localised
    #: The outcome in one to three sentences, yes or no first.
    text: Localised
    #: These are told after the text, as far as there is room; the case record has them all.
    details: dict[Detail, Localised] = {}
    steps: tuple[Step, ...] = ()
    #: What it rests on, the weightiest first.
    reasons: tuple[PointKey, ...] = Field(min_length=1)
    #: Entries of organisations and desks.
    contacts: tuple[Slug, ...] = ()
    #: Which desks of the user's place are named, where the check asks for it.
    desks: tuple[DeskKind, ...] = ()

    def texts(self) -> tuple[Localised, ...]:
        """Return everything that may name a number of an entry."""
        steps = [text for step in self.steps for text in (step.do, step.by) if text]
        return (self.title, self.text, *self.details.values(), *steps)

    def values(self) -> set[tuple[str, str]]:
        """Return (entry, name) of each number of an entry that a text names."""
        return {found for text in self.texts() for code in LANGUAGES for found in _values_in(text[code])}


def _values_in(text: object) -> Iterator[tuple[str, str]]:
    return ((match[1], match[2]) for match in ENTRY_VALUE.finditer(str(text)))


class PlaceQuestion(Model):
    """Asks for a place, last: which desks are named depends on it, the outcome does not."""

    ask: Localised
    why: Localised


class Check(Named):
    """One guided check."""

    title: Localised
    #: What it finds out, in one sentence.
    intro: Localised
    #: Words of which a message holds one that is about this check, where its answers alone may be about something else.
    subject: LocalisedList = LocalisedList()
    #: In the order in which they are asked, as far as they matter.
    questions: tuple[Question, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = Field(min_length=1)
    outcomes: dict[Slug, Outcome]
    place: PlaceQuestion | None = None
    #: What somebody wants who wants this check, in words for the editor.
    about: NonEmpty | None = None

    def values(self) -> set[tuple[str, str]]:
        """Return (entry, name) of each number of an entry that an outcome, a label or a range names."""
        options = [option for question in self.questions for option in question.options]
        texts = [option.label[code] for option in options for code in LANGUAGES]
        texts += [
            str(bound) for option in options if option.range for bound in (option.range.least, option.range.below)
        ]
        named = {found for text in texts for found in _values_in(text)}
        return named.union(*(outcome.values() for outcome in self.outcomes.values()))
