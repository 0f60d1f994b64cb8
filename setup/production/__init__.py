"""The production profile on one machine: PostgreSQL, Redis and nginx of the machine, several bots and services."""
