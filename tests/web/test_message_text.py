from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.message_text import clean, is_command

pytestmark = pytest.mark.unit

INVISIBLE = [
    "\u2003",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "\u2060",
    "\u00ad",
    "\u202e",
    "\x00",
    "\x1b",
    "\u3164",
    "\u2800",
    "\t",
    "\n",
    " ",
]


@pytest.mark.parametrize("sign", INVISIBLE)
def test_invisible_signs_around_a_text_are_removed(sign: str) -> None:
    assert clean(f"{sign}{sign}mag ik{sign} werken{sign}") in {"mag ik werken", "mag ik  werken"}


@pytest.mark.parametrize("sign", INVISIBLE)
def test_a_slash_behind_invisible_signs_is_still_seen(sign: str) -> None:
    assert is_command(clean(f"{sign}/restart"))


@pytest.mark.parametrize(
    "text", ["/restart", '/ask{"language":"xx"}', "／greet", " \u2003/bye", "//", "\\restart", "﹨x"]
)
def test_every_kind_of_slash_at_the_start_makes_a_command(text: str) -> None:
    assert is_command(clean(text))


@pytest.mark.parametrize("text", ["mag ik 24/7 werken?", "en/of", "?/", "(/greet)", "1/2 baan"])
def test_a_slash_inside_a_text_is_harmless(text: str) -> None:
    assert not is_command(clean(text))


def test_lone_surrogates_disappear_so_that_the_text_can_be_encoded() -> None:
    assert clean("mag\ud800 ik\udfff") == "mag ik"


def test_a_soft_hyphen_does_not_part_a_word() -> None:
    assert clean("tewerkstellings\u00advergunning") == "tewerkstellingsvergunning"


def test_letters_with_marks_are_composed() -> None:
    assert clean("Gru\u0308n") == "Grün"


@given(st.text())
def test_a_cleaned_text_can_be_sent_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()


@given(st.text(alphabet=st.sampled_from([*INVISIBLE, "/", "／"]), min_size=1), st.text())
def test_what_rasa_would_obey_is_always_seen_as_a_command(prefix: str, rest: str) -> None:
    cleaned = clean(prefix + rest)
    # Rasa strips blanks and then looks for a slash.
    if cleaned.strip().startswith("/"):
        assert is_command(cleaned)
