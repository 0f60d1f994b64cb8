"""What an editor needs to keep the knowledge true: what is due, what changed, what an edit does."""
