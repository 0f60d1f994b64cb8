"""Commands for whoever keeps the knowledge true; each is registered in `knowledge/cli/knowledge.py`."""
