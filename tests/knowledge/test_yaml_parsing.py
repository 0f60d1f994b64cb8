"""YAML is read fast, and as YAML 1.2."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.loading import entry_paths, knowledge_folders
from knowledge.yaml_parsing import parse_yaml

pytestmark = pytest.mark.unit
PIECES = [
    *("a", "b", ": ", ":", "- ", "\n", "\n  ", "\n    ", " ", "[", "]", "{", "}", ", ", "'", '"', "|", "|\n ", ">-\n "),
    *("no", "Yes", "on", "012", "12:30", "1_0", "0o7", "1.5", "1e3", "2016-03-01", "~", "null", "true", "<<", "="),
    *("#", " #", "?", "? ", "&x ", "*x", "!", "!!str ", "%", "@", "é", "\u2028", "\t", "---\n", "http://x?y=1", "😀"),
]  # fmt: skip


def as_ruamel_reads(text: str) -> Any:
    return YAML(typ="safe").load(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: no\nb: [on, 12:30, 012, 1_000]\n2016-03-01: 2016-03-01")
@example("a: &x {b: 1}\nc: {<<: *x}")
@settings(max_examples=150)
def test_what_is_yaml_1_2_is_read_as_such(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = as_ruamel_reads(text)
        except (YAMLError, ValueError, TypeError, NotImplementedError, KeyError, AttributeError):
            return
        assert repr(parse_yaml(text)) == repr(expected)


def test_a_sample_of_the_entries_is_read_as_ruamel_reads_it() -> None:
    texts = [path.read_text(encoding="utf-8") for path in entry_paths(knowledge_folders())[::40]]
    assert texts
    assert [parse_yaml(text) for text in texts] == [as_ruamel_reads(text) for text in texts]


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(YAMLError, match="duplicate key"):
        parse_yaml("a: 1\nb: 2\na: 3\n")


@pytest.mark.parametrize("opening", ["{a: ", "- ", "? "])
def test_no_file_however_nested_ends_the_process(opening: str) -> None:
    with pytest.raises((RecursionError, YAMLError)):
        parse_yaml(opening * 100_000)
