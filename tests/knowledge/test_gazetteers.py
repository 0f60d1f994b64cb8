"""The names that the bot recognises."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge.gazetteers import FORMAT, NAMES, build_gazetteers, write_gazetteers
from knowledge.loading import load_entries, read_yaml
from knowledge.schema import Entry

pytestmark = pytest.mark.unit

KINDS = ("country", "education_level", "organisation", "permit", "place")
Entries = dict[str, Entry]
Built = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def entries() -> Entries:
    return load_entries()


@pytest.fixture(scope="module")
def built(entries: Entries) -> Built:
    """The names by kind."""
    content = build_gazetteers(entries)
    assert tuple(sorted(content["entities"])) == KINDS
    return dict(content["entities"])


def value_of(items: list[dict[str, Any]], form: str) -> str | None:
    """Return what `form` stands for, in any case or exactly as written."""
    found = [item["value"] for item in items if form.casefold() in item["forms"] or form in item["exact"]]
    return str(found[0]) if found else None


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("China", "CN"), ("Chinees", "CN"), ("chinesischen", "CN"), ("Chinesin", "CN"), ("Chinese", "CN"),
        ("Zuid-Korea", "KR"), ("zuidkoreaanse", "KR"), ("South Korean", "KR"), ("Südkoreanerinnen", "KR"),
        ("Türkei", "TR"), ("tuerkei", "TR"), ("turkey", "TR"), ("Turkse", "TR"), ("türkischer", "TR"),
        ("België", "BE"), ("belgie", "BE"), ("Vlaming", "BE"), ("Flanders", "BE"),
        ("Französin", "FR"), ("Fransman", "FR"), ("Deutschlands", "DE"), ("Oekraïense", "UA"), ("oekrains", "UA"),
        ("US", "US"), ("USA", "US"), ("Syriërs", "SY"), ("Syrerin", "SY"), ("Côte d'Ivoire", "CI"),
    ],
)  # fmt: skip
def test_countries_and_their_people_are_known_in_three_languages(built: Built, form: str, code: str) -> None:
    assert value_of(built["country"], form) == code


def test_every_country_with_people_has_names_in_each_language(built: Built) -> None:
    countries = {item["value"]: item["forms"] for item in built["country"]}
    for code in read_yaml(NAMES)["nationalities"]:
        assert len(countries[code]) >= 5, code


@pytest.mark.parametrize("word", ["us", "it", "vs", "lets", "leer", "denen", "pool", "item", "is"])
def test_an_ordinary_word_is_no_name(built: Built, word: str) -> None:
    assert [kind for kind in KINDS if value_of(built[kind], word)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_stands_for_one_thing_of_a_kind(built: Built, kind: str) -> None:
    forms = [form for item in built[kind] for form in (*item["forms"], *item["exact"])]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("kind", KINDS)
def test_all_is_sorted_and_lower_cased(built: Built, kind: str) -> None:
    items = built[kind]
    assert [item["value"] for item in items] == sorted(item["value"] for item in items)
    for item in items:
        assert item["forms"] == sorted({form.casefold() for form in item["forms"]})
        assert item["forms"] or item["exact"]


def test_permits_and_organisations_are_entries(entries: Entries, built: Built) -> None:
    for kind in ("permit", "organisation"):
        assert {item["value"] for item in built[kind]} - entries.keys() == set()


def test_an_organisation_is_known_by_its_name_and_abbreviation_but_not_by_search_terms_or_towns(built: Built) -> None:
    assert value_of(built["organisation"], "IND") == "ind"
    assert value_of(built["organisation"], "Immigration and Naturalisation Service") == "ind"
    assert value_of(built["organisation"], "buddy") is None
    assert value_of(built["organisation"], "Nordhorn") is None
    assert value_of(built["place"], "Nordhorn") == "Nordhorn"


def test_a_place_is_known_by_its_name_in_the_neighbours_language(built: Built) -> None:
    assert value_of(built["place"], "Aken") == value_of(built["place"], "Aachen") == "Aachen"
    assert value_of(built["place"], "Nordrhein Westfalen") == "Nordrhein-Westfalen"


def test_only_words_that_are_names_somewhere_are_kept_apart_by_their_capitals(built: Built) -> None:
    exact = {form for items in built.values() for item in items for form in item["exact"]}
    lower = {form for items in built.values() for item in items for form in item["forms"]}
    assert not {form.casefold() for form in exact} & lower


def test_the_file_is_written_once_and_then_only_when_a_name_has_changed(entries: Entries, tmp_path: Path) -> None:
    path = tmp_path / "new" / "gazetteers.json"
    assert write_gazetteers(path, entries)
    first = path.read_bytes()
    assert not write_gazetteers(path, entries)
    fewer = {key: entry for key, entry in entries.items() if key != "ind"}
    assert write_gazetteers(path, fewer)
    assert write_gazetteers(path, entries)
    assert path.read_bytes() == first
    assert list(path.parent.iterdir()) == [path]


def test_the_file_is_what_the_bot_reads(entries: Entries, tmp_path: Path) -> None:
    path = tmp_path / "gazetteers.json"
    write_gazetteers(path, entries)
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert content["format"] == FORMAT
    assert {key for items in content["entities"].values() for item in items for key in item} == {
        "value",
        "forms",
        "exact",
    }


def test_it_is_the_same_in_another_process_with_other_hashes(tmp_path: Path) -> None:
    code = "import sys, pathlib; from knowledge.gazetteers import *; from knowledge.loading import load_entries; "
    code += "write_gazetteers(pathlib.Path(sys.argv[1]), load_entries())"
    contents = set()
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.json"
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(NAMES.parents[2])}
        subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=True)
        contents.add(path.read_bytes())
    assert len(contents) == 1
