"""Which country a message means by which question: where the passport is from, the school, the work, the home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.checks.schema import Reads
from knowledge.checks.words import Phrase, Word, phrases, words_in
from knowledge.countries import CountryFinder, NamedCountry
from knowledge.places.spelling import fold

#: What a country may be said of, in the order in which equally near cues count.
_READERS = (Reads.NATIONALITY, Reads.TRAINING_COUNTRY, Reads.WORK_COUNTRY, Reads.HOME_COUNTRY)
#: How far, in words, a cue reaches.
_REACH = 6
#: A word directly before a country counts as a cue at this distance.
_BEFORE = 4
#: "From" and "to" alone say little: so much farther than they are. "A degree from Germany" tells of a school.
_FAINT = 2.5
#: A negation this many words before a country denies it.
_NEGATION_REACH = 2
_PREPOSITIONS = frozenset({"in", "aan", "bij", "te", "van", "an", "at", "uit", "aus", "from", "naar", "nach", "to"})
#: Parts a sentence.
PUNCTUATION = ",.;:!?()\n"


@dataclass(frozen=True)
class _Mention:
    """A country in its message."""

    #: What stands before and after it in the same part of the sentence.
    before: Sequence[Word]
    after: Sequence[Word]
    #: Whether it is an adjective or an inhabitant: "Turkish", "a Turk".
    is_people: bool
    #: Whether it says where somebody or something is or goes to: "in Turkey".
    is_place: bool


class CountryReader:
    """Tells by the words around a country which question it answers."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """`words`: what `check_words.yml` holds."""
        self._cues = {Reads(reader): phrases(cues) for reader, cues in words["cues"].items()}
        self._before = {Reads(reader): frozenset(map(fold, texts)) for reader, texts in words["before"].items()}
        self._after = {Reads(reader): phrases(texts) for reader, texts in words["after"].items()}
        self._parting, self._articles, self._places = (
            frozenset(map(fold, words[name])) for name in ("parting", "articles", "places")
        )
        self._somebody, self._speaking = phrases(words["somebody"]), phrases(words["speaking"])
        self._negations, self._no = (frozenset(map(fold, words[name])) for name in ("negations", "no"))

    def read(
        self, text: str, named: Iterable[NamedCountry], wanted: Collection[Reads], asked: Reads | None
    ) -> dict[Reads, str]:
        """Return the country of each question of `wanted` that `text` answers.

        Of several the one with the nearest cue, of equals the last. One of which the words tell something else, such as
        where somebody lives, is no answer. `asked`: takes a country that no word tells anything of.
        """
        words = words_in(text)
        found: dict[Reads, tuple[float, str]] = {}
        for one in sorted(named, key=lambda name: name.start):
            inside = [i for i, word in enumerate(words) if word.start < one.end and word.end > one.start]
            if not inside:
                continue
            distances = self._distances(self._mention(text, words, inside[0], inside[-1]), wanted, asked)
            reader = min(distances, key=lambda reader: distances[reader], default=None)
            if reader in wanted and reader and (reader not in found or distances[reader] <= found[reader][0]):
                found[reader] = distances[reader], one.country
        return {reader: country for reader, (_, country) in found.items()}

    def _mention(self, text: str, words: Sequence[Word], first: int, last: int) -> _Mention:
        begin, end = self._part(text, words, first, last)
        return _Mention(
            before=words[begin:first],
            after=words[last + 1 : end],
            is_people=CountryFinder.load().is_nationality(text[words[first].start : words[last].end]),
            is_place=bool(before := self._without_articles(words[:first])) and before[-1].folded in self._places,
        )

    def _without_articles(self, words: Sequence[Word]) -> Sequence[Word]:
        return self._without_articles(words[:-1]) if words and words[-1].folded in self._articles else words

    def _distances(self, mention: _Mention, wanted: Collection[Reads], asked: Reads | None) -> dict[Reads, float]:
        """Return how near each reader is to `mention`, in words; less than 0 for the nationality of a people."""
        if self._is_denied(mention) or (mention.is_people and self._is_language(mention)):
            return {}
        near = {reader: self._nearest(reader, mention, reader in wanted) for reader in _READERS}
        distances = {reader: distance for reader, distance in near.items() if distance is not None}
        if Reads.TRAINING_COUNTRY not in wanted and Reads.WORK_COUNTRY in wanted:
            # Such a check asks where somebody studies and where they work in one question.
            distances.pop(Reads.TRAINING_COUNTRY, None)
        is_of_thing = any(self._follows(reader, mention) for reader in _READERS if reader != Reads.NATIONALITY)
        is_somebody = _end_with(self._without_articles(mention.before), self._somebody)
        if mention.is_people and not is_of_thing and (is_somebody or not mention.is_place):
            told = Reads.NATIONALITY in distances or is_somebody
            if told or asked in {None, Reads.NATIONALITY}:
                distances[Reads.NATIONALITY] = distances.get(Reads.NATIONALITY, _REACH) - _REACH - 1
        # Where somebody is or goes to says nothing of a passport.
        is_open = asked != Reads.NATIONALITY or not (distances or mention.is_place)
        if asked in wanted and asked and is_open:
            # A preposition alone says less than that it was asked.
            distances.setdefault(asked, _BEFORE - 1)
        return distances

    def _nearest(self, reader: Reads, mention: _Mention, is_wanted: bool) -> float | None:
        """Return how far the nearest cue of `reader` is from `mention`, in words; None where there is none."""
        before, after = mention.before, mention.after
        near: list[float] = []
        for cue in self._cues.get(reader, ()):
            # A diploma "comes from" a country too.
            is_faint = cue.words[-1] in _PREPOSITIONS and (len(cue.words) == 1 or reader == Reads.NATIONALITY)
            if is_faint and not is_wanted:
                continue
            for start in cue.places(before):
                of_person = reader == Reads.NATIONALITY and self._ends_with_person(before[:start])
                faint = is_faint and not of_person
                near.append(len(before) - start - len(cue.words) + (_FAINT if faint else 0))
            # "Student in" speaks of what follows.
            near += [start for start in cue.places(after) if cue.words[-1] not in _PREPOSITIONS]
        if self._follows(reader, mention):
            near.append(0)
        if is_wanted and before and before[-1].folded in self._before.get(reader, ()):
            near.append(_BEFORE)
        return min((distance for distance in near if distance <= _REACH), default=None)

    def _follows(self, reader: Reads, mention: _Mention) -> bool:
        """Tell whether what stands directly after the country speaks of `reader`: "Polish diploma"."""
        return any(phrase.at(mention.after, 0) for phrase in self._after.get(reader, ()))

    def _ends_with_person(self, words: Sequence[Word]) -> bool:
        return _end_with(words, self._after.get(Reads.NATIONALITY, ())) or _end_with(words, self._somebody)

    def _is_denied(self, mention: _Mention) -> bool:
        # "No Germany" may well be the answer "no", and then Germany; "no German passport" is none.
        no_such = mention.is_people and mention.after and mention.before and mention.before[-1].folded in self._no
        before = (word.folded for word in mention.before[-_NEGATION_REACH:])
        return bool(no_such) or any(word in self._negations - self._no for word in before)

    def _is_language(self, mention: _Mention) -> bool:
        """Tell whether what looks like a people is a language: "speaks good German"."""
        return _end_with(mention.before, self._speaking) or _end_with(mention.before[:-1], self._speaking)

    def _part(self, text: str, words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
        """Return the part of the sentence that the words `first` to `last` stand in, as indexes."""
        begin, end = first, last + 1
        while begin > 0 and not self._parted(text, words[begin - 1], words[begin]):
            begin -= 1
        while end < len(words) and not self._parted(text, words[end - 1], words[end]):
            end += 1
        return begin, end

    def _parted(self, text: str, one: Word, other: Word) -> bool:
        # "Aus der Türkei" has an article where "Studentin, die in Arnhem" begins a clause.
        begins = other.folded in self._parting and one.folded not in self._places | _PREPOSITIONS
        return begins or any(sign in PUNCTUATION for sign in text[one.end : other.start])


def _end_with(words: Sequence[Word], said: Iterable[Phrase]) -> bool:
    return any(len(words) >= len(phrase.words) and phrase.at(words, len(words) - len(phrase.words)) for phrase in said)
