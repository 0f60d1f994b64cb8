"""A school's own office comes first in its hand-overs, and its own entries are told as its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answering import Answerer
from knowledge.citations import SourceRows
from knowledge.confidence import Thresholds
from knowledge.loading import EntryError, entry_paths
from knowledge.own_site import OwnSite
from knowledge.reply import Reply, ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES, Language
from knowledge.units import effective_units
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


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_has_its_own_office(tmp_path: Path, language: Language) -> None:
    office = own_site(tmp_path).contact("alfa-college", {"office": OFFICE}, language)
    names = {"nl": "Bureau Internationaal", "de": "Internationales Büro", "en": "International Office"}
    assert office is not None
    assert (office.name, office.email) == (names[language], "international@alfa.example")


@pytest.mark.unit
@pytest.mark.parametrize("site", [None, "another-school"])
def test_other_sites_have_the_common_office(tmp_path: Path, site: str | None) -> None:
    office = own_site(tmp_path).contact(site, {"office": OFFICE}, "en")
    assert office is not None
    assert (office.id, office.phone) == ("office", "0591 12 34 56")


@pytest.mark.unit
def test_an_office_that_no_entry_describes_yet_is_nobody_and_is_named(tmp_path: Path) -> None:
    own = own_site(tmp_path)
    assert own.contact(None, {}, "en") is None
    assert (own.unknown({}), own.unknown({"office": OFFICE})) == (["office"], [])


@pytest.mark.unit
def test_an_answer_from_an_own_entry_says_so_before_its_sources(tmp_path: Path) -> None:
    write_entry(tmp_path, entry_data("hours"))
    own = OwnSite.load([tmp_path])
    answer = Reply("Ten.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "en", entry="hours")
    assert [source.title for source in own.mark(answer).sources] == ["Your school's own entry"]
    ours = Reply("Ten.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "en", entry="ind")
    assert own.mark(ours) == ours


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
    for own in (own_site(tmp_path, ""), OwnSite.load([])):
        assert own == OwnSite({}, frozenset())
        assert own.contact("any", {"office": OFFICE}, "en") is None


NAME = "name: {nl: A, de: B, en: C}"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("contac: office", "site.yml:1: `contac`: no field has this name"),
        ("sites:\n  office:\n    email: a@b.example", "site.yml:2: `sites.office.name`: this is missing"),
        (f"contact:\n  {NAME}\n  url: our page", "site.yml:3: `contact.url`: an address of a page begins with https"),
        (f"contact:\n  {NAME}\n  email: nobody", "site.yml:3: `contact.email`: a mail address has an @"),
        (
            f"contact:\n  {NAME}\n  phone: 0591123456",
            "site.yml:3: `contact.phone`: this is no text; write it in quotes",
        ),
        (f"contact:\n  {NAME}", "site.yml:1: `contact`: it says nowhere how to reach the office"),
        ("sites:\n  office: Not an id", "site.yml:2: `sites.office`: an id has small letters, digits and hyphens"),
        ("sites: [a]", "site.yml:1: `sites`: this is no list of fields"),
        (
            "sites:\n  a:\n    origins: [www.a.example]",
            "site.yml:3: `sites.a.origins.0`: 'www.a.example' is no origin: write it as https://www.school.example",
        ),
        ("sites:\n  a:\n    origins: https://a.example", "site.yml:3: `sites.a.origins`: this is no list; write ["),
        ("sites:\n  a:\n    theme: Our Theme", "site.yml:3: `sites.a.theme`: a theme has small letters"),
        ("sites:\n  a:\n    language: fr", "site.yml:3: `sites.a.language`: this is none of nl, de and en; a site has"),
        ("sites:\n  a:\n    region: <b>", "site.yml:3: `sites.a.region`: a place is named in plain letters"),
        (
            "sites:\n  a:\n    origin: [https://a.example]\n    theme: b",
            "`sites.a.origin`: no field has this name; a site",
        ),
        (f"sites:\n  a:\n    contact:\n      {NAME}", "site.yml:3: `sites.a.contact`: it says nowhere how to reach"),
        ("sites:\n  a:\n    contact: No id\n    theme: b", "`sites.a.contact`: an id has small letters, digits and"),
    ],
)
def test_a_fault_of_a_site_file_is_told_in_plain_words_at_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(EntryError) as caught:
        own_site(tmp_path, text)
    assert told in str(caught.value)


LONG = """
sites:
  Alfa-College:
    contact: office
    origins: [https://www.Alfa.example, "http://localhost:8080"]
    theme: euregio
    language: de
    region: Emmen
  beta: office
"""


@pytest.mark.unit
def test_a_site_may_have_settings_beside_its_contact(tmp_path: Path) -> None:
    own = own_site(tmp_path, LONG)
    options = own.options("alfa-COLLEGE")
    assert options.origins == ("https://www.alfa.example", "http://localhost:8080")
    assert (options.theme, options.language, options.region) == ("euregio", "de", "Emmen")
    for site in ("alfa-college", "beta"):
        office = own.contact(site, {"office": OFFICE}, "en")
        assert office is not None and office.id == "office"


@pytest.mark.unit
@pytest.mark.parametrize("site", [None, "", "beta", "unknown"])
def test_settings_of_a_site_are_no_other_sites(tmp_path: Path, site: str | None) -> None:
    options = own_site(tmp_path, LONG).options(site)
    assert (options.origins, options.theme, options.language, options.region) == ((), None, None, None)


@pytest.mark.unit
def test_a_site_with_settings_alone_has_the_common_office(tmp_path: Path) -> None:
    own = own_site(tmp_path, "contact: office\nsites: {alfa: {origins: [https://alfa.example]}}")
    office = own.contact("alfa", {"office": OFFICE}, "en")
    assert office is not None and office.id == "office"


@pytest.mark.unit
def test_the_site_file_of_a_later_folder_wins(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, theme in zip(folders, ("first", "second"), strict=True):
        folder.mkdir()
        (folder / "site.yml").write_text(f"sites: {{alfa: {{theme: {theme}}}}}", encoding="utf-8")
    assert OwnSite.load(folders).options("alfa").theme == "second"


@pytest.mark.unit
def test_a_site_may_be_called_by_a_number(tmp_path: Path) -> None:
    assert own_site(tmp_path, "sites: {2026: office}").contacts == {"2026": "office"}


@pytest.mark.unit
def test_an_own_entry_that_is_told_beside_one_of_ours_is_marked_once_too(tmp_path: Path) -> None:
    own, ours = make_entry("own"), make_entry("ours")
    write_entry(tmp_path, entry_data("own"))
    site = OwnSite.load([tmp_path])
    answerer = Answerer({"own": own, "ours": ours}, SourceRows.load(), Thresholds(0.5, 0.25), site)
    units = {entry.id: effective_units(entry, TODAY)[0] for entry in (own, ours)}
    for told, marks in ((["ours", "own"], 1), (["own"], 1), (["ours"], 0)):
        reply = site.mark(answerer.answer([units[name] for name in told], "en", today=TODAY))
        titles = [source.title for source in reply.sources]
        assert titles.count("Your school's own entry") == marks
        assert len(titles) > marks
