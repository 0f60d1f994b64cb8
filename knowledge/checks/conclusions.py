"""Tells the outcome of a check: in the chat, part by part, and as a record to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from knowledge.answering import Answerer
from knowledge.checks.case import Case, Heard
from knowledge.checks.filling import Filler
from knowledge.checks.known import Known
from knowledge.checks.labels import PLACE, Labels
from knowledge.checks.payloads import DOUBTED, answer_payload, back_payload
from knowledge.checks.record import Asked, CaseRecord, Conclusion, Reason
from knowledge.checks.schema import UNKNOWN, Detail, Outcome
from knowledge.checks.table import DecisionTable
from knowledge.contact_cards import contact_cards
from knowledge.contact_reply import MAX_CARDS, ContactAdviser
from knowledge.desks import DeskKind
from knowledge.handover import NATIONAL, without_contacts
from knowledge.phrases import phrase
from knowledge.reply import Button, Contact, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Entry, Language
from knowledge.units import Unit, effective_units

#: An outcome is told in the chat in at most so many words; the case record has all of it.
MAX_WORDS = 100
#: Told in the chat as far as there is room, in this order.
CHAT_DETAILS = (Detail.WHO, Detail.WHERE, Detail.TIME, Detail.COST, Detail.CONDITIONS)


class Conclusions:
    """Tells the outcomes of all checks."""

    def __init__(
        self,
        tables: Mapping[str, DecisionTable],
        entries: Mapping[str, Entry],
        answerer: Answerer,
        adviser: ContactAdviser,
        today: Callable[[], dt.date],
    ) -> None:
        self._tables = tables
        self._entries = entries
        self._answerer = answerer
        self._adviser = adviser
        self._today = today
        self._labels = Labels(tables, entries, today)

    def _known(self, case: Case) -> Known:
        return Known(self._tables[case.check], case)

    def finish(self, case: Case, language: Language, heard: Heard | None = None) -> Reply:
        """Tell the outcome of `case`; where several are left, what it depends on."""
        outcomes, assumed = self._known(case).outcomes, self._known(case).rests_on
        filler = Filler(self._entries, self._today())
        alone = len(outcomes) == 1
        text = self._told(outcomes[0], filler, language) if alone else self._open_end(case, filler, language)
        if heard and heard.changed:
            text = f"{phrase('check_changed', language, said=self._labels.said(case, heard.changed, language))}\n{text}"
        if assumed:
            text = f"{text}\n{phrase('check_assumed', language, said=self._labels.said(case, assumed, language))}"
        units = self._units(outcomes, self._today())
        if not units:
            # Nothing is told without a source.
            nobody = without_contacts(ReplyStatus.HANDOVER_NOTHING_FOUND, language)
            return replace(nobody, contacts=self._contacts(case, outcomes, language))
        # At most two are told of together where one is old or about to lapse.
        first = self._answerer.answer(units[:2], language, today=self._today())
        whole = self._answerer.answer(units, language, today=self._today())
        return replace(
            first,
            text=text,
            kind=ReplyKind.FORM,
            status=ReplyStatus.FORM,
            older=None,
            sources=whole.sources,
            official=whole.official,
            contacts=self._contacts(case, outcomes, language),
            record=record_address(case, language, self._today()),
            buttons=(
                *(Button(phrase("check_otherwise", language), answer_payload(one, DOUBTED)) for one in assumed),
                Button(phrase("check_back", language), back_payload()),
                Button(phrase("check_restart", language), "/start_over"),
            ),
        )

    def tell_detail(self, case: Case, detail: Detail, language: Language) -> Reply | None:
        """Tell one part of the outcome of `case`; None where several are left, or nothing is known of that part."""
        outcomes = self._known(case).outcomes
        if len(outcomes) != 1 or detail not in outcomes[0].details:
            return None
        told = Filler(self._entries, self._today()).fill(outcomes[0].details[detail], language)
        return replace(self.finish(case, language), text=f"{detail_name(detail, language)} {told}")

    def title(self, case: Case, language: Language) -> str:
        """Return the outcome of `case` in a few words; that of the check where several are left."""
        outcomes = self._known(case).outcomes
        title = outcomes[0].title if len(outcomes) == 1 else self._tables[case.check].check.title
        return Filler(self._entries, self._today()).fill(title, language)

    def _told(self, outcome: Outcome, filler: Filler, language: Language) -> str:
        lines = [filler.fill(outcome.text, language)]
        for detail in CHAT_DETAILS:
            if detail in outcome.details:
                line = f"{detail_name(detail, language)} {filler.fill(outcome.details[detail], language)}"
                if sum(len(text.split()) for text in (*lines, line)) <= MAX_WORDS:
                    lines.append(line)
        return "\n".join(lines)

    def _open_end(self, case: Case, filler: Filler, language: Language) -> str:
        """Return what each answer to the first question that nobody could answer would lead to."""
        table = self._tables[case.check]
        question_id, ends = next(iter(table.deciding(self._known(case).whole).items()))
        question = table.question(question_id)
        lines = [phrase("check_depends", language, question=question.ask[language])]
        for option in question.options:
            name = ends.get(option.id)
            told = (
                filler.fill(table.outcome(name).title, language) if name else phrase("check_depends_on_more", language)
            )
            label = filler.fill(option.label, language)
            lines.append(phrase("check_if", language, answer=label, outcome=told))
        if question.find_out:
            lines.append(question.find_out[language])
        return "\n".join(lines)

    def record(self, case: Case, language: Language, day: dt.date) -> CaseRecord:
        """Return the record of `case` as of `day`."""
        check, filler = self._tables[case.check].check, Filler(self._entries, day)
        outcomes, assumed = self._known(case).outcomes, self._known(case).rests_on
        asked = [
            Asked(
                question.ask[language],
                question.why[language],
                self._labels.label(case, question.id, language),
                is_assumed=question.id in assumed,
            )
            for question in check.questions
            if question.id in case.answers or question.id in assumed
        ]
        if check.place and case.place:
            asked.append(
                Asked(check.place.ask[language], check.place.why[language], self._labels.label(case, PLACE, language))
            )
        units = self._units(outcomes, day)
        told = [self._answerer.answer([unit], language, today=self._today(), day=day) for unit in units]
        official = {link.url: link for reply in told for link in reply.official}
        return CaseRecord(
            title=check.title[language],
            day=day,
            asked=tuple(asked),
            depends=self._open_end(case, filler, language) if len(outcomes) > 1 else None,
            conclusions=tuple(_conclusion(outcome, filler, language) for outcome in outcomes),
            reasons=tuple(Reason(reply.text, reply.as_of or "", reply.sources, reply.caution) for reply in told),
            official=tuple(official.values()),
            contacts=self._contacts(case, outcomes, language),
        )

    def _units(self, outcomes: Iterable[Outcome], day: dt.date) -> list[Unit]:
        """Return the points that `outcomes` rest on, each once, as they hold on `day`; others are left out."""
        found: list[Unit] = []
        for key in dict.fromkeys(key for outcome in outcomes for key in outcome.reasons):
            entry = self._entries.get(key.partition("#")[0])
            found += [unit for unit in effective_units(entry, day) if unit.key == key] if entry else []
        return found

    def _contacts(self, case: Case, outcomes: list[Outcome], language: Language) -> tuple[Contact, ...]:
        kinds = tuple(dict.fromkeys(kind for outcome in outcomes for kind in outcome.desks))
        near = self._desks(case.place, kinds, language)
        ids = list(dict.fromkeys(contact for outcome in outcomes for contact in outcome.contacts)) or NATIONAL
        cards = {card.id: card for card in (*near, *contact_cards(self._entries, ids, language))}
        return tuple(cards.values())[: MAX_CARDS + len(near)]

    def _desks(self, place: str | None, kinds: tuple[DeskKind, ...], language: Language) -> tuple[Contact, ...]:
        if not place or place == UNKNOWN or not kinds:
            return ()
        return self._adviser.cards(self._adviser.matches(self._adviser.places(place, None), kinds), language)


def _conclusion(outcome: Outcome, filler: Filler, language: Language) -> Conclusion:
    return Conclusion(
        filler.fill(outcome.title, language),
        filler.fill(outcome.text, language),
        tuple((detail_name(name, language), filler.fill(text, language)) for name, text in outcome.details.items()),
        tuple((filler.fill(s.do, language), filler.fill(s.by, language) if s.by else None) for s in outcome.steps),
    )


def record_address(case: Case, language: Language, day: dt.date) -> str:
    """Return where the page with the record of `case` is; it holds all that the page needs, and nothing is stored."""
    said = [("answer", f"{question}={option}") for question, option in case.answers.items()]
    place = [("place", case.place)] if case.place else []
    return f"/record?{urlencode([('check', case.check), *said, *place, ('on', day.isoformat()), ('lang', language)])}"


def detail_name(detail: Detail, language: Language) -> str:
    """Return what stands before a detail of an outcome."""
    return phrase(f"check_detail_{detail}", language)
