"""Too little space and a port that is taken are found before anything begins."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup import disk
from setup.disk import check_space
from setup.errors import SetupError
from setup.ports import check_port

pytestmark = pytest.mark.unit


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_is_named_with_its_holder_and_the_way_out(taken: int) -> None:
    name = Path("/proc/self/comm").read_text().strip()
    with pytest.raises(SetupError) as caught:
        check_port("127.0.0.1", taken, "GRENSWIJZER_PORT")
    assert str(caught.value) == (
        f"Port {taken} is taken by {name} (process {os.getpid()}): stop that program, or choose another port, "
        f"for instance `GRENSWIJZER_PORT={taken + 10} make run`."
    )


def test_a_free_port_passes_and_stays_free(taken: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port, "GRENSWIJZER_PORT")
    check_port("127.0.0.1", port, "GRENSWIJZER_PORT")
    assert port != taken


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(SetupError, match=r"is no address of this machine.*127\.0\.0\.1"):
        check_port(host, 8000, "GRENSWIJZER_PORT")


def test_too_little_space_is_said_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    part = tmp_path / "service"
    monkeypatch.setattr(disk, "NEEDED_GB", {part: 1e6})
    with pytest.raises(SetupError, match=r"1000000\.0 GB of disk are needed in .* are free: free some space there"):
        check_space((part,), tmp_path)


def test_what_is_there_needs_no_more_space(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disk, "NEEDED_GB", {tmp_path: 1e6})
    check_space((tmp_path,), tmp_path)
