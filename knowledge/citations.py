"""Turn a `Source` of an entry into the citation that a reader sees.

The rows behind the entries lie in `knowledge/sources/`: the coverage list of the two documents, dated
facts of public pages, and contact data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.hashing import file_hash
from knowledge.loading import PACKAGE, EntryError, KnowledgeError, read_yaml
from knowledge.parsed import PARSED, keep_text
from knowledge.reply import CitedSource
from knowledge.schema import Language, Source

SOURCES = PACKAGE / "sources"

#: The two documents that the knowledge base began with.
DOCUMENT_TITLES: dict[str, dict[Language, str]] = {
    "report-2016": {
        "nl": "Rapport ‘Talent Metalektro’ (Panteia en Ockham IPS voor A+O Metalektro, 2016)",
        "de": "Bericht „Talent Metalektro“ (Panteia und Ockham IPS für A+O Metalektro, 2016)",
        "en": "Report ‘Talent Metalektro’ (Panteia and Ockham IPS for A+O Metalektro, 2016)",
    },
    "imbo-2021": {
        "nl": "Intentieovereenkomst internationaal beroepsonderwijs (IMBO), 16 december 2021",
        "de": "Absichtserklärung internationaler Berufsschulunterricht (IMBO), 16. Dezember 2021",
        "en": "Letter of intent on international vocational education (IMBO), 16 December 2021",
    },
}
DOCUMENT_DATES = {"report-2016": "2016-03", "imbo-2021": "2021-12-16"}
_SECTION: dict[Language, str] = {"nl": "paragraaf", "de": "Abschnitt", "en": "section"}
_FOOTNOTE: dict[Language, str] = {"nl": "voetnoot", "de": "Fußnote", "en": "footnote"}
_PAGE_OF: dict[Language, str] = {"nl": "pagina van", "de": "Seite vom", "en": "page of"}


@cache
def is_public_body(url: str, hosts: frozenset[str]) -> bool:
    """Tell whether `url` belongs to one of `hosts` or to a sub-domain of one."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return any(host == known or host.endswith("." + known) for known in hosts)


class NoSuchRow(KnowledgeError):
    """An entry names a source row that does not exist."""


@dataclass(frozen=True)
class SourceRows:
    """The rows that sources refer to, by id."""

    facts: Mapping[str, dict[str, Any]]
    contacts: Mapping[str, dict[str, Any]]
    coverage: Mapping[str, dict[str, Any]]
    public_bodies: frozenset[str]

    @classmethod
    def load(cls, folder: Path = SOURCES) -> SourceRows:
        """Read the rows.

        Raises:
            KnowledgeError: a file is missing, or holds no rows.
        """
        lines = (folder / "public_bodies.txt").read_text(encoding="utf-8").splitlines()
        hosts = frozenset(line for line in map(str.strip, lines) if line and not line.startswith("#"))
        facts, contacts, coverage = (_rows(folder / name) for name in ("facts.yml", "contacts.yml", "coverage.yml"))
        return cls(facts, contacts, coverage, hosts)

    @cached_property
    def known_hosts(self) -> frozenset[str]:
        """Hosts of public bodies and of the contact rows themselves."""
        urls = (row["url"] for row in self.contacts.values() if row.get("url"))
        return self.public_bodies | {(urlsplit(url).hostname or "").removeprefix("www.") for url in urls}

    def has(self, source: Source) -> bool:
        """Tell whether the row that `source` names exists."""
        if source.document:
            return source.document in DOCUMENT_TITLES
        if source.own:
            return True
        return source.fact in self.facts or source.contact in self.contacts

    def cite(self, source: Source, language: Language) -> CitedSource:
        """Return the citation of `source`.

        Raises:
            NoSuchRow: the row does not exist.
        """
        if source.document:
            locator = f"{_SECTION[language]} {source.section}"
            if source.footnote:
                locator += f", {_FOOTNOTE[language]} " + ", ".join(map(str, source.footnote))
            title = DOCUMENT_TITLES[source.document][language]
            return CitedSource(title, locator, None, DOCUMENT_DATES[source.document])
        if source.own:
            return CitedSource(source.own, "", source.url, "")
        row = self.facts.get(source.fact) if source.fact else self.contacts.get(str(source.contact))
        if row is None:
            raise NoSuchRow(f"There is no source row `{source.row}`: mend the id in the entry that names it.")
        page = row["source"]
        url = page["url"] if is_public_body(page["url"], self.known_hosts) else None
        locator = f"{_PAGE_OF[language]} {page['page_date']}" if page.get("page_date") else ""
        return CitedSource(str(page["publisher"]), locator, url, str(row["as_of"]))


def _rows(path: Path) -> dict[str, dict[str, Any]]:
    """Read the rows of one file by id: from what was parsed before, where the file is the same."""
    if not path.is_file():
        raise KnowledgeError(f"{path} is missing: the answers cannot name their sources without it")
    parsed, digest = PARSED / f"{path.stem}.json", file_hash(path)
    with suppress(OSError, ValueError):
        kept = json.loads(parsed.read_text(encoding="utf-8"))
        if kept["sha256"] == digest:
            return {row["id"]: row for row in kept["rows"]}
    data = read_yaml(path)
    if not isinstance(data, list) or not all(isinstance(row, dict) and row.get("id") for row in data):
        raise EntryError(path, None, "holds no list of rows that each have an `id`")
    # A date in a row is the text that it was, now as from the kept file.
    rows: list[dict[str, Any]] = json.loads(json.dumps(data, ensure_ascii=False, default=str))
    keep_text(parsed, json.dumps({"sha256": digest, "rows": rows}, ensure_ascii=False))
    return {row["id"]: row for row in rows}
