"""From a search to a reply: answer, ask back, or hand over, with source and date."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from knowledge.citations import SourceRows
from knowledge.confidence import Thresholds
from knowledge.contact_cards import contact_cards
from knowledge.handover import without_contacts
from knowledge.phrases import phrase
from knowledge.rendering import format_partial_date
from knowledge.reply import Button, CitedSource, OlderRule, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Confidence, Entry, Language, Status
from knowledge.search import Found, Result
from knowledge.telling import told_together
from knowledge.units import Unit

MAX_CHOICES = 3
#: A source older than this is told with the remark that nothing newer was found.
OLD_AFTER = dt.timedelta(days=5 * 365)
#: A superseded version still tells what no newer one does.
_UNCERTAIN = {Status.UNVERIFIED, Status.HISTORICAL, Status.SUPERSEDED}


class Answerer:
    """Composes replies from found units; it never writes a fact itself."""

    def __init__(self, entries: Mapping[str, Entry], rows: SourceRows, thresholds: Thresholds) -> None:
        self._entries = entries
        self._rows = rows
        self._thresholds = thresholds

    def reply(self, found: Found, *, today: dt.date, doubt: float = 0.0) -> Reply:
        """Answer, ask back or hand over, by the confidence of the best result; a hand-over names nobody yet.

        `doubt`: in [0, 1], how sure the dialogue's own classifier is that the message is off our subject;
        it lowers the confidence.
        """
        best = found.results[0] if found.results else None
        confidence = best.confidence * (1 - doubt) if best else 0.0
        if best and confidence >= self._thresholds.answer:
            units = told_together(best.unit, found.companions, found.language)
            if len({unit.entry for unit in units}) == 1:
                # What holds today comes before what an old source tells of the same thing.
                units.sort(key=lambda unit: self._is_old(unit, today))
            return self.answer(units, found.language, today=today, confidence=confidence)
        if best and confidence >= self._thresholds.clarify:
            return self.clarify(found, confidence)
        return without_contacts(ReplyStatus.HANDOVER_NOTHING_FOUND, found.language, confidence)

    def answer(
        self, units: Sequence[Unit], language: Language, *, today: dt.date, confidence: float | None = None
    ) -> Reply:
        """Tell `units`, best first; the answer belongs to the entry of the first."""
        best, entry = units[0], self._entries[units[0].entry]
        olds = [unit.older for unit in units if unit.older]
        older = None
        if olds:
            text = " ".join(dict.fromkeys(old.text[language] for old in olds))
            older = OlderRule(text, format_partial_date(olds[0].as_of, language))
        cited = [self._rows.cite(source, language) for unit in units for source in unit.sources]
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
            caution=self._caution_of_all(units, language, today),
            older=older,
            sources=tuple(dict.fromkeys(cited)),
            official=self._official(units),
            contacts=contact_cards(self._entries, entry.contacts, language),
        )

    def _official(self, units: Sequence[Unit]) -> tuple[CitedSource, ...]:
        links: dict[str, CitedSource] = {}
        for unit in units:
            for link in self._entries[unit.entry].official:
                links.setdefault(link.url, CitedSource(link.title, "", link.url, unit.as_of))
        return tuple(links.values())

    def _caution_of_all(self, units: Sequence[Unit], language: Language, today: dt.date) -> str | None:
        """Return the caution of the first doubtful unit; an old companion must not pass for the best one's date."""
        best = self.caution(units[0], language, today)
        if best:
            return best
        for unit in units[1:]:
            if self._is_old(unit, today):
                return phrase("check_old_part", language, **self._origin(unit, language))
            caution = self.caution(unit, language, today)
            if caution:
                return caution
        return None

    @staticmethod
    def _is_old(unit: Unit, today: dt.date) -> bool:
        return unit.status in _UNCERTAIN and today - dt.date(int(unit.as_of[:4]), 12, 31) > OLD_AFTER

    def _origin(self, unit: Unit, language: Language) -> dict[str, str]:
        entry = self._entries[unit.entry]
        body = entry.official[0].title if entry.official else phrase("the_body", language)
        return {"date": format_partial_date(unit.as_of, language), "official": body}

    def caution(self, unit: Unit, language: Language, today: dt.date) -> str | None:
        """Return what must be said about how fresh or sure `unit` is, or None."""
        entry = self._entries[unit.entry]
        origin = self._origin(unit, language)
        body = origin["official"]
        if unit.expired or (entry.review_by <= today and unit.status == Status.IN_FORCE):
            last = next((v.valid_until for v in entry.versions if v.as_of == unit.as_of and v.valid_until), None)
            until = format_partial_date((last or entry.review_by - dt.timedelta(days=1)).isoformat(), language)
            return phrase("check_expired", language, date=until, official=body)
        if unit.confidence == Confidence.LOW:
            return phrase("check_low", language, official=body)
        if self._is_old(unit, today):
            return phrase("check_old", language, **origin)
        if unit.confidence == Confidence.MEDIUM:
            return phrase("check_medium", language, official=body)
        return None

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
