"""What tests of every kind share."""

from __future__ import annotations

import os

import pytest


def need(present: object, what: str, how: str) -> None:
    """Skip the test unless `present`, saying what is missing and how to get it.

    Under `REQUIRE_ALL=1` the test fails instead: there everything must be present.
    """
    if present:
        return
    reason = f"{what} is missing: {how}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
