"""The service: chat gateway, look-up API, demo page and the webhook that Rasa's actions run behind."""

__version__ = "0.1.0"
