"""Who is in danger, exploited or in trouble with the law is told the right help first; nobody else is."""

from __future__ import annotations

import json

import pytest

from knowledge.loading import PACKAGE, load_entries
from knowledge.reply import ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES, Language
from knowledge.urgent import MAX_CONTACTS, Urgency, UrgentHelp

HELP = UrgentHelp.load()


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("my boss keeps my passport and I get no money", Urgency.EXPLOITATION),
        ("mijn baas houdt mijn paspoort", Urgency.EXPLOITATION),
        ("ich will nicht mehr leben", Urgency.CRISIS),
        ("ik wil niet meer leven", Urgency.CRISIS),
        ("I got a fine", Urgency.LEGAL_TROUBLE),
        ("I want to kill myself because of the fine", Urgency.CRISIS),
    ],
)
def test_a_sign_beyond_doubt_is_seen(text: str, urgency: Urgency) -> None:
    assert HELP.sign_in(text) == urgency


@pytest.mark.parametrize(
    "text",
    [
        "how high is the fine for working without a TWV?",
        "welke boete krijgt een werkgever zonder vergunning?",
        "Wer hilft bei Fragen zum Pass?",
        "my passport expires next year, can I still apply?",
        "",
        "😀",
    ],
)
def test_a_question_is_no_sign(text: str) -> None:
    assert HELP.sign_in(text) is None


def test_no_question_that_people_asked_us_is_a_sign() -> None:
    """Neither those about our subject nor those off it."""
    lines = (PACKAGE / "data" / "out_of_scope.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    entries = load_entries().values()
    asked = [text for entry in entries for code in LANGUAGES for text in entry.questions[code]]
    assert [text for text in [*asked, *(row["text"] for row in rows)] if HELP.sign_in(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("country", ["NL", "DE", "BE"])
def test_help_comes_from_the_users_country_first(urgency: Urgency, language: Language, country: str) -> None:
    reply = HELP.reply(urgency, language, {country})
    countries = {helper.id: helper.country for helper in HELP.kinds[urgency].contacts}
    shown = [countries[contact.id] for contact in reply.contacts]
    assert shown[0] == country
    assert (reply.kind, reply.status) == (ReplyKind.HANDOVER, ReplyStatus.HANDOVER_URGENT)
    assert 0 < len(reply.contacts) <= MAX_CONTACTS
    assert len(reply.sources) == len(reply.contacts)
    phones = [contact.phone for contact in reply.contacts if contact.phone]
    assert len(set(phones)) == len(phones)


@pytest.mark.parametrize("urgency", Urgency)
def test_each_helper_can_be_reached(urgency: Urgency) -> None:
    assert [helper.id for helper in HELP.kinds[urgency].contacts if not (helper.phone or helper.url)] == []


def test_entries_that_are_named_exist() -> None:
    named = {helper.entry for kind in HELP.kinds.values() for helper in kind.contacts if helper.entry}
    assert named <= set(load_entries())
