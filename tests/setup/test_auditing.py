"""What `make audit` takes for accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup.auditing import accepted_findings
from setup.errors import SetupError

pytestmark = pytest.mark.unit


def test_every_finding_that_is_accepted_has_a_reason() -> None:
    assert isinstance(accepted_findings(), list)


def test_ids_are_read_and_comments_are_not(tmp_path: Path) -> None:
    path = tmp_path / "accepted"
    path.write_text("# why all\n\nPYSEC-2026-1 # we never call it\n", encoding="utf-8")
    assert accepted_findings(path) == ["PYSEC-2026-1"]


@pytest.mark.parametrize("line", ["PYSEC-2026-1", "PYSEC-2026-1 #", "PYSEC-2026-1 # "])
def test_a_finding_without_a_reason_is_not_accepted(tmp_path: Path, line: str) -> None:
    path = tmp_path / "accepted"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SetupError, match="say behind a # why PYSEC-2026-1"):
        accepted_findings(path)
