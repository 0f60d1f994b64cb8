"""A school's own office comes first in its hand-overs, and its own entries are told as its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.directory import contact_card
from knowledge.encoder import Encoder
from knowledge.loading import EntryError, entry_paths
from knowledge.own_site import OwnSite
from knowledge.reply import Reply, ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES, Language
from tests.knowledge.samples import entry_data, make_entry, write_entry
from tests.knowledge_fixtures import TODAY

SITE = """
contact: office
sites:
  Alfa-College:
    name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}
    email: international@alfa.example
"""
OFFICE = make_entry("office", kind="contact-point", contact={"phone": "0591 12 34 56"})


def own_site(folder: Path, text: str = SITE) -> OwnSite:
    (folder / "site.yml").write_text(text, encoding="utf-8")
    return OwnSite.load([folder])


def hand_over(language: Language = "en") -> Reply:
    return Reply("No answer.", ReplyKind.HANDOVER, ReplyStatus.HANDOVER_NOTHING_FOUND, language)


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_hands_over_to_its_own_office_first(tmp_path: Path, language: Language) -> None:
    finished = own_site(tmp_path).finish(hand_over(language), "alfa-college", {"office": OFFICE})
    names = {"nl": "Bureau Internationaal", "de": "Internationales Büro", "en": "International Office"}
    assert [(one.name, one.email) for one in finished.contacts] == [(names[language], "international@alfa.example")]


@pytest.mark.unit
@pytest.mark.parametrize("site", [None, "another-school"])
def test_other_sites_hand_over_to_the_common_office_once_and_first(tmp_path: Path, site: str | None) -> None:
    own = own_site(tmp_path)
    cards = tuple(contact_card(entry, "en") for entry in (make_entry("ind"), OFFICE))
    first = own.first(cards, site, {"office": OFFICE}, "en")
    assert [(one.id, one.phone) for one in first] == [("office", "0591 12 34 56"), ("ind", None)]


@pytest.mark.unit
def test_an_office_that_no_entry_describes_yet_changes_nothing(tmp_path: Path) -> None:
    own = own_site(tmp_path)
    assert own.finish(hand_over(), None, {}).contacts == ()
    assert (own.unknown({}), own.unknown({"office": OFFICE})) == (["office"], [])


@pytest.mark.unit
def test_an_answer_from_an_own_entry_says_so_before_its_sources(tmp_path: Path) -> None:
    write_entry(tmp_path, entry_data("hours"))
    own = OwnSite.load([tmp_path])
    answer = Reply("Ten.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "en", entry="hours")
    assert [source.title for source in own.finish(answer, None, {}).sources] == ["Your school's own entry"]
    ours = Reply("Ten.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "en", entry="ind")
    assert own.finish(ours, None, {}) == ours


@pytest.mark.unit
def test_the_site_file_is_no_entry(tmp_path: Path) -> None:
    own_site(tmp_path)
    path = write_entry(tmp_path, entry_data("hours"))
    assert entry_paths([tmp_path]) == [path]


@pytest.mark.unit
@pytest.mark.parametrize("text", ["contact: Not an id", "contact: {name: {nl: A}}", "office: x", "sites: [a]", "- a"])
def test_a_site_file_that_is_not_valid_is_named_with_what_would_be_right(tmp_path: Path, text: str) -> None:
    with pytest.raises(EntryError, match=r"site\.yml.*give the id of an entry"):
        own_site(tmp_path, text)


@pytest.mark.unit
def test_an_empty_site_file_and_no_folder_add_nothing(tmp_path: Path) -> None:
    reply = hand_over()
    assert own_site(tmp_path, "").finish(reply, "any", {}) == reply
    assert OwnSite.load([]).finish(reply, None, {}) == reply


@pytest.mark.integration
def test_the_assistant_hands_over_to_the_office_of_the_site(
    sample_index: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_site(tmp_path)
    monkeypatch.setenv("GRENSWIJZER_LOCAL", str(tmp_path))
    assistant = Assistant(sample_index, encoder, FixedClock(TODAY))
    replies = [
        assistant.hand_over("en", site="alfa-college"),
        assistant.answer("xyzzy plugh frobnicate", "en", site="alfa-college"),
    ]
    assert [reply.contacts[0].name for reply in replies] == ["International Office"] * 2
    assert assistant.contacts_for(None, "de", "alfa-college")[0].name == "Internationales Büro"
    assert len(replies[0].contacts) > 1
