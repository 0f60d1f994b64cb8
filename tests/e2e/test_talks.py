"""Whole conversations with the running product: checks, corrections, follow-ups, urgent help, privacy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from evaluation.client import Client
from evaluation.follow_ups import is_understood, read_follow_ups
from evaluation.talks import Talk, hold, read_talks
from tests.e2e.conftest import Product

pytestmark = [pytest.mark.rasa, pytest.mark.load]

TALKS = read_talks()
#: Whole conversations, in each language.
LEAST_RIGHT = 0.7
#: Short follow-ups, of all languages together.
LEAST_UNDERSTOOD = 0.62
SAFE = {"urgent", "personal-data", "abuse", "injection"}


@pytest.fixture(scope="module")
def client(product: Product) -> Iterator[Client]:
    with closing(Client(product.url)) as client:
        yield client


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_conversations_go_as_they_should(client: Client, language: str) -> None:
    """They were written without a look at what the product says; most must go right to the last turn."""
    talks = [talk for talk in TALKS if talk.language == language]
    wrong = [held.wrong for talk in talks if (held := hold(client, talk)).wrong]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(talks), "\n".join(wrong)


def test_most_short_follow_ups_are_understood(client: Client) -> None:
    """What was told before decides what three words mean, and another subject is another subject."""
    missed = [one for one in read_follow_ups() if not is_understood(client, one)]
    assert len(missed) <= (1 - LEAST_UNDERSTOOD) * len(read_follow_ups()), "\n".join(map(str, missed))


@pytest.mark.parametrize("talk", [talk for talk in TALKS if talk.covers in SAFE], ids=lambda talk: talk.name)
def test_who_needs_help_is_helped_and_private_data_stay_private(client: Client, talk: Talk) -> None:
    """Of these each must go right."""
    assert hold(client, talk).wrong is None
