"""What the service keeps on disk: ratings of answers, and Rasa's conversations until they are forgotten."""

from web.stores.feedback import FeedbackStore, Rating
from web.stores.trackers import TrackerStore

__all__ = ["FeedbackStore", "Rating", "TrackerStore"]
