"""The process as the supervisor starts it: `python -m web`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from knowledge.assistant import Assistant
from tests.web.rasa_stand_in import RasaStandIn

ROOT = Path(__file__).parents[2]
READY_WITHIN_S = 120


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def start(settings: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, **{f"GRENSWIJZER_{name}": value for name, value in settings.items()}}
    return subprocess.Popen(
        [sys.executable, "-m", "web", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def ends_with(settings: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    process = start(settings, *arguments)
    output, _ = process.communicate(timeout=READY_WITHIN_S)
    return process.returncode, output


@pytest.mark.unit
def test_help_teaches_without_loading_the_search() -> None:
    status, output = ends_with({}, "--help")
    assert status == 0
    assert "GRENSWIJZER_SECRET_KEY" in output
    assert "/health" in output


@pytest.mark.unit
def test_a_wrong_setting_ends_in_one_sentence() -> None:
    status, output = ends_with({"PORT": "99999"})
    assert status == 1
    assert output.startswith("grenswijzer: GRENSWIJZER_PORT: ")
    assert "Traceback" not in output


@pytest.mark.unit
def test_a_taken_port_ends_in_one_sentence_that_names_the_variable(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, output = ends_with({"PORT": str(port), "STATE": str(tmp_path)})
    assert status == 1
    assert f"127.0.0.1:{port} cannot be used" in output
    assert "set GRENSWIJZER_PORT to another value" in output


@pytest.mark.unit
def test_the_internal_listener_binds_where_it_is_told(tmp_path: Path) -> None:
    port = free_port()
    # An address of documentation, which no machine has.
    settings = {"INTERNAL_HOST": "192.0.2.1", "INTERNAL_PORT": str(port), "PORT": str(free_port())}
    status, output = ends_with({**settings, "STATE": str(tmp_path)})
    assert status == 1
    assert f"192.0.2.1:{port} cannot be used" in output


@pytest.mark.unit
def test_a_missing_index_ends_in_one_sentence(tmp_path: Path) -> None:
    settings = {
        "PORT": str(free_port()),
        "INTERNAL_PORT": str(free_port()),
        "MODELS": str(tmp_path),
        "STATE": str(tmp_path),
    }
    status, output = ends_with(settings)
    assert status == 1
    assert "Traceback" not in output
    assert "index" in output.splitlines()[-1]


@pytest.mark.integration
def test_sigterm_ends_the_process_after_the_turn_in_flight_is_answered(
    assistant: Assistant, rasa: RasaStandIn, tmp_path: Path
) -> None:
    port, internal = free_port(), free_port()
    rasa.delay_s = 1.0
    process = start({"PORT": str(port), "INTERNAL_PORT": str(internal), "RASA_URL": rasa.url, "STATE": str(tmp_path)})
    try:
        deadline = time.monotonic() + READY_WITHIN_S
        while not _ready(port):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)
        assert httpx.get(f"http://127.0.0.1:{internal}/metrics").status_code == 200
        with httpx.Client() as client:
            request = client.build_request("POST", f"http://127.0.0.1:{port}/api/v1/chat", json={"message": "hallo"})
            threading.Timer(0.4, process.terminate).start()
            answer = client.send(request)
        assert answer.status_code == 200
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.communicate()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.HTTPError:
        return False
