"""What the service keeps on disk: ratings, counts, questions without an answer, Rasa's conversations for a while."""

from web.stores.feedback import FeedbackStore, Rating
from web.stores.questions import Question, QuestionStore
from web.stores.trackers import TrackerStore
from web.stores.usage import UsageStore, Use, UseCount

__all__ = ["FeedbackStore", "Question", "QuestionStore", "Rating", "TrackerStore", "UsageStore", "Use", "UseCount"]
