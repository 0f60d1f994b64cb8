"""What the service keeps: ratings, counts, questions without an answer, reports, Rasa's conversations for a while."""

from web.stores.feedback import FeedbackStore, Rating
from web.stores.questions import Question, QuestionStore
from web.stores.reports import Report, ReportStore
from web.stores.trackers import TrackerStore
from web.stores.usage import UsageStore, Use, UseCount

__all__ = [
    "FeedbackStore",
    "Question",
    "QuestionStore",
    "Rating",
    "Report",
    "ReportStore",
    "TrackerStore",
    "UsageStore",
    "Use",
    "UseCount",
]
