"""What is counted and measured for operators (Prometheus). No label holds anything of a user."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector

from web import __version__
from web.limiting import SCOPES

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
LAGS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
PREFIX = "grenswijzer"
#: Who can answer a turn: Rasa, the search alone as Rasa is gone, or a plain sentence as it is too slow.
ANSWERERS = ("rasa", "search", "fallback")
RASA_FAILURES = ("slow", "gone", "unreadable")


class Metrics:
    """The counters and gauges of one service; `web/watching.py` sets the gauges."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.replies = self._counter("replies", "Messages of the assistant.", "kind", "status", "language")
        self.turn_seconds = self._histogram("turn_seconds", "Time of a chat turn, by who answered it.", "by")
        self.action_seconds = self._histogram("action_seconds", "Time of an action, with waiting.", "action")
        self.request_seconds = self._histogram("request_seconds", "Time of a request.", "method", "route", "status")
        self.limited = self._counter("limited", "Requests turned away by a limit.", "limit")
        self.rasa_failures = self._counter("rasa_failures", "Turns that Rasa did not answer.", "reason")
        self.personal_data = self._counter("personal_data", "Messages with personal data.", "outcome", "kind")
        self.unwritten = self._counter("unwritten", "What could not be written to a store.", "what")
        self.feedback = self._counter("feedback", "Ratings of answers.", "rating", "language")
        self.failures = self._counter("background_failures", "Work beside the requests that failed.", "task")
        self.lag_seconds = Histogram(
            f"{PREFIX}_event_loop_lag_seconds", "How late the event loop comes.", registry=self._registry, buckets=LAGS
        )
        self.at_work = self._gauge("at_work", "Chat turns and searches under way.")
        self.places = self._gauge("places", "Chat turns and searches that may be under way at the same time.")
        self.part_up = self._gauge("part_up", "1 where a part that the service needs can be used.", "part")
        self.paused = self._gauge("paused", "1 while the kill switch is on.")
        self.banner = self._gauge("banner", "1 while an operator's sentence is above the chat.")
        self.state_free = self._gauge("state_free_bytes", "Room in the state folder.")
        self.index_fault = self._gauge("index_fault", "1 where something is wrong with the index on disk.", "fault")
        self.index_built = self._gauge("index_built_timestamp_seconds", "When the index in use was built.")
        self.entries = self._gauge("entries", "Entries in use.")
        self.entries_due = self._gauge("entries_due", "Entries that an editor should look at.", "reason")
        self.own_documents = self._gauge("own_documents", "Documents of the adopter's own in use.")
        self.index = Info(f"{PREFIX}_index", "The index in use, and what it was made of.", registry=self._registry)
        self.bot = Info(f"{PREFIX}_bot", "The bot's model, as it last said.", registry=self._registry)
        Info(PREFIX, "The version of the program.", registry=self._registry).info({"version": __version__})
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        """Show what has not happened yet as 0: of what is not there Prometheus cannot tell the first time."""
        for counter, values in ((self.limited, SCOPES), (self.rasa_failures, RASA_FAILURES)):
            for value in values:
                counter.labels(value)
        for answerer in ANSWERERS:
            self.turn_seconds.labels(answerer)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}", text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"{PREFIX}_{name}", text, labels, registry=self._registry, buckets=SECONDS)

    def render(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
