"""What a message says about the questions of a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from knowledge.checks.countries import PUNCTUATION, CountryReader
from knowledge.checks.quantities import Quantities
from knowledge.checks.schema import COUNTRY_READERS, NUMBER_READERS, UNKNOWN, Option, Question, Reads
from knowledge.checks.table import DecisionTable
from knowledge.checks.words import Phrase, Word, phrases, words_in
from knowledge.countries import NamedCountry
from knowledge.loading import PACKAGE, read_yaml
from knowledge.places.spelling import fold
from knowledge.schema import LANGUAGES, LocalisedList

WORDS = PACKAGE / "data" / "check_words.yml"
YES, NO, OTHER = "yes", "no", "other"
#: A negation this many words before a word of an option denies it.
_NEGATION_REACH = 2
#: "Yes" and "I don't know" are answers where they are nearly all that is said.
_SHORT_WORDS = 6

Bound = Callable[[float | str | None], float | None]


@dataclass(frozen=True)
class _Lexicon:
    """The closed lists of words that all checks share."""

    countries: CountryReader
    quantities: Quantities
    negations: frozenset[str]
    unknown: tuple[Phrase, ...]
    yes: tuple[Phrase, ...]
    no: tuple[Phrase, ...]
    #: "Another": an answer where it is all that is said.
    other: tuple[Phrase, ...]

    @classmethod
    def load(cls, path: Path = WORDS) -> Self:
        words: dict[str, Any] = read_yaml(path)
        return cls(
            CountryReader(words),
            Quantities(words),
            frozenset(map(fold, words["negations"])),
            phrases(words["unknown"]),
            phrases(words["yes"]),
            phrases(words["no"]),
            phrases(words["other"]),
        )


@dataclass(frozen=True)
class _Named:
    """An option that the words from `start` to before `end` name."""

    option: str
    start: int
    end: int


class AnswerReader:
    """Reads the answers to the questions of one check from what people type."""

    def __init__(self, table: DecisionTable, bound: Bound) -> None:
        """`bound`: turns the bound of a range, which may name a number of an entry, into a number.

        Raises:
            EntryError: the lists of words are no YAML.
        """
        self._table = table
        self._bound = bound
        self._lexicon = _Lexicon.load()
        self._phrases = {
            (question.id, option.id): phrases(_said(option))
            for question in table.check.questions
            for option in question.options
        }
        self._hints = {
            (question.id, option.id): phrases(_in_all_languages(option.hints))
            for question in table.check.questions
            for option in question.options
        }
        self._subject = phrases(_in_all_languages(table.check.subject))

    def read(self, text: str, named: Iterable[NamedCountry] = (), asked: str | None = None) -> dict[str, str]:
        """Return the options that `text` names, by question.

        `named`: the countries, and places with their country, that stand in it. `asked`: the question that it may
        answer; that one takes what could be about several, a bare number, a "yes", and an "I don't know".
        """
        words = words_in(text)
        question = self._table.question(asked) if asked else None
        found = self._by_numbers(text, question)
        found |= self._by_countries(text, named, question)
        for one in self._table.check.questions:
            if option := self._by_words(one, words, text):
                found[one.id] = option
        if question and question.id not in found and (option := self._short_answer(question, words)):
            found[question.id] = option
        return found

    def is_about(self, text: str) -> bool:
        """Tell whether `text` has a word of the check's subject, or there is none that it needs."""
        words = words_in(text)
        return not self._subject or any(phrase.places(words) for phrase in self._subject)

    def is_unknown(self, text: str) -> bool:
        """Tell whether `text` says that somebody does not know."""
        return any(phrase.places(words_in(text)) for phrase in self._lexicon.unknown)

    def _by_numbers(self, text: str, asked: Question | None) -> dict[str, str]:
        quantities = self._lexicon.quantities.read(text, asked.reads if asked else None)
        found = {}
        for question in self._table.check.questions:
            if question.reads in NUMBER_READERS and question.reads in quantities:
                option = self._in_range(question, quantities[question.reads])
                if option:
                    found[question.id] = option.id
        return found

    def _in_range(self, question: Question, number: float) -> Option | None:
        for option in question.options:
            if option.range:
                least, below = self._bound(option.range.least), self._bound(option.range.below)
                if (least is None or number >= least) and (below is None or number < below):
                    return option
        return None

    def _by_countries(self, text: str, named: Iterable[NamedCountry], asked: Question | None) -> dict[str, str]:
        readers = self._country_questions
        countries = self._lexicon.countries.read(text, named, readers, asked.reads if asked else None)
        found = {}
        for reader, country in countries.items():
            if option := _of_country(readers[reader], country):
                found[readers[reader].id] = option.id
        return found

    @cached_property
    def _country_questions(self) -> Mapping[Reads, Question]:
        return {
            question.reads: question for question in self._table.check.questions if question.reads in COUNTRY_READERS
        }

    def _by_words(self, question: Question, words: Sequence[Word], text: str) -> str | None:
        """Return the option that `words` name, before one that they nearly name: employee is not employer."""
        for said in (self._phrases, self._hints):
            for exactly in (True, False):
                named = [
                    _Named(option.id, start, start + len(phrase.words))
                    for option in question.options
                    for phrase in said[question.id, option.id]
                    for start in phrase.places(words, exactly=exactly)
                ]
                if option := self._chosen(question, named, words, text):
                    return option
        return None

    def _chosen(self, question: Question, named: Sequence[_Named], words: Sequence[Word], text: str) -> str | None:
        """Return the option with the longest phrase; None where two are equal."""
        denied = {one.option for one in named if self._is_denied(one, named, words, text)}
        lengths: dict[str, int] = {}
        for one in named:
            if not self._is_denied(one, named, words, text):
                lengths[one.option] = max(one.end - one.start, lengths.get(one.option, 0))
        if not lengths and len(denied) == len(question.options) - 1:
            return next(option.id for option in question.options if option.id not in denied)
        best = [option for option, length in lengths.items() if length == max(lengths.values())]
        return best[0] if len(best) == 1 else None

    def _is_denied(self, one: _Named, named: Sequence[_Named], words: Sequence[Word], text: str) -> bool:
        """Tell whether a negation shortly before `one` denies it, and not another option that stands between."""
        for at in range(max(0, one.start - _NEGATION_REACH), one.start):
            parted = any(sign in PUNCTUATION for sign in text[words[at].end : words[one.start].start])
            between = any(at < other.start and other.end <= one.start for other in named)
            if words[at].folded in self._lexicon.negations and not parted and not between:
                return True
        return False

    def _short_answer(self, question: Question, words: Sequence[Word]) -> str | None:
        if len(words) > _SHORT_WORDS:
            return None
        if any(phrase.places(words) for phrase in self._lexicon.unknown):
            return UNKNOWN
        options = {option.id for option in question.options}
        if OTHER in options and any(
            phrase.at(words, 0) and len(phrase.words) == len(words) for phrase in self._lexicon.other
        ):
            return OTHER
        for option, said in ((NO, self._lexicon.no), (YES, self._lexicon.yes)):
            if option in options and any(phrase.at(words, 0) for phrase in said):
                return option
        return None


def _said(option: Option) -> list[str]:
    """Return how `option` is said, in all languages: people mix them."""
    texts = _in_all_languages(option.words)
    if option.id in {YES, NO}:
        # "No, she studies in Germany" answers no question with yes or no.
        return texts
    labels = [option.label[code] for code in LANGUAGES if "{" not in option.label[code]]
    return list(dict.fromkeys([*texts, *filter(None, labels)]))


def _in_all_languages(words: LocalisedList) -> list[str]:
    return [word for code in LANGUAGES for word in words[code]]


def _of_country(question: Question, country: str) -> Option | None:
    listed = next((option for option in question.options if country in option.countries), None)
    return listed or next((option for option in question.options if "*" in option.countries), None)
