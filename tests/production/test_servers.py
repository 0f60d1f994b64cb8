"""Servers of the machine are started, stopped and never left behind."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from setup.paths import ROOT
from setup.production.nginx import TEMPLATE, filled_in
from setup.production.programs import free_ports
from tests.support import lives, need

STARTER = """
import sys, time
from pathlib import Path
from setup.production.postgresql import Postgresql
from setup.production.redis import Redis
folder = Path(sys.argv[1])
servers = [Postgresql(folder / "postgresql", int(sys.argv[2])), Redis(folder / "redis", int(sys.argv[3]))]
for server in servers:
    server.start()
    server.wait_until_ready()
print(*[server.process.pid for server in servers], flush=True)
time.sleep(600)
"""


@pytest.mark.servers
def test_what_was_started_ends_with_who_started_it_even_if_that_is_killed(tmp_path: Path) -> None:
    ports = free_ports(2)
    command = [sys.executable, "-c", STARTER, str(tmp_path), *map(str, ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as starter:
        assert starter.stdout is not None
        processes = [int(number) for number in starter.stdout.readline().split()]
        need(len(processes) == 2, "PostgreSQL or Redis", "`apt-get install postgresql redis-server`")
        starter.kill()
    deadline = time.monotonic() + 20
    while any(lives(process) for process in processes):
        assert time.monotonic() < deadline, "a server outlived who started it"
        time.sleep(0.1)
    for port in ports:
        with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            pass


@pytest.mark.unit
def test_a_name_of_the_template_that_nothing_is_given_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing is given for"):
        filled_in(TEMPLATE.read_text(encoding="utf-8"), {"NAME": "localhost"})
