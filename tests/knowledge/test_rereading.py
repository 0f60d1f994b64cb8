from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places import PlaceFinder, PlaceTable
from knowledge.rereading import Rereader
from knowledge.schema import LANGUAGES, Language

REREADER = Rereader(PlaceFinder.load(PlaceTable.load()))


@pytest.mark.parametrize(
    ("language", "question", "general"),
    [
        ("en", "do Germans need a work permit", "do EU citizen need a work permit"),
        ("de", "brauche ich als Schwede eine Erlaubnis", "brauche ich als EU-Bürger eine Erlaubnis"),
        ("nl", "mag een Indiase student werken", "mag een van buiten de EU student werken"),
        ("nl", "waar is het loket in Enschede voor studenten", "waar is het loket in voor studenten"),
    ],
)
def test_a_nationality_is_also_read_as_what_decides_for_it(language: Language, question: str, general: str) -> None:
    assert REREADER.in_general(question, language) == general


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("nl", "geldt een Duits diploma hier ook"),
        ("de", "er geht auf eine belgische Schule und arbeitet"),
        ("en", "may a Turkish student work beside her studies"),
        ("en", "what does a permit cost"),
    ],
)
def test_a_thing_of_a_country_and_a_nationality_with_its_own_rules_stay(language: Language, question: str) -> None:
    assert REREADER.in_general(question, language) is None


@pytest.mark.parametrize(
    ("last", "question", "text"),
    [
        ("Do Germans need a permit?", "and Americans?", "Do Americans need a permit?"),
        ("Wie hoch ist der Mindestlohn in Deutschland?", "und in Belgien?", "Wie hoch ist der Mindestlohn in Belgien?"),
        ("Waar is het expatcenter in Utrecht?", "en in Leiden?", "Waar is het expatcenter in Leiden?"),
        ("May a Kenyan student work?", "and my friend from Italy?", "May a Italy student work?"),
    ],
)
def test_a_name_takes_the_place_of_one_of_its_kind(last: str, question: str, text: str) -> None:
    completed = REREADER.completed(question, last)
    assert (completed.text, completed.base, completed.is_name) == (text, text, True)


def test_what_names_nothing_alike_stands_after_the_question_before() -> None:
    completed = REREADER.completed("und wie lange?", "Was kostet eine TWV?")
    assert completed.text == "Was kostet eine TWV? und wie lange?"
    assert completed.base == "Was kostet eine TWV?"
    assert not completed.is_name


@pytest.mark.parametrize(
    ("question", "countries"),
    [
        ("Wird mein Abschluss in den Niederlanden anerkannt?", {"NL"}),
        ("krijg ik geld voor een stage in Duitsland", {"DE"}),
        ("I am a nurse from Germany and want to work in Belgium", {"BE"}),
        ("ik ben Duitser", set()),
    ],
)
def test_it_tells_where_something_happens(question: str, countries: set[str]) -> None:
    assert REREADER.takes_place_in(question) == countries


@pytest.mark.parametrize(
    ("question", "free"),
    [
        ("mag een Duitser hier werken", True),
        ("may an Indian student work", False),
        ("kann ein Deutscher oder ein Chinese das", None),
        ("geldt een Duits diploma", None),
        ("and what does it cost", None),
    ],
)
def test_it_tells_whether_the_people_it_names_may_move_freely(question: str, free: bool | None) -> None:
    assert REREADER.moves_freely(question) is free


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_can_be_read(question: str, last: str, language: Language) -> None:
    REREADER.in_general(question, language)
    assert question.strip() in REREADER.completed(question, last).text or REREADER.completed(question, last).is_name
