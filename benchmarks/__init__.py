"""Measurements that compare in one run; each is one command."""
