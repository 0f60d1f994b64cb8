"""How sure a text is in Dutch, German or English: by letters (lingua), function words and the words of our texts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, FrozenSet, List, Optional, Tuple

import yaml
from lingua import Language, LanguageDetectorBuilder

LANGUAGES = ("nl", "de", "en")
WORDS_FILE = Path(__file__).with_name("language_words.yml")
LOANWORDS_FILE = Path(__file__).with_name("loanwords.yml")
#: Words that our own texts use in one language only, one per line; `grenswijzer bot-data --vocabulary` writes them.
VOCABULARY = Path(__file__).parents[2] / "knowledge" / "data"

#: A word: letters, with an apostrophe inside ("don't", "m'n").
WORD = re.compile(r"[^\W\d_]*['’]?[^\W\d_]+")
#: What one function word adds, in nats, and how many of them count: tuned on our training messages.
WORD_WEIGHT = 1.5
MAX_WORD_VOTES = 4
#: The same for a word of our texts, which may be a function word as well. These are borrowed now and then.
VOCABULARY_WEIGHT = 1.4
#: lingua's low-accuracy mode says 0.999 too readily; nothing it says counts for more than this.
LEAST_PROBABILITY = 0.02

#: So many words in capitals are no abbreviations but a message typed with Caps Lock.
SHOUTED_WORDS = 4

_LINGUA: Dict[str, Language] = {"nl": Language.DUTCH, "de": Language.GERMAN, "en": Language.ENGLISH}


@dataclass(frozen=True)
class Evidence:
    """What speaks for which language.

    `words`: content words, that is without names, abbreviations and loanwords. `best` and `margin` (0 to
    1, ahead of the second) judge the text as a whole; `known`: some word of it is in the lists of `best`.
    `sure` and `hint` are the languages that a word of the closed lists gives, if just one language does.
    """

    words: int
    best: str
    margin: float
    known: bool
    sure: Optional[str]
    hint: Optional[str]


class LanguageJudge:
    """Holds the word lists and the language models (about 13 MB)."""

    def __init__(self) -> None:
        """Read the lists."""
        lists = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
        self._lists: Dict[str, Dict[str, FrozenSet[str]]] = {
            kind: {language: frozenset(lists[language][kind]) for language in LANGUAGES}
            for kind in ("common", "sure", "hint")
        }
        self._lists["vocabulary"] = {
            language: frozenset((VOCABULARY / f"vocabulary.{language}.txt").read_text(encoding="utf-8").split())
            for language in LANGUAGES
        }
        loanwords = yaml.safe_load(LOANWORDS_FILE.read_text(encoding="utf-8"))
        longest_first = "|".join(sorted(map(re.escape, loanwords), key=len, reverse=True))
        self._loanword = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)
        builder = LanguageDetectorBuilder.from_languages(*_LINGUA.values())
        self._detector = builder.with_low_accuracy_mode().build()

    def weigh(self, text: str, names: List[Tuple[int, int]]) -> Evidence:
        """Weigh `text`; `names` are the character spans of names in it, which belong to no language."""
        all_words = _words(text)
        own = self._loanword.sub(" ", _without(text, names))
        own_words = _words(own)
        best, margin = self._judge(own if own_words else text, own_words or all_words)
        margin = margin if all_words else 0.0
        sure = self._only("sure", all_words)
        return Evidence(
            words=len(own_words),
            best=best,
            margin=margin,
            known=self._knows(best, own_words),
            sure=sure,
            hint=sure or self._only("common", all_words) or self._only("hint", all_words),
        )

    def _judge(self, text: str, words: List[str]) -> Tuple[str, float]:
        letters = {value.language: value.value for value in self._detector.compute_language_confidence_values(text)}
        common, others = self._votes("common", words), self._votes("vocabulary", words)
        scores = [
            math.log(max(letters[_LINGUA[language]], LEAST_PROBABILITY))
            + WORD_WEIGHT * min(common[language], MAX_WORD_VOTES)
            + VOCABULARY_WEIGHT * min(others[language], MAX_WORD_VOTES)
            for language in LANGUAGES
        ]
        shares = [math.exp(score - max(scores)) for score in scores]
        ranked = sorted(zip(shares, LANGUAGES, strict=True), reverse=True)
        return ranked[0][1], (ranked[0][0] - ranked[1][0]) / sum(shares)

    def _knows(self, language: str, words: List[str]) -> bool:
        """Tell whether our lists show some of `words` to be of `language`: keywords have no function words."""
        if any(self._lists[kind][language].intersection(words) for kind in ("common", "sure", "hint")):
            return True
        no_sentence = not any(self._votes("common", words).values())
        return no_sentence and bool(self._lists["vocabulary"][language].intersection(words))

    def _votes(self, kind: str, words: List[str]) -> Dict[str, int]:
        return {language: sum(word in self._lists[kind][language] for word in words) for language in LANGUAGES}

    def _only(self, kind: str, words: List[str]) -> Optional[str]:
        """Return the language whose list of `kind` alone holds some of `words`."""
        found = [language for language in LANGUAGES if self._lists[kind][language].intersection(words)]
        return found[0] if len(found) == 1 else None


def _words(text: str) -> List[str]:
    """Return the lower-cased words of `text`; abbreviations in capitals (TWV) are none."""
    found = [word.replace("’", "'") for word in WORD.findall(text)]
    shouted = text.isupper() and len(found) >= SHOUTED_WORDS
    return [word.lower() for word in found if shouted or len(word) == 1 or not word.isupper()]


def _without(text: str, spans: List[Tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)
