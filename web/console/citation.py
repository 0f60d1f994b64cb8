"""What an adviser hands on: a text with status, date, sources and who decides, as text, Markdown or e-mail."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import quote

from knowledge.assistant import Assistant, UnknownEntry
from knowledge.rendering import format_partial_date
from knowledge.schema import Language
from knowledge.units import SUMMARY
from web.console.pages import text_of
from web.console.paths import PREFIX
from web.schemas import SourceOut

Form = Literal["text", "markdown", "email"]
FORMS: tuple[Form, ...] = get_args(Form)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


@dataclass(frozen=True)
class Citation:
    """One text to be handed on, in one language."""

    language: Language
    title: str
    text: str
    #: Status and dates, each as it is shown.
    holds: tuple[str, ...]
    #: How sure or fresh it is, if anything must be said of that.
    caution: str | None
    #: What an older source said, as it is shown.
    older: str | None
    official: tuple[SourceOut, ...]
    sources: tuple[SourceOut, ...]
    permalink: str


def point_citation(  # noqa: PLR0913 - what is cited, for which day, and how
    assistant: Assistant, entry: str, point: str, language: Language, *, day: dt.date | None, base: str
) -> Citation:
    """Return the citation of what a point of an entry tells on `day`, or today; `base`: the address of the service.

    Raises:
        UnknownEntry: there is no such point, or nothing of it holds on that day.
    """
    view = assistant.entry(entry, language, day)
    told = assistant.tell(f"{entry}#{point}", language, day)
    unit = next(one for one in view["holds_today"] if one["point"] == (point or SUMMARY))
    older = text_of("cite_older", language, date=told.older.as_of, text=told.older.text) if told.older else None
    address = f"{base}{PREFIX}/entries/{entry}?lang={language}" + (f"&on={day}" if day else "")
    return Citation(
        language, view["title"], told.text, _holds(unit, language), told.caution, older,
        _checked(view["official"]), _checked([vars(source) for source in told.sources]), f"{address}#{point}",
    )  # fmt: skip


def version_citation(  # noqa: PLR0913 - what is cited, and how
    assistant: Assistant, entry: str, number: int, point: str, language: Language, *, base: str
) -> Citation:
    """Return the citation of what version `number` of an entry, the oldest being 1, says on `point`.

    Raises:
        UnknownEntry: there is no such version or point.
    """
    view = assistant.entry(entry, language)
    versions = view["versions"]
    if not 0 < number <= len(versions):
        raise UnknownEntry(f"There is no version {number} of an entry {entry!r}.")
    version = versions[-number]
    texts = {SUMMARY: version["summary"]} | {one["id"]: one["text"] for one in version["points"]}
    text = texts.get(point)
    if not text:
        raise UnknownEntry(f"Version {number} of {entry!r} does not tell {point!r}.")
    return Citation(
        language, view["title"], text, _holds(version, language), None, None,
        _checked(view["official"]), _checked(version["sources"]),
        f"{base}{PREFIX}/entries/{entry}?lang={language}#version-{number}",
    )  # fmt: skip


def as_text(citation: Citation) -> str:
    """Return the citation as plain text."""
    blocks = [
        citation.title,
        citation.text,
        "\n".join(filter(None, (" · ".join(citation.holds), citation.caution, citation.older))),
        _list(citation, "official", citation.official, _plain_source),
        _list(citation, "sources", citation.sources, _plain_source),
        "\n".join(_closing(citation, citation.permalink)),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def as_markdown(citation: Citation) -> str:
    """Return the citation as Markdown."""
    blocks = [
        f"**{_escaped(citation.title)}**",
        _escaped(citation.text),
        f"*{_escaped(' · '.join(citation.holds))}*",
        *(_escaped(said) for said in (citation.caution, citation.older) if said),
        _list(citation, "official", citation.official, _marked_up_source),
        _list(citation, "sources", citation.sources, _marked_up_source),
        "  \n".join(_closing(citation, f"<{citation.permalink}>")),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def as_mailto(citation: Citation) -> str:
    """Return the address that opens an e-mail with the citation, whose lines end as RFC 6068 wants it."""
    body = as_text(citation).replace("\n", "\r\n")
    return f"mailto:?subject={quote(citation.title, safe='')}&body={quote(body, safe='')}"


def rendered(citation: Citation, form: Form) -> str:
    """Return the citation in one of its forms; an e-mail begins with the line of its subject."""
    if form == "email":
        return f"{text_of('copy_subject', citation.language)}: {citation.title}\n\n{as_text(citation)}"
    return as_markdown(citation) if form == "markdown" else as_text(citation)


def _holds(told: dict[str, Any], language: Language) -> tuple[str, ...]:
    """Return status and dates of a point or a version."""
    said = [
        text_of("cite_status", language, status=text_of(f"status_{told['status']}", language)),
        text_of("holds_for", language, date=format_partial_date(told["as_of"], language)),
    ]
    limits = [(name, told[name]) for name in ("valid_from", "valid_until") if told.get(name)]
    said += [text_of(name, language, date=format_partial_date(date, language)) for name, date in limits]
    return tuple(said)


def _checked(sources: Sequence[dict[str, Any]]) -> tuple[SourceOut, ...]:
    """Return `sources` as the API gives them: without addresses that a browser would run."""
    return tuple(SourceOut.model_validate(source) for source in sources)


def _list(citation: Citation, name: str, sources: Sequence[SourceOut], written: Any) -> str:
    if not sources:
        return ""
    lines = [f"- {written(source, citation.language)}" for source in sources]
    gap = "\n\n" if written is _marked_up_source else "\n"
    return f"{text_of(name, citation.language)}:{gap}" + "\n".join(lines)


def _plain_source(source: SourceOut, language: Language) -> str:
    return ", ".join(filter(None, (source.title, source.locator, source.url))) + _date(source, language)


def _marked_up_source(source: SourceOut, language: Language) -> str:
    title = _escaped(source.title)
    named = f"[{title}](<{source.url}>)" if source.url else title
    return ", ".join(filter(None, (named, _escaped(source.locator)))) + _date(source, language)


def _date(source: SourceOut, language: Language) -> str:
    """Return when a page was read, or of when a document is."""
    if not source.as_of:
        return ""
    date = format_partial_date(source.as_of, language)
    if source.url:
        date = text_of("cite_read" if source.as_of.count("-") == 2 else "cite_read_in", language, date=date)
    return f" ({date})"


def _closing(citation: Citation, address: str) -> tuple[str, str]:
    language = citation.language
    return text_of("cite_permalink", language, url=address), text_of("footer", language)


def _escaped(text: str) -> str:
    """Return `text` so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
