"""Leads a user through a check: asks, hears, tells the outcome."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

from knowledge.answering import Answerer
from knowledge.checks.case import Case, Heard
from knowledge.checks.filling import Filler
from knowledge.checks.follow_up import asks_whether_needed
from knowledge.checks.reading import AnswerReader
from knowledge.checks.record import Asked, CaseRecord, Conclusion, Reason
from knowledge.checks.schema import UNKNOWN, Detail, Outcome, PlaceQuestion, Question
from knowledge.checks.table import DecisionTable
from knowledge.contact_cards import contact_cards
from knowledge.contact_reply import MAX_CARDS, ContactAdviser
from knowledge.countries import NamedCountry
from knowledge.desks import DeskKind
from knowledge.handover import NATIONAL, without_contacts
from knowledge.phrases import phrase
from knowledge.places import Extent
from knowledge.reply import Button, Contact, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Entry, Language
from knowledge.units import Unit, effective_units

#: An outcome is told in the chat in at most so many words; the case record has all of it.
MAX_WORDS = 100
#: Told in the chat as far as there is room, in this order.
CHAT_DETAILS = (Detail.WHO, Detail.WHERE, Detail.TIME, Detail.COST, Detail.CONDITIONS)
PLACE = "place"
#: Offered below answers; of two, the first.
OFFERED = ("permit", "diploma")
#: Who tells so much of a case wants more than a general answer.
TELLING = 2
#: In place of an option: what was assumed is not so.
DOUBTED = "doubted"
PERMIT = "permit"
#: So many answers in one question make a case: for example the kind of work, a nationality, and where the school is.
ENOUGH_SAID = 3
#: More than a nationality and one country besides may be two cases.
MOST_COUNTRIES = 2


class Guide:
    """Leads through the checks of one index. Safe to use from several threads."""

    def __init__(
        self,
        tables: Mapping[str, DecisionTable],
        entries: Mapping[str, Entry],
        answerer: Answerer,
        adviser: ContactAdviser,
        today: Callable[[], dt.date],
    ) -> None:
        self.tables = tables
        self._entries = entries
        self._answerer = answerer
        self._adviser = adviser
        self._today = today
        self._reader = cache(self._reader_on)
        self._resting_on = cache(self._entries_of)

    def _reader_on(self, check: str, day: dt.date) -> AnswerReader:
        return AnswerReader(self.tables[check], Filler(self._entries, day).bound)

    def _entries_of(self, check: str) -> frozenset[str]:
        outcomes = self.tables[check].check.outcomes.values()
        return frozenset(reason.partition("#")[0] for outcome in outcomes for reason in outcome.reasons)

    def offer(self, entry: str | None, language: Language) -> Button | None:
        """Return the button that starts the check of which an outcome rests on `entry`; None where there is none."""
        check = next((one for one in OFFERED if one in self.tables and entry in self._resting_on(one)), None)
        return self._offering(check, language) if check else None

    def offer_for(self, text: str, language: Language, named: Iterable[NamedCountry] = ()) -> Button | None:
        """Return the button that starts the check about a case that `text` tells of; None where it tells of none."""
        check = self.told_of(text, named)
        return self._offering(check, language) if check else None

    def told_of(self, text: str, named: Iterable[NamedCountry] = ()) -> str | None:
        """Return the check of whose case `text` tells `TELLING` answers, the first question's among them.

        Where such answers may be about something else, a word of the check's subject is needed too.
        """
        for check in OFFERED:
            if check in self.tables:
                reader = self._reader(check, self._today())
                said = reader.read(text, named)
                told = len(said) >= TELLING and self.tables[check].check.questions[0].id in said
                if told and reader.is_about(text):
                    return check
        return None

    def answers_any(self, check: str, text: str, named: Iterable[NamedCountry] = ()) -> bool:
        """Tell whether `text` answers a question of `check`."""
        return bool(self._reader(check, self._today()).read(text, named))

    def _offering(self, check: str, language: Language) -> Button:
        title = phrase("check_offer", language, title=self.tables[check].check.title[language])
        return Button(title, f"/check_{check}")

    def restored(self, data: object) -> Case | None:
        """Return the case that a slot holds, without what its check no longer knows; None where there is none."""
        case = Case.from_json(data)
        if case is None or case.check not in self.tables:
            return None
        return replace(case, answers=self.tables[case.check].valid(case.answers))

    def hear(self, case: Case, text: str, named: Iterable[NamedCountry] = (), asked: str | None = None) -> Heard:
        """Return what `text` says about `case`.

        `named`: countries that stand in it. `asked`: the question that it may answer, `PLACE` for that of the place.
        """
        named, reader, town = [*named], self._reader(case.check, self._today()), self._town(text)
        if asked == PLACE and town:
            return _with_place(Heard(case), town)
        heard = self.take(case, reader.read(text, named, None if asked == PLACE else asked))
        if asked == PLACE and not heard.anything:
            # Who names no more than a country has no town to tell.
            return _with_place(heard, UNKNOWN) if named or reader.is_unknown(text) else heard
        if town and self.tables[case.check].check.place and (case.place is None or self.open_question(case) is None):
            return _with_place(heard, town)
        return replace(heard, case=replace(heard.case, place=None)) if self._has_moved(case, heard) else heard

    def _town(self, text: str) -> str | None:
        """Return the first town or region that `text` names; None where it names none, or only countries."""
        places = self._adviser.places(text, None)
        return next((place.label for place in places if place.extent != Extent.COUNTRY), None)

    def _has_moved(self, case: Case, heard: Heard) -> bool:
        """Tell whether `heard` changes the country in which the place of `case` lies to another one."""
        place = self._adviser.finder.table.lookup(case.place) if case.place else None
        questions = map(self.tables[case.check].question, heard.changed)
        return place is not None and any(
            place.country in _countries(question, case.answers[question.id])
            and place.country not in _countries(question, heard.case.answers[question.id])
            for question in questions
        )

    def take(self, case: Case, said: Mapping[str, str]) -> Heard:
        """Return `case` with the answers `said`; those that name nothing are left out."""
        doubted = tuple(question for question, option in said.items() if option == DOUBTED)
        if doubted:
            return Heard(replace(case, doubted=(*case.doubted, *doubted)), doubted)
        if PLACE in said:
            return Heard(replace(case, place=said[PLACE]), (PLACE,))
        valid = self.tables[case.check].valid(said)
        new = tuple(key for key in valid if key not in case.answers)
        changed = tuple(key for key in valid if key in case.answers and case.answers[key] != valid[key])
        return Heard(replace(case, answers={**case.answers, **valid}), new, changed)

    def open_question(self, case: Case) -> str | None:
        """Return the id of what must be asked next, `PLACE` for the place; None where the outcome is known."""
        table = self.tables[case.check]
        question = table.next_question(self._whole(case))
        if question:
            return question.id
        if table.check.place is None or case.place is not None:
            return None
        # Where no desk depends on it, nobody needs to say where they are.
        return PLACE if any(outcome.desks for outcome in self._outcomes(case)) else None

    def _outcomes(self, case: Case) -> list[Outcome]:
        table = self.tables[case.check]
        return [table.outcome(name) for name in table.remaining(self._whole(case))]

    def _assumed(self, case: Case) -> dict[str, str]:
        """Return what is assumed of `case`, which nobody said."""
        assumed = self.tables[case.check].assumed(case.answers)
        return {question: option for question, option in assumed.items() if question not in case.doubted}

    def _whole(self, case: Case) -> dict[str, str]:
        """Return what was said and what is assumed."""
        return {**case.answers, **self._assumed(case)}

    def is_finished(self, case: Case) -> bool:
        """Whether the outcome of `case` is known, or what is not known of it cannot be asked."""
        return self.tables[case.check].next_question(self._whole(case)) is None

    def ask(self, case: Case, language: Language, heard: Heard | None = None) -> Reply:
        """Ask the next question, with buttons; `heard`: what to say was understood.

        Raises:
            ValueError: nothing is left to be asked.
        """
        table = self.tables[case.check]
        asked = self.open_question(case)
        if asked is None:
            raise ValueError(f"the check {case.check} has nothing more to ask")
        question: Question | PlaceQuestion | None = table.check.place if asked == PLACE else table.question(asked)
        assert question  # noqa: S101 - open_question names nothing else
        lines = [self._understood(heard, language)] if heard else []
        lines += [question.ask[language], phrase("check_why", language, why=question.why[language])]
        step = len(case.answers) + 1
        left = table.most_questions_left(self._whole(case)) + bool(table.check.place)
        return Reply(
            text="\n".join(filter(None, lines)),
            kind=ReplyKind.FORM,
            status=ReplyStatus.FORM,
            language=language,
            buttons=self._buttons(asked, question, language),
            progress={"step": step, "of": step - 1 + max(1, left)},
        )

    def _buttons(self, asked: str, question: Question | PlaceQuestion, language: Language) -> tuple[Button, ...]:
        options = question.options if isinstance(question, Question) else ()
        filler = Filler(self._entries, self._today())
        picks = [(filler.fill(option.label, language), option.id) for option in options]
        picks.append((phrase("check_unknown", language), UNKNOWN))
        return tuple(Button(title, answer_payload(asked, option)) for title, option in picks)

    def _understood(self, heard: Heard, language: Language) -> str:
        if heard.missed and not heard.is_told:
            return phrase("check_not_understood", language)
        said = tuple(question for question in heard.new if question == PLACE or question in heard.case.answers)
        lines = [("check_changed", heard.changed), ("check_noted", said)]
        return " ".join(
            phrase(name, language, said=self._said(heard.case, keys, language)) for name, keys in lines if keys
        )

    def _said(self, case: Case, questions: Iterable[str], language: Language) -> str:
        return "; ".join(self.label(case, question, language) for question in questions)

    def label(self, case: Case, question_id: str, language: Language) -> str:
        """Return the answer of `case` to a question, as its button says it."""
        answer = case.place if question_id == PLACE else self._whole(case).get(question_id)
        if answer is None or answer == UNKNOWN:
            return phrase("check_unknown", language)
        if question_id == PLACE:
            return answer
        options = self.tables[case.check].question(question_id).options
        label = next(option.label for option in options if option.id == answer)
        return Filler(self._entries, self._today()).fill(label, language)

    def summary(self, case: Case, language: Language) -> Reply:
        """Tell what was said so far."""
        questions = [*case.answers, *([PLACE] if case.place else [])]
        said = self._said(case, questions, language) or phrase("check_nothing_said", language)
        text = phrase("check_said_so_far", language, title=self.tables[case.check].check.title[language], said=said)
        return Reply(text, ReplyKind.FORM, ReplyStatus.FORM, language)

    def finish(self, case: Case, language: Language, heard: Heard | None = None) -> Reply:
        """Tell the outcome of `case`; where several are left, what it depends on."""
        outcomes, assumed = self._outcomes(case), self._relevant(case)
        filler = Filler(self._entries, self._today())
        alone = len(outcomes) == 1
        text = self._told(outcomes[0], filler, language) if alone else self._open_end(case, filler, language)
        if heard and heard.changed:
            text = f"{phrase('check_changed', language, said=self._said(case, heard.changed, language))}\n{text}"
        if assumed:
            text = f"{text}\n{phrase('check_assumed', language, said=self._said(case, assumed, language))}"
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
                Button(phrase("check_restart", language), "/start_over"),
            ),
        )

    def tell_detail(self, case: Case, detail: Detail, language: Language) -> Reply | None:
        """Tell one part of the outcome of `case`; None where several are left, or nothing is known of that part."""
        outcomes = self._outcomes(case)
        if len(outcomes) != 1 or detail not in outcomes[0].details:
            return None
        told = Filler(self._entries, self._today()).fill(outcomes[0].details[detail], language)
        return replace(self.finish(case, language), text=f"{detail_name(detail, language)} {told}")

    def leads(self, text: str, named: Iterable[NamedCountry]) -> Heard | None:
        """Return the case that a question whether a permit is needed tells of: the check is surer than the search.

        It must say enough of the case, and speak of one: of two schools or two people it cannot tell which is meant.
        """
        named = list(named)
        if not asks_whether_needed(text) or len({one.country for one in named}) > MOST_COUNTRIES:
            return None
        heard = self.hear(Case(PERMIT), text, named)
        return heard if len(heard.case.answers) >= ENOUGH_SAID else None

    def _relevant(self, case: Case) -> list[str]:
        """Return the questions whose assumed answer the outcome rests on."""
        table, whole = self.tables[case.check], self._whole(case)
        return [
            question
            for question in self._assumed(case)
            if table.next_question({key: option for key, option in whole.items() if key != question})
        ]

    def title(self, case: Case, language: Language) -> str:
        """Return the outcome of `case` in a few words; that of the check where several are left."""
        outcomes = self._outcomes(case)
        title = outcomes[0].title if len(outcomes) == 1 else self.tables[case.check].check.title
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
        table = self.tables[case.check]
        question_id, ends = next(iter(table.deciding(self._whole(case)).items()))
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
        check, filler = self.tables[case.check].check, Filler(self._entries, day)
        outcomes, assumed = self._outcomes(case), self._relevant(case)
        asked = [
            Asked(
                question.ask[language],
                question.why[language],
                self.label(case, question.id, language),
                is_assumed=question.id in assumed,
            )
            for question in check.questions
            if question.id in case.answers or question.id in assumed
        ]
        if check.place and case.place:
            asked.append(Asked(check.place.ask[language], check.place.why[language], self.label(case, PLACE, language)))
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


def _countries(question: Question, option: str) -> tuple[str, ...]:
    return next((one.countries for one in question.options if one.id == option), ())


def _with_place(heard: Heard, place: str) -> Heard:
    """Return `heard` with the place in its case."""
    before, case = heard.case.place, replace(heard.case, place=place)
    if before is None:
        return replace(heard, case=case, new=(*heard.new, PLACE))
    return replace(heard, case=case, changed=(*heard.changed, PLACE)) if place != before else heard


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


def answer_payload(question: str, option: str) -> str:
    """Return what a button sends for `option` of `question`."""
    return f"/answer_check{json.dumps({'answer': f'{question}={option}'})}"


def detail_name(detail: Detail, language: Language) -> str:
    """Return what stands before a detail of an outcome."""
    return phrase(f"check_detail_{detail}", language)
