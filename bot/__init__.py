"""The Rasa bot: its training data, its domain and its own NLU components."""
