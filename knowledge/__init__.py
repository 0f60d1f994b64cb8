"""The knowledge library: entries, search and answers. Imports neither Rasa nor FastAPI."""
