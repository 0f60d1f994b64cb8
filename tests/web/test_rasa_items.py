from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reply import Button, Reply, ReplyKind, ReplyStatus
from web.rasa_items import UnreadableItems, messages_from_items

pytestmark = pytest.mark.unit

ANSWER = Reply(
    "Ja, dat mag.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "nl", entry="work-beside-study", as_of="januari 2025"
).to_json()


def test_texts_that_nothing_closes_are_one_message_of_small_talk() -> None:
    [message] = messages_from_items([{"text": "Hallo!"}, {"text": "Waarmee kan ik helpen?"}], "nl")
    assert message.text == "Hallo!\n\nWaarmee kan ik helpen?"
    assert (message.kind, message.status, message.language) == ("smalltalk", "small-talk", "nl")


def test_a_complete_custom_item_replaces_the_text_that_says_the_same() -> None:
    plain = "Ja, dat mag.\nStand: januari 2025\nBron: IND"
    [message] = messages_from_items([{"text": plain}, {"custom": ANSWER}], "de")
    assert message.id == ANSWER["id"]
    assert message.text == "Ja, dat mag."
    assert message.language == "nl"


def test_a_text_that_rasa_split_at_its_blank_lines_is_not_said_twice() -> None:
    reply = {**ANSWER, "text": "Ja, dat mag.\n\nMaar hooguit 16 uur."}
    items: list[dict[str, Any]] = [
        {"text": "Ja, dat mag."},
        {"text": "Maar hooguit 16 uur.\nStand: 2025"},
        {"custom": reply},
    ]
    [message] = messages_from_items(items, "nl")
    assert message.text == reply["text"]


def test_what_was_said_before_an_answer_stays_a_message_of_its_own() -> None:
    buttons = [{"title": "Ja", "payload": "/yes"}]
    items: list[dict[str, Any]] = [
        {"text": "Even kijken.", "buttons": buttons},
        {"text": "Ja, dat mag."},
        {"custom": ANSWER},
    ]
    first, second = messages_from_items(items, "nl")
    assert (first.text, first.kind, first.buttons[0].payload) == ("Even kijken.", "smalltalk", "/yes")
    assert second.text == "Ja, dat mag."


def test_a_custom_item_without_text_names_the_kind_of_the_texts_before_it() -> None:
    buttons = [{"title": "Stage", "payload": '/inform{"work":"internship"}'}]
    items: list[dict[str, Any]] = [
        {"text": "Gaat het om een stage?", "buttons": buttons},
        {"custom": {"kind": "form", "status": "form", "progress": {"step": 1, "of": 4}}},
    ]
    [message] = messages_from_items(items, "nl")
    assert (message.kind, message.status) == ("form", "form")
    assert message.progress is not None and (message.progress.step, message.progress.of) == (1, 4)
    assert message.buttons[0].title == "Stage"


def test_two_answers_in_one_turn_are_two_messages() -> None:
    other = Reply("Nein.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "de", buttons=(Button("Mehr", "/more"),)).to_json()
    messages = messages_from_items(
        [{"text": "Ja, dat mag."}, {"custom": ANSWER}, {"text": "Nein."}, {"custom": other}], "nl"
    )
    assert [message.text for message in messages] == ["Ja, dat mag.", "Nein."]
    assert messages[1].buttons[0].payload == "/more"


def test_messages_without_an_id_get_one_each() -> None:
    first, second = messages_from_items([{"text": "A"}, {"custom": {"kind": "notice"}}, {"text": "B"}], "nl")
    assert first.id and second.id and first.id != second.id


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"recipient_id": "x"}],
        [{"custom": {"kind": "form", "status": "form"}}],
        [{"text": "   "}],
        [{"text": "Hallo"}, {"custom": {"kind": "unheard-of"}}],
        [{"custom": {**ANSWER, "sources": "IND"}}],
        [{"text": "Hallo", "buttons": 3}],
        [{"text": "Hallo", "buttons": [{"title": "?"}]}],
    ],
)
def test_items_that_hold_no_message_are_refused(items: list[dict[str, Any]]) -> None:
    with pytest.raises(UnreadableItems):
        messages_from_items(items, "nl")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_ITEM = st.dictionaries(st.sampled_from(["text", "custom", "buttons", "image"]), _JSON)


@given(st.lists(_ITEM))
def test_whatever_rasa_answers_it_is_read_or_refused(items: list[dict[str, Any]]) -> None:
    try:
        messages = messages_from_items(items, "en")
    except UnreadableItems:
        return
    assert messages and all(message.text for message in messages)
