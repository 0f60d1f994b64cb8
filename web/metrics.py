"""What is counted for operators (Prometheus). No label holds anything of a user."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)


class Metrics:
    """The counters of one service."""

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

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"grenswijzer_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"grenswijzer_{name}", text, labels, registry=self._registry, buckets=SECONDS)

    def render(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
