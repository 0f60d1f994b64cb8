"""What the production profile holds: turns a second with several bots, past saturation, and for half an hour."""
