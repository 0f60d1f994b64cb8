from __future__ import annotations

import pytest

from knowledge.privacy import DataKind, Finding
from knowledge.privacy.findings import without_overlaps

pytestmark = pytest.mark.unit


def test_findings_come_back_in_the_order_of_their_places() -> None:
    later, earlier = Finding(DataKind.NAME, 10, 12), Finding(DataKind.EMAIL, 0, 5)
    assert without_overlaps([later, earlier]) == (earlier, later)


def test_overlapping_findings_become_one_that_the_longest_names() -> None:
    phone, account = Finding(DataKind.PHONE, 4, 12), Finding(DataKind.BANK_ACCOUNT, 0, 11)
    assert without_overlaps([phone, account]) == (Finding(DataKind.BANK_ACCOUNT, 0, 12),)


def test_findings_that_only_touch_stay_apart() -> None:
    first, second = Finding(DataKind.NAME, 0, 4), Finding(DataKind.PHONE, 4, 9)
    assert without_overlaps([first, second]) == (first, second)
