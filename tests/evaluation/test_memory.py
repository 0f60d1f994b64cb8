"""Memory of processes, by their ports."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys

import pytest

from evaluation.memory import pid_at, read_process
from evaluation.running import Target

pytestmark = pytest.mark.unit


def test_the_process_that_listens_on_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert pid_at(port) == os.getpid()
    assert pid_at(port) is None


def test_a_process_that_only_connects_to_a_port_is_not_taken_for_its_server() -> None:
    code = "import socket; s=socket.create_server(('127.0.0.1',0)); print(s.getsockname()[1],flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        port = int(child.stdout.readline())
        with socket.create_connection(("127.0.0.1", port)):
            assert pid_at(port) == child.pid
        child.stdin.close()


def test_the_memory_of_a_process_is_that_of_the_system() -> None:
    process = read_process("tests", os.getpid())
    assert process is not None
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 0 < process.own_mib < process.rss_mib <= process.peak_mib
    assert process.peak_mib == pytest.approx(peak_mib, rel=0.05)


def test_a_process_that_is_gone_has_no_memory() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert read_process("gone", child.pid) is None


def test_both_processes_are_found_by_the_ports_of_a_local_stack() -> None:
    with socket.create_server(("127.0.0.1", 0)) as service, socket.create_server(("127.0.0.1", 0)) as bot:
        target = Target(f"http://127.0.0.1:{service.getsockname()[1]}", bot.getsockname()[1])
        assert [(one.name, one.pid) for one in target.processes()] == [("service", os.getpid()), ("bot", os.getpid())]


def test_processes_that_are_named_are_taken_as_they_are() -> None:
    target = Target("http://elsewhere.example", 5005, (os.getpid(), os.getppid()))
    assert [one.pid for one in target.processes()] == [os.getpid(), os.getppid()]


def test_no_process_here_is_taken_for_one_of_another_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert Target(f"http://192.0.2.1:{port}", port).processes() == []
