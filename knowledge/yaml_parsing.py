"""Parse YAML with libyaml, fifteen times as fast as in Python, wherever it reads the same as YAML 1.2 does."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import Any

import yaml  # type: ignore[import-untyped]
from ruamel.yaml import YAML
from ruamel.yaml.resolver import implicit_resolvers
from yaml.constructor import ConstructorError  # type: ignore[import-untyped]

_VERSION = (1, 2)
_MERGE = "tag:yaml.org,2002:merge"
_INT = "tag:yaml.org,2002:int"
#: Other numbers have forms that YAML 1.1 reads otherwise: `012` is ten there.
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
#: Directives, tags, tabs, and what only YAML 1.1 takes for the end of a line.
_READ_OTHERWISE = re.compile(r"^%|(?:^|[\s,\[{:-])!|[\t\x85\u2028\u2029]", re.MULTILINE)
_OPENINGS = ("[", "{", "- ", "? ")
#: libyaml follows nested values on the stack of the process, which ends with it at some hundred thousand.
_MAX_OPENINGS = 5000


def parse_yaml(text: str) -> Any:
    """Return the data of `text` as YAML 1.2; where libyaml cannot be trusted with it, ruamel.yaml reads it.

    That reads again what libyaml refuses, so errors are its own.

    Raises:
        YAMLError: that of ruamel.yaml: `text` is not YAML, or a key stands twice.
        RecursionError: it is nested too deeply.
        ValueError: a date is none of the calendar.
    """
    if sum(map(text.count, _OPENINGS)) <= _MAX_OPENINGS and not _READ_OTHERWISE.search(text):
        with suppress(yaml.YAMLError, ValueError):
            return yaml.load(text, Loader=_Loader)  # noqa: S506 - made from the safe one
    return YAML(typ="safe").load(text)


def written_out(value: Any, known: dict[int, float] | None = None) -> float:
    """Return how many values and characters `value` has once its aliases are written out; infinite if it holds itself.

    Parsed, ten lines of aliases to aliases take no room; whoever shows or compares them never ends.

    Raises:
        RecursionError: it is nested too deeply.
    """
    known = {} if known is None else known
    if id(value) not in known:
        known[id(value)] = math.inf
        size = 1.0
        if isinstance(value, dict):
            size += sum(written_out(key, known) + written_out(inner, known) for key, inner in value.items())
        elif isinstance(value, list | tuple | set):
            size += sum(written_out(inner, known) for inner in value)
        elif isinstance(value, str | bytes):
            size += len(value)
        known[id(value)] = size
    return known[id(value)]


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]
    """libyaml with the plain words of YAML 1.2, in which `no` is a word; it refuses what it would read otherwise."""

    #: Filled below, in place of those of YAML 1.1.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Refuse merged mappings, and a key that stands twice."""
        if any(key.tag == _MERGE for key, _ in node.value):
            raise ConstructorError(None, None, "a merged mapping", node.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise ConstructorError(None, None, "a key stands twice", node.start_mark)
        return mapping

    def construct_int(self, node: yaml.ScalarNode) -> int:
        """Refuse what is not decimal."""
        if not _DECIMAL.fullmatch(node.value):
            raise ConstructorError(None, None, "not decimal", node.start_mark)
        return int(node.value)


_Loader.add_constructor(_INT, _Loader.construct_int)
for _versions, _tag, _pattern, _first in implicit_resolvers:
    if _VERSION in _versions:
        _Loader.add_implicit_resolver(_tag, _pattern, _first)
