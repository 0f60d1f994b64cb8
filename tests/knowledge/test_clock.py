"""Today is injected."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.clock import SystemClock, clock_from_environment

pytestmark = pytest.mark.unit


def test_the_environment_can_fix_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_TODAY", "2027-01-15")
    assert clock_from_environment().today() == dt.date(2027, 1, 15)


def test_a_wrong_date_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_TODAY", "15 January")
    with pytest.raises(ValueError, match="2027-01-15"):
        clock_from_environment()


def test_without_a_fixed_day_the_machines_own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRENSWIJZER_TODAY", raising=False)
    assert isinstance(clock_from_environment(), SystemClock)
