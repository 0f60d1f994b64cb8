from __future__ import annotations

import datetime as dt
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from web.stores import Question, QuestionStore
from web.stores.databases import Where

pytestmark = pytest.mark.unit
#: For what only a file can show.
IN_A_FILE = pytest.mark.parametrize("where", ["file"], indirect=True)

DAY = dt.date(2026, 11, 22)
QUESTION = Question(
    "m1", "Mag ik met […] in een tiny house wonen? 🏠", "nl", DAY, "alfa-college", "handover-nothing-found",
    owner="mine", owned_until=1000.0,
)  # fmt: skip


@pytest.fixture
def store(where: Where) -> QuestionStore:
    return QuestionStore(where)


def test_a_question_is_kept_across_restarts(store: QuestionStore, where: Where) -> None:
    store.save(QUESTION)
    store.close()
    assert QuestionStore(where).newest(10) == [QUESTION]


@IN_A_FILE
def test_nobody_but_its_owner_can_read_the_file(store: QuestionStore, where: Path) -> None:
    assert stat.S_IMODE(where.stat().st_mode) == 0o600


def test_a_rating_of_the_same_message_makes_no_second_row(store: QuestionStore) -> None:
    store.save(QUESTION)
    rated = replace(QUESTION, rated_down=True)
    store.save(rated)
    assert store.newest(10) == [rated]
    store.remove(rated.answer)
    assert store.count() == 0


@IN_A_FILE
def test_forgotten_questions_are_gone_from_the_file(store: QuestionStore, where: Path) -> None:
    store.save(QUESTION)
    store.save(replace(QUESTION, answer="m2", text="Blijft staan", owner="theirs"))
    assert store.forget("mine") == 1
    store.close()
    content = where.read_bytes()
    assert b"tiny house" not in content
    assert b"Blijft staan" in content


@IN_A_FILE
def test_when_the_conversation_has_ended_nothing_in_the_file_tells_whose_it_was(
    store: QuestionStore, where: Path
) -> None:
    store.save(replace(QUESTION, owner="0123456789abcdef" * 4))
    assert store.disown(999.0) == 0
    assert store.disown(1000.0) == 1
    assert [(one.text, one.owner, one.owned_until) for one in store.newest(10)] == [(QUESTION.text, None, None)]
    store.close()
    assert b"0123456789abcdef" not in where.read_bytes()


def test_questions_are_deleted_after_their_days(store: QuestionStore) -> None:
    store.save(QUESTION)
    store.save(replace(QUESTION, answer="m2", day=DAY - dt.timedelta(days=1)))
    assert store.expire(DAY) == 1
    assert store.newest(10) == [QUESTION]


def test_the_newest_come_first_and_no_more_than_asked_for(store: QuestionStore) -> None:
    for age in range(5):
        store.save(replace(QUESTION, answer=f"m{age}", day=DAY - dt.timedelta(days=age)))
    assert [one.answer for one in store.newest(3)] == ["m0", "m1", "m2"]
    assert store.count() == 5


def test_the_version_changes_with_what_is_kept_and_only_then(store: QuestionStore) -> None:
    seen = [store.version]
    store.save(QUESTION)
    seen.append(store.version)
    store.forget("mine")
    seen.append(store.version)
    assert len(set(seen)) == 3
    store.forget("nobody")
    store.expire(DAY)
    assert store.version == seen[-1]
