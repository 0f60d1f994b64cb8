from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.tokens import ConversationId, TokenExpired, TokenForged, Tokens

pytestmark = pytest.mark.unit

TOKENS = Tokens("a-secret-key-of-a-test", 3600)
CONVERSATION = ConversationId("one")


def test_a_conversation_token_names_its_conversation() -> None:
    conversation = TOKENS.new_conversation()
    assert TOKENS.read_conversation(TOKENS.sign_conversation(conversation)) == conversation


def test_conversation_ids_are_long_and_never_the_same() -> None:
    ids = {TOKENS.new_conversation() for _ in range(1000)}
    assert len(ids) == 1000
    assert min(map(len, ids)) >= 27


@given(st.text())
def test_no_text_that_we_did_not_sign_is_a_conversation(text: str) -> None:
    with pytest.raises(TokenForged):
        TOKENS.read_conversation(text)


@given(st.data())
def test_a_token_with_any_sign_changed_is_refused(data: st.DataObject) -> None:
    token = TOKENS.sign_conversation(CONVERSATION)
    # The last sign of base64 can carry unused bits, so it alone may change without a change of meaning.
    place = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != token[place]))
    with pytest.raises(TokenForged):
        TOKENS.read_conversation(token[:place] + other + token[place + 1 :])


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(TokenForged):
        TOKENS.read_conversation(Tokens("another-secret-key", 3600).sign_conversation(CONVERSATION))


def test_an_old_token_is_expired() -> None:
    tokens = Tokens("a-secret-key-of-a-test", 0.1)
    token = tokens.sign_conversation(CONVERSATION)
    assert tokens.read_conversation(token) == CONVERSATION
    time.sleep(2.1)
    with pytest.raises(TokenExpired):
        tokens.read_conversation(token)


@given(st.text())
def test_a_button_of_this_conversation_gives_its_payload_again_and_again(payload: str) -> None:
    token = TOKENS.sign_payload(CONVERSATION, payload)
    assert TOKENS.read_payload(CONVERSATION, token) == payload
    assert TOKENS.read_payload(CONVERSATION, token) == payload


def test_a_button_of_another_conversation_is_refused() -> None:
    token = TOKENS.sign_payload(CONVERSATION, "/restart")
    with pytest.raises(TokenForged):
        TOKENS.read_payload(ConversationId("two"), token)


def test_a_conversation_token_is_no_button() -> None:
    with pytest.raises(TokenForged):
        TOKENS.read_payload(CONVERSATION, TOKENS.sign_conversation(CONVERSATION))
