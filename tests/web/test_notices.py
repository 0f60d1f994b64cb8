from __future__ import annotations

import pytest

from knowledge.privacy import DataKind
from knowledge.schema import LANGUAGES, Language
from web import notices

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sort_of_personal_data_has_a_name_in_every_language(language: Language) -> None:
    assert all(notices.text_of(f"kind_{kind}", language) for kind in DataKind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_disclosure_says_that_a_machine_speaks(language: Language) -> None:
    assert notices.discloses(notices.disclosure(language).text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_notices_do_not_pass_for_the_disclosure(language: Language) -> None:
    others = [notices.command(language), notices.fallback(language, ()), notices.refused_personal_data([], language)]
    assert not any(notices.discloses(notice.text) for notice in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_name_what_was_found(language: Language) -> None:
    kinds = [DataKind.PHONE, DataKind.NAME]
    for notice in (notices.refused_personal_data(kinds, language), notices.masked_personal_data(kinds, language)):
        assert all(notices.text_of(f"kind_{kind}", language) in notice.text for kind in kinds)
        assert "{" not in notice.text
