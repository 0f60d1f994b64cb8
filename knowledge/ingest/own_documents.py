"""The kept documents as a running service sees them: opened when they are there, opened anew when they change."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from knowledge.encoder import Encoder
from knowledge.ingest.background import Background
from knowledge.ingest.errors import DocumentsUnusable
from knowledge.ingest.search import DocumentResult, DocumentSearch, load_confidence
from knowledge.ingest.store import DocumentStore, Stamp
from knowledge.ranking import Ranker
from knowledge.schema import Language
from knowledge.stores import StoreError, StoreUnavailable, open_store
from knowledge.stores.base import StoreOpener

logger = logging.getLogger(__name__)

#: What the dialogue's doubt counts against a document. It is about our subject, and lockers and passwords are off that:
#: counted in full, it kept back one in six right quotations.
DOUBT = 0.5
#: How often a list that changes while it is read is read again.
_ATTEMPTS = 3
#: Seconds until documents whose vectors could not be put into the store are tried again.
_RETRY_S = 30.0


class OwnDocuments:
    """Searches the documents in a folder. One thread may refresh it while others search.

    Nothing that is wrong with the documents keeps the entries from being searched: it is logged once, and there are
    no documents until it is mended.
    """

    def __init__(self, folder: Path, encoder: Encoder, stores: StoreOpener = open_store) -> None:
        self._store = DocumentStore(folder)
        self._encoder = encoder
        self._stores = stores
        self._model = load_confidence()
        self._stamp: Stamp | None = None
        self._ranker: Ranker | None = None
        #: Made only where there are documents.
        self._background: Background | None = None
        self._search: DocumentSearch | None = None
        #: When the store was not to be had, in seconds of a clock that only goes forward.
        self._without_store_s: float | None = None

    @property
    def count(self) -> int:
        """How many documents are searched."""
        return len(self._search.documents) if self._search else 0

    def refresh(self, ranker: Ranker) -> bool:
        """Take into use what is kept now, if it changed. `ranker`: of the entries; compared by identity.

        Returns:
            Whether something else is in use now.
        """
        again = self._without_store_s is not None and time.monotonic() - self._without_store_s >= _RETRY_S
        if self._store.stamp() == self._stamp and ranker is self._ranker and not again:
            return False
        self._without_store_s = None
        if ranker is not self._ranker:
            self._ranker, self._background = ranker, None
        try:
            self._search = self._opened(ranker)
        except (DocumentsUnusable, StoreError, OSError) as error:
            logger.warning("own documents are not searched: %s", error)
            self._search = None
            if isinstance(error, StoreError):
                self._without_store_s = time.monotonic()
        return True

    def _opened(self, ranker: Ranker) -> DocumentSearch | None:
        for attempt in range(1, _ATTEMPTS + 1):
            self._stamp = self._store.stamp()
            if self._stamp is None:
                return None
            self._background = self._background or Background.of(ranker.index, ranker.arms)
            try:
                return DocumentSearch.open(
                    self._store, self._encoder.fingerprint, self._background, self._model, self._stores
                )
            except DocumentsUnusable:
                # The files of an older list are deleted when the list is replaced.
                if attempt == _ATTEMPTS or self._store.stamp() == self._stamp:
                    raise
        return None

    def search(self, question: str, language: Language, limit: int) -> list[DocumentResult]:
        """Return at most `limit` passages that are worth showing for `question`, best first.

        None where their vectors cannot be reached: by words alone nothing tells how sure a passage is.
        """
        search = self._search
        if search is None:
            return []
        try:
            return search.search(question, language, self._encoder.encode_queries([question])[0], limit)
        except StoreUnavailable:
            return []

    def recover(self) -> None:
        """Try to reach lost vectors again."""
        if self._search:
            self._search.recover()

    def quotable(self, question: str, language: Language, doubt: float) -> DocumentResult | None:
        """Return the passage that answers `question` well enough to be quoted in the chat.

        `doubt`: as in `Assistant.answer`.
        """
        search = self._search
        best = next(iter(self.search(question, language, 1)), None)
        if search is None or best is None or best.confidence * (1 - DOUBT * doubt) < search.thresholds.answer:
            return None
        return best
