"""The library's front door: open an index once, then search, answer and look entries up."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from knowledge.adapter import Adapter
from knowledge.answering import Answerer
from knowledge.checks import load_tables
from knowledge.checks.guide import Guide
from knowledge.citations import SourceRows
from knowledge.clock import Clock, clock_from_environment
from knowledge.confidence import Learnt
from knowledge.contact_finder import ContactFinder
from knowledge.contact_reply import ContactAdviser
from knowledge.editing.changes import changes_view, find_changes
from knowledge.encoder import Encoder, EncoderError, load_encoder
from knowledge.encoder.remembering import RememberingEncoder
from knowledge.entry_view import entry_view
from knowledge.explaining import why_to_json
from knowledge.handover import Handover
from knowledge.index import Index, current_name, open_index
from knowledge.ingest import DocumentResult, documents_folder
from knowledge.ingest.own_documents import OwnDocuments
from knowledge.ingest.quoting import gives_way, is_settled, quote, result_view
from knowledge.language import DEFAULT_LANGUAGE, detect
from knowledge.loading import KnowledgeError, local_folders
from knowledge.own_site import OwnSite, site_files
from knowledge.phrases import phrase
from knowledge.question_reading import Context
from knowledge.ranking import Ranker
from knowledge.reply import Button, Reply, ReplyKind, ReplyStatus
from knowledge.reranking import Network
from knowledge.schema import Language, Topic
from knowledge.search import EVERYTHING, Found, Result, Scope, Searcher, SearchFilters
from knowledge.stores import StoreUnavailable, open_store, place_from_environment
from knowledge.stores.base import Floats1d, Floats2d, Progress, StoreOpener
from knowledge.stores.opening import log_progress
from knowledge.units import SUMMARY, Unit, effective_units
from knowledge.urgent import Urgency, UrgentHelp

logger = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 500
#: Questions whose vectors are kept: more than there are turns at the same time.
QUESTIONS_KEPT = 64
#: How many passages of an adopter's own documents are shown after the entries that were found.
MAX_OWN_RESULTS = 3
#: Seconds until a new index whose vectors found no store is tried again.
STORE_RETRY_S = 30.0


class UnknownEntry(KnowledgeError):
    """No entry, or no point of it, has this id."""


class QuestionTooLong(KnowledgeError):
    """A question has more than `MAX_QUESTION_CHARS` characters, or none at all."""


@dataclass(frozen=True)
class SearchResponse:
    """What the look-up tool shows for one query."""

    language: Language
    results: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the response as plain data."""
        return {"language": self.language, "results": list(self.results)}


@dataclass(frozen=True)
class _Opened:
    """One index with all that works on it; replaced as a whole when a new index is built."""

    index: Index
    searcher: Searcher
    answerer: Answerer
    adviser: ContactAdviser
    handover: Handover
    guide: Guide


class Assistant:
    """Searches and answers over one index. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder | None,
        clock: Clock,
        documents: Path | None = None,
        stores: StoreOpener = open_store,
    ) -> None:
        """`documents`: where an adopter's own documents are kept; None searches none."""
        self._folder = folder
        self._encoder = RememberingEncoder(encoder, QUESTIONS_KEPT) if encoder else None
        self._clock = clock
        self._stores = stores
        self._rows = SourceRows.load()
        self._learnt = Learnt.load()
        self._network = Network.load()
        self._local = local_folders()
        self._site_files = site_files(self._local)
        #: What the `site.yml` of local folders says.
        self.site = OwnSite.load(self._local)
        self._tables = load_tables()
        self.urgent = UrgentHelp.load()
        self._reloading = threading.Lock()
        self._not_before_s = 0.0
        self._opened = self._open()
        self._warn_of_unknown()
        self._own = OwnDocuments(documents, self._encoder, stores) if documents and self._encoder else None
        self._refresh_own()

    @classmethod
    def open(cls, models: Path, clock: Clock | None = None, progress: Progress = log_progress) -> Self:
        """Open the index under `models`, with the encoder that `load_encoder` finds.

        Without a usable encoder the assistant searches by words alone, and says so in its answers. `progress`: called
        while vectors are put into the store that the settings name.

        Raises:
            StoreError: that store cannot be used.
            IndexUnusable: the index is missing, damaged, or of another encoder.
        """
        stores = partial(open_store, place=place_from_environment(), progress=progress)
        encoder: Encoder | None
        try:
            encoder = load_encoder()
        except EncoderError as error:
            logger.warning("searching by words only: %s", error)
            encoder = None
        return cls(models / "index", encoder, clock or clock_from_environment(), documents_folder(), stores)

    def _open(self) -> _Opened:
        index = open_index(self._folder, self._encoder.fingerprint if self._encoder else None)
        ranker = Ranker(index, self._encoder, self._learnt.ranking, Adapter.load(), self._stores)
        desks = ContactFinder.load(index.entries, self._rows.contacts)
        searcher = Searcher(ranker, self._learnt, self._network, desks.places)
        return self._told_for_site(index, searcher, ContactAdviser(desks, self._rows))

    def _told_for_site(self, index: Index, searcher: Searcher, adviser: ContactAdviser) -> _Opened:
        """Return what works on `index`, with all that `site.yml` has a say in made anew."""
        answerer = Answerer(index.entries, self._rows, self._learnt.confidence.thresholds, self.site)
        guide = Guide(self._tables, index.entries, answerer, adviser, self.today)
        return _Opened(index, searcher, answerer, adviser, Handover(adviser, index.entries, self.site), guide)

    def reload_if_changed(self) -> bool:
        """Take a newly built index into use; a damaged one is refused and the old one stays. To be called regularly.

        A store of vectors that was lost is tried again too, and a changed `site.yml` read.

        Returns:
            Whether another index is in use now.

        Raises:
            EntryError: the changed `site.yml` is not valid: the old one stays, and this is said once.
            IndexUnusable: the new index cannot be used.
            StoreError: its vectors cannot be put where they are wanted; tried again after `STORE_RETRY_S` seconds.
        """
        with self._reloading:
            self._opened.searcher.ranker.recover()
            if self._own:
                self._own.recover()
            self._refresh_own()
            self._refresh_site()
            if current_name(self._folder) == self._opened.index.name or time.monotonic() < self._not_before_s:
                return False
            try:
                self._opened = self._open()
            except StoreUnavailable:
                # To open an index takes a second of work, and this is called every second.
                self._not_before_s = time.monotonic() + STORE_RETRY_S
                raise
            self._refresh_own()
            return True

    def _refresh_site(self) -> None:
        files = site_files(self._local)
        if files == self._site_files:
            return
        # Noted first: of a file with a fault in it nobody wants to hear every second.
        self._site_files = files
        self.site = OwnSite.load(self._local)
        opened = self._opened
        self._opened = self._told_for_site(opened.index, opened.searcher, opened.adviser)
        logger.info("site.yml was read anew")
        self._warn_of_unknown()

    def _warn_of_unknown(self) -> None:
        for unknown in self.site.unknown(self.entries):
            logger.warning(
                "site.yml names %s, which is no entry of the index: nobody is named until `grenswijzer index build`"
                " has taken it in",
                unknown,
            )

    def _refresh_own(self) -> None:
        if self._own is None:
            return
        before = self._own.count
        if self._own.refresh(self._opened.searcher.ranker) and (before or self._own.count):
            logger.info("own documents in use: %d", self._own.count)

    @property
    def has_encoder(self) -> bool:
        """Whether there is an encoder to match questions by meaning."""
        return self._encoder is not None

    def vector_of(self, question: str) -> tuple[Floats1d, str] | None:
        """Return the vector of `question`, shape (dimensions,), and the fingerprint of what made it.

        None without an encoder.
        """
        if self._encoder is None:
            return None
        return self._encoder.encode_queries([question.strip()])[0], self._encoder.fingerprint

    def vectors_of(self, questions: Sequence[str]) -> Floats2d | None:
        """Return the vectors of many `questions`, shape (n, dimensions); None without an encoder."""
        return self._encoder.encode_many(questions) if self._encoder else None

    @property
    def by_meaning(self) -> bool:
        """Whether questions are matched by meaning now; without it answers may be off, and should say so."""
        return self._opened.searcher.ranker.by_meaning

    def today(self) -> dt.date:
        """Return the day that answers are given for."""
        return self._clock.today()

    def versions(self) -> dict[str, str]:
        """Return what is in use: build of the index, fingerprint of the encoder, hash of the content."""
        manifest = self._opened.index.manifest
        return {
            "index": self._opened.index.name,
            "encoder": manifest.encoder if self._encoder else "none (searching by words only)",
            "vectors": self._opened.searcher.ranker.searched,
            "knowledge": manifest.content[:16],
            "entries": str(len(self._opened.index.entries)),
            "own documents": str(self._own.count if self._own else 0),
        }

    def find(self, question: str, language: Language | None = None, scope: Scope = EVERYTHING) -> Found:
        """Return the best results; `language` None detects it.

        Raises:
            QuestionTooLong: `question` is empty or longer than `MAX_QUESTION_CHARS` characters.
        """
        question = question.strip()
        if not 0 < len(question) <= MAX_QUESTION_CHARS:
            raise QuestionTooLong(f"A question has 1 to {MAX_QUESTION_CHARS} characters; this one has {len(question)}.")
        spoken = language or detect(question) or DEFAULT_LANGUAGE
        return self._opened.searcher.search(question, spoken, today=self.today(), scope=scope)

    def search(
        self,
        query: str,
        *,
        language: Language | None = None,
        filters: SearchFilters | None = None,
        limit: int = 10,
    ) -> SearchResponse:
        """Look `query` up for the API and the console: entries, then passages of own documents.

        A filter leaves own documents out, for nothing tells what they are about.

        Raises:
            QuestionTooLong: as `find`.
        """
        opened = self._opened
        found = self.find(query, language, Scope(filters=filters or SearchFilters(), limit=limit))
        day = filters.as_of if filters else None
        results = [self._result_view(opened, result, found.language, day) for result in found.results]
        if filters is None or filters == SearchFilters():
            own = self.own_passages(query, found.language, limit)
            results += [result_view(result, found.language) for result in own]
        return SearchResponse(found.language, tuple(results))

    def own_passages(self, query: str, language: Language, limit: int) -> list[DocumentResult]:
        """Return the passages of own documents that are worth showing, at most `MAX_OWN_RESULTS`, best first."""
        return self._own.search(query.strip(), language, min(limit, MAX_OWN_RESULTS)) if self._own else []

    def _result_view(self, opened: _Opened, result: Result, language: Language, day: dt.date | None) -> dict[str, Any]:
        reply = opened.answerer.answer([result.unit], language, today=self.today(), day=day)
        return {
            "id": result.unit.entry,
            "point": result.unit.point,
            "kind": str(opened.index.entries[result.unit.entry].kind),
            "own": False,
            "title": opened.index.entries[result.unit.entry].title[language],
            "passage": reply.text,
            "score": round(result.score, 4),
            "confidence": round(result.confidence, 4),
            "as_of": result.unit.as_of,
            "held_on": day.isoformat() if day else None,
            "status": str(result.unit.status),
            "caution": reply.caution,
            "older": dict(vars(reply.older)) if reply.older else None,
            "sources": [dict(vars(source)) for source in reply.sources],
            "official": [dict(vars(link)) for link in reply.official],
            "contacts": [dict(vars(contact)) for contact in reply.contacts],
            "why": why_to_json(result.why, result.runner_up),
        }

    def answer(  # noqa: PLR0913 - one argument per thing that shapes the answer
        self,
        question: str,
        language: Language | None = None,
        *,
        context: Context | None = None,
        region: str | None = None,
        doubt: float = 0.0,
        as_of: dt.date | None = None,
        site: str | None = None,
    ) -> Reply:
        """Answer, ask back or hand over; where the question asks whom to turn to in a place, name desks.

        `doubt`: in [0, 1], how sure the dialogue's own classifier is that the message is off our subject. Own
        documents are then quoted less readily, and desks not named; the confidence of entries knows more of that.
        `as_of`: tell what held on that day, and say so; own documents, of which nobody knows since when they hold, are
        then left out. `site`: on whose page the question was asked.

        Where a passage of an own document answers, and no entry or one that is less sure, that is quoted.

        Raises:
            QuestionTooLong: as `find`.
        """
        opened = self._opened
        found = self.find(question, language, Scope(SearchFilters(as_of=as_of), context or Context()))
        reply = opened.answerer.reply(found, today=self.today(), day=as_of)
        last_question = context.last_question if context else None
        reply = opened.adviser.advise(question, reply, last_question=last_question, doubt=doubt)
        reply = self.site.mark(opened.handover.complete(reply, question=question, region=region, site=site))
        if not self._own or as_of or is_settled(reply):
            return reply
        passage = self._own.quotable(question.strip(), found.language, doubt)
        if passage and gives_way(reply, passage):
            title = opened.index.entries[reply.entry].title[reply.language] if reply.entry else None
            return quote(passage, reply, title)
        return reply

    def subject(self, question: str, language: Language, context: Context) -> str:
        """Return the question that a follow-up of `question` is about: itself, or the one that it follows itself."""
        completed = self._opened.searcher.completed(question, language, context)
        return completed.base if completed else question

    def tell(self, key: str, language: Language, day: dt.date | None = None) -> Reply:
        """Tell the unit `key` (`entry#point`; the summary where no point is named) as it holds on `day`, or today.

        Raises:
            UnknownEntry: there is no such entry or point, or nothing of it holds on that day.
        """
        opened = self._opened
        entry_id, _, point = key.partition("#")
        for unit in self._units(opened, entry_id, day or self.today()):
            if unit.point == (point or SUMMARY):
                return opened.answerer.answer([unit], language, today=self.today(), day=day)
        raise UnknownEntry(f"There is no point {point or SUMMARY!r} in an entry {entry_id!r}.")

    def _units(self, opened: _Opened, entry_id: str, day: dt.date) -> list[Unit]:
        entry = opened.index.entries.get(entry_id)
        return effective_units(entry, day) if entry else []

    def entry(self, entry_id: str, language: Language, day: dt.date | None = None) -> dict[str, Any]:
        """Return everything about one entry, with its texts filled in; what holds is told for `day`, or today.

        Raises:
            UnknownEntry: there is no such entry.
        """
        entry = self._opened.index.entries.get(entry_id)
        if entry is None:
            raise UnknownEntry(f"There is no entry {entry_id!r}.")
        return entry_view(entry, self._rows, language, day or self.today())

    def changes(self, since: dt.date, language: Language, topic: Topic | None = None) -> dict[str, Any]:
        """Return which answers differ between `since` and today, newest change first, as `changes_view` gives it."""
        found = find_changes(self.entries.values(), since, self.today(), language, topic)
        return changes_view(found, self._rows, language)

    @property
    def entries(self) -> Mapping[str, Any]:
        """The entries in use, by id."""
        return self._opened.index.entries

    @property
    def handover(self) -> Handover:
        """Names people to turn to, from the entries in use."""
        return self._opened.handover

    @property
    def desks(self) -> ContactAdviser:
        """The desks of the entries in use, by place."""
        return self._opened.adviser

    @property
    def guide(self) -> Guide:
        """Leads through guided checks, over the entries in use."""
        return self._opened.guide

    def urgent_help(self, urgency: Urgency, language: Language, question: str, region: str | None = None) -> Reply:
        """Name who helps first, in the countries of the places that `question` names, or else of `region`."""
        countries = {place.country for place in self.desks.places(question, region)}
        return self.urgent.reply(urgency, language, countries)

    def ask_otherwise(self, language: Language) -> Reply:
        """Ask for other words, where an answer did not help."""
        person = Button(phrase("ask_person", language), "/ask_person")
        text = phrase("sorry_not_helpful", language)
        return Reply(text, ReplyKind.CLARIFY, ReplyStatus.CLARIFIED, language, buttons=(person,))

    def notice(self, name: str, language: Language, status: ReplyStatus = ReplyStatus.SMALL_TALK) -> Reply:
        """Return one of the assistant's own sentences as a message."""
        return Reply(phrase(name, language), ReplyKind.NOTICE, status, language)
