"""Leads a user through a check: asks and hears, until its outcome can be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

from knowledge.answering import Answerer
from knowledge.checks.case import Case, Heard
from knowledge.checks.conclusions import Conclusions
from knowledge.checks.filling import Filler
from knowledge.checks.follow_up import asks_for_permit_of, asks_whether_needed
from knowledge.checks.known import Known
from knowledge.checks.labels import PLACE, Labels
from knowledge.checks.payloads import BACK, DOUBTED, answer_payload, back_payload
from knowledge.checks.reading import AnswerReader
from knowledge.checks.schema import UNKNOWN, PlaceQuestion, Question
from knowledge.checks.table import DecisionTable
from knowledge.contact_reply import ContactAdviser
from knowledge.countries import NamedCountry
from knowledge.phrases import phrase
from knowledge.places import Extent
from knowledge.reply import Button, Reply, ReplyKind, ReplyStatus
from knowledge.rereading import Rereader
from knowledge.schema import Entry, Language
from knowledge.situations import role_in

#: Offered below answers; of two, the first.
OFFERED = ("permit", "diploma")
#: Who tells so much of a case wants more than a general answer.
TELLING = 2
PERMIT = "permit"
#: The questions of the permit check whose answers say who somebody is.
FACTS = ("purpose", "nationality", "training")
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
        #: Tells the outcomes.
        self.conclusions = Conclusions(tables, entries, answerer, adviser, today)
        self._labels = Labels(tables, entries, today)
        self._rereader = Rereader(adviser.finder.places)
        self._entries = entries
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

    def facts(self, text: str, named: Iterable[NamedCountry] = ()) -> dict[str, str]:
        """Return what `text` tells of somebody, whatever it asks: what `Situation` keeps."""
        said = self._reader(PERMIT, self._today()).read(text, named) if PERMIT in self.tables else {}
        role = role_in(text)
        found = {question: said[question] for question in FACTS if question in said}
        countries = self._rereader.happens_in(text)
        if countries:
            # Two countries are not one: then neither is kept.
            found["where"] = next(iter(countries)) if len(countries) == 1 else UNKNOWN
        return {**found, "role": role} if role else found

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
        if BACK in said:
            return Heard(_without_last(case), is_back=True)
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
        question = table.next_question(self._known(case).whole)
        if question:
            return question.id
        if table.check.place is None or case.place is not None:
            return None
        # Where no desk depends on it, nobody needs to say where they are.
        return PLACE if any(outcome.desks for outcome in self._known(case).outcomes) else None

    def _known(self, case: Case) -> Known:
        return Known(self.tables[case.check], case)

    def is_finished(self, case: Case) -> bool:
        """Whether the outcome of `case` is known, or what is not known of it cannot be asked."""
        return self.tables[case.check].next_question(self._known(case).whole) is None

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
        left = table.most_questions_left(self._known(case).whole) + bool(table.check.place)
        return Reply(
            text="\n".join(filter(None, lines)),
            kind=ReplyKind.FORM,
            status=ReplyStatus.FORM,
            language=language,
            buttons=(*self._buttons(asked, question, language), *self._way_back(case, language)),
            progress={"step": step, "of": step - 1 + max(1, left)},
        )

    def _buttons(self, asked: str, question: Question | PlaceQuestion, language: Language) -> tuple[Button, ...]:
        options = question.options if isinstance(question, Question) else ()
        filler = Filler(self._entries, self._today())
        picks = [(filler.fill(option.label, language), option.id) for option in options]
        picks.append((phrase("check_unknown", language), UNKNOWN))
        return tuple(Button(title, answer_payload(asked, option)) for title, option in picks)

    @staticmethod
    def _way_back(case: Case, language: Language) -> tuple[Button, ...]:
        """Return the button that takes the last answer back; none where nothing was answered."""
        return (Button(phrase("check_back", language), back_payload()),) if case.answers or case.place else ()

    def _understood(self, heard: Heard, language: Language) -> str:
        if heard.missed and not heard.is_told:
            return phrase("check_not_understood", language)
        said = tuple(question for question in heard.new if question == PLACE or question in heard.case.answers)
        lines = [("check_changed", heard.changed), ("check_noted", said)]
        return " ".join(
            phrase(name, language, said=self._labels.said(heard.case, keys, language)) for name, keys in lines if keys
        )

    def summary(self, case: Case, language: Language) -> Reply:
        """Tell what was said so far."""
        questions = [*case.answers, *([PLACE] if case.place else [])]
        said = self._labels.said(case, questions, language) or phrase("check_nothing_said", language)
        text = phrase("check_said_so_far", language, title=self.tables[case.check].check.title[language], said=said)
        return Reply(text, ReplyKind.FORM, ReplyStatus.FORM, language)

    def leads(self, text: str, named: Iterable[NamedCountry]) -> Heard | None:
        """Return the case that a question whether a permit is needed tells of: the check is surer than the search.

        It must say enough of the case, and speak of one: of two schools or two people it cannot tell which is meant.
        """
        named = list(named)
        if not asks_whether_needed(text) or len({one.country for one in named}) > MOST_COUNTRIES:
            return None
        heard = self.hear(Case(PERMIT), text, named)
        elsewhere = self._rereader.happens_in(text) - {"NL"}
        if asks_for_permit_of(text, named) - {"NL"} or (elsewhere and "training" not in heard.case.answers):
            # The check knows the rules of the Netherlands.
            return None
        return heard if len(heard.case.answers) >= ENOUGH_SAID else None


def _without_last(case: Case) -> Case:
    """Return `case` without what was answered last: the place, which is asked after all else, or an answer."""
    if case.place is not None:
        return replace(case, place=None)
    return replace(case, answers=dict([*case.answers.items()][:-1]))


def _countries(question: Question, option: str) -> tuple[str, ...]:
    return next((one.countries for one in question.options if one.id == option), ())


def _with_place(heard: Heard, place: str) -> Heard:
    """Return `heard` with the place in its case."""
    before, case = heard.case.place, replace(heard.case, place=place)
    if before is None:
        return replace(heard, case=case, new=(*heard.new, PLACE))
    return replace(heard, case=case, changed=(*heard.changed, PLACE)) if place != before else heard
