from __future__ import annotations

import pytest
import yaml

from bot.components.language_evidence import LANGUAGES, LOANWORDS_FILE, WORDS_FILE, LanguageJudge
from tests.bot.examples import held_out

JUDGE = LanguageJudge()


def test_no_word_of_the_lists_belongs_to_two_languages() -> None:
    lists = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    owner: dict[str, str] = {}
    for language in LANGUAGES:
        for words in lists[language].values():
            for word in words:
                assert isinstance(word, str), f"{word!r} of {language}: put it in quotes"
                assert owner.setdefault(word, language) == language, word
                assert word == word.lower()


def test_each_loanword_is_a_text() -> None:
    assert all(isinstance(term, str) for term in yaml.safe_load(LOANWORDS_FILE.read_text(encoding="utf-8")))


def test_names_abbreviations_and_loanwords_are_no_content_words() -> None:
    text = "Is Drenthe College voor TWV en residence permit"
    assert JUDGE.weigh(text, [(3, 18)]).words == 3  # is, voor, en


def test_a_text_all_in_capitals_is_not_all_abbreviations() -> None:
    evidence = JUDGE.weigh("WAT KOST EEN VERGUNNING VOOR STUDENTEN", [])
    assert evidence.words >= 5
    assert evidence.best == "nl"


@pytest.mark.parametrize("text", ["", "123", "😀", "TWV"])
def test_where_there_are_no_words_nothing_leads(text: str) -> None:
    evidence = JUDGE.weigh(text, [])
    assert (evidence.words, evidence.margin, evidence.sure, evidence.hint) == (0, 0.0, None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_questions_are_told_apart(language: str) -> None:
    texts = [e.text for e in held_out() if e.language == language and len(e.text.split()) >= 6]
    assert len(texts) > 20
    wrong = [text for text in texts if JUDGE.weigh(text, []).best != language]
    assert wrong == []
