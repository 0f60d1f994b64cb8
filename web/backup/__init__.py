"""Copies of all that cannot be built again, and the way back."""
