"""From a search to a reply: answer, ask back, or hand over, with source and date."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.citations import SourceRows
from knowledge.confidence import Thresholds
from knowledge.contact_cards import contact_cards
from knowledge.dating import Dating
from knowledge.handover import without_contacts
from knowledge.own_site import OwnSite
from knowledge.phrases import phrase
from knowledge.rendering import format_partial_date
from knowledge.reply import Button, CitedSource, OlderRule, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Entry, Language
from knowledge.search import Found, Result
from knowledge.telling import told_together
from knowledge.units import Unit

MAX_CHOICES = 3
#: "Yes" and "no" answer the question that a text was written for; asked another way they say the opposite.
_YES_OR_NO = re.compile(r"(?:Ja|Nee|Nein|Yes|No)[,.:] +")
_YEAR = re.compile(r"20\d\d", re.ASCII)


class Answerer:
    """Composes replies from found units; it never writes a fact itself."""

    def __init__(
        self, entries: Mapping[str, Entry], rows: SourceRows, thresholds: Thresholds, site: OwnSite | None = None
    ) -> None:
        """`site`: whose own entries are told as its own; None has none."""
        self._entries = entries
        self._site = site
        self._rows = rows
        self._thresholds = thresholds

    def reply(self, found: Found, *, today: dt.date, day: dt.date | None = None) -> Reply:
        """Answer, ask back or hand over, by the confidence of the best result; a hand-over names nobody yet.

        `day`: for which day the units were found; None is `today`.
        """
        best = found.results[0] if found.results else None
        confidence = best.confidence if best else 0.0
        if best and confidence >= self._thresholds.answer and not found.is_broad:
            units = told_together(best.unit, found.companions, found.language)
            if len({unit.entry for unit in units}) == 1 and not _names_past_year(best, day or today):
                # What holds comes before what held, or what an old source tells, of the same thing.
                units.sort(key=self._dating(found.language, today, day).is_past)
            told = self.answer(units, found.language, today=today, day=day, confidence=confidence)
            return replace(told, text="\n".join(map(_without_opener, told.text.split("\n"))))
        if best and confidence >= self._thresholds.clarify:
            return self.clarify(found, confidence)
        return without_contacts(ReplyStatus.HANDOVER_NOTHING_FOUND, found.language, confidence)

    def answer(
        self,
        units: Sequence[Unit],
        language: Language,
        *,
        today: dt.date,
        day: dt.date | None = None,
        confidence: float | None = None,
    ) -> Reply:
        """Tell `units`, best first, and for which `day` where it is not `today`; the first one's entry answers."""
        best, entry = units[0], self._entries[units[0].entry]
        olds = [unit.older for unit in units if unit.older]
        older = None
        if olds:
            text = " ".join(dict.fromkeys(old.text[language] for old in olds))
            older = OlderRule(text, format_partial_date(olds[0].as_of, language))
        cited = self._site.mark_of([unit.entry for unit in units], language) if self._site else []
        cited += [self._rows.cite(source, language) for unit in units for source in unit.sources]
        cited += [self._rows.cite(source, language) for old in olds for source in old.sources]
        return Reply(
            text="\n".join(unit.text[language] for unit in units),
            kind=ReplyKind.ANSWER,
            status=ReplyStatus.ANSWERED_WITH_OLDER_RULE if older else ReplyStatus.ANSWERED,
            language=language,
            entry=best.entry,
            point=best.point,
            confidence=None if confidence is None else round(confidence, 3),
            as_of=format_partial_date(best.as_of, language),
            caution=self._dating(language, today, day).caution(units),
            older=older,
            sources=tuple(dict.fromkeys(cited)),
            official=self._official(units),
            contacts=contact_cards(self._entries, entry.contacts, language),
        )

    def _dating(self, language: Language, today: dt.date, day: dt.date | None) -> Dating:
        return Dating(self._entries, self._rows, language, day or today, today)

    def _official(self, units: Sequence[Unit]) -> tuple[CitedSource, ...]:
        links: dict[str, CitedSource] = {}
        for unit in units:
            for link in self._entries[unit.entry].official:
                links.setdefault(link.url, CitedSource(link.title, "", link.url, unit.as_of))
        return tuple(links.values())

    def clarify(self, found: Found, confidence: float | None = None) -> Reply:
        """Offer the best results as choices; no knowledge text."""
        buttons = [self._choice(result, found.language) for result in found.results[:MAX_CHOICES]]
        return Reply(
            text=phrase("clarify", found.language),
            kind=ReplyKind.CLARIFY,
            status=ReplyStatus.CLARIFIED,
            language=found.language,
            confidence=None if confidence is None else round(confidence, 3),
            buttons=(*buttons, Button(phrase("clarify_none", found.language), "/ask_person")),
        )

    def _choice(self, result: Result, language: Language) -> Button:
        unit, entry = result.unit, self._entries[result.unit.entry]
        title = entry.title[language]
        for version in entry.versions:
            for point in version.points:
                if point.id == unit.point and point.questions[language]:
                    title = f"{title}: {point.questions[language][0]}"
                    break
        return Button(title[:120], f"/choose{json.dumps({'choice': unit.key})}")


def _names_past_year(best: Result, day: dt.date) -> bool:
    """Tell whether the question names a year before that of `day` which the text that matched best tells of."""
    return any(_YEAR.fullmatch(word) and int(word) < day.year for word in best.why.words)


def as_plain_text(reply: Reply) -> str:
    """Return the whole reply as lines of text, for the terminal and channels that show nothing else."""
    language = reply.language
    lines = [reply.text]
    if reply.caution:
        lines.append(reply.caution)
    if reply.older:
        lines.append(phrase("older", language, text=reply.older.text))
    facts = [phrase("holds_for", language, date=reply.as_of)] if reply.as_of else []
    if reply.sources:
        named = "; ".join(", ".join(filter(None, (source.title, source.locator))) for source in reply.sources)
        facts.append(phrase("source", language, sources=named))
    if facts:
        lines.append(" · ".join(facts))
    lines += [f"→ {link.title}: {link.url}" for link in reply.official]
    for contact in reply.contacts:
        lines.append("• " + ", ".join(filter(None, (contact.name, contact.phone, contact.email, contact.url))))
    lines += [f"[{number}] {button.title}" for number, button in enumerate(reply.buttons, 1)]
    return "\n".join(lines)


def _without_opener(text: str) -> str:
    """Return `text` without the yes or no that it opens with."""
    rest = _YES_OR_NO.sub("", text, count=1) if _YES_OR_NO.match(text) else text
    return rest[:1].upper() + rest[1:]
