"""The supervisor: small web servers stand in for Rasa and the service, all else is real."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from setup.errors import SetupError
from setup.evaluating import on_free_ports
from setup.paths import ROOT, Settings, read_settings
from setup.stack import Stack, secret_key, stack_environment
from tests.support import lives, within

pytestmark = pytest.mark.unit
#: Answers on the port that a variable names, with what the health page would say; each request is logged.
SERVER = """
import http.server, json, os, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ready = "not-ready" not in sys.argv
        self.send_response(200 if ready else 503)
        self.end_headers()
        self.wfile.write(json.dumps({"ready": ready, "paused": "paused" in sys.argv}).encode())
    def log_message(self, *_): pass
print("listening", flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ[sys.argv[1]])), Page).serve_forever()
"""


def server(variable: str, *how: str) -> list[str]:
    return [sys.executable, "-c", SERVER, variable, *how]


BOT = server("GRENSWIJZER_RASA_PORT")
SERVICE = server("GRENSWIJZER_PORT")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return on_free_ports(read_settings({}), tmp_path / "state")


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def stack(settings: Settings, shown: list[str]) -> Iterator[Stack]:
    stack = Stack(settings, shown.append, bot=BOT, service=SERVICE)
    yield stack
    stack.stop()


def test_it_waits_until_both_answer_and_stops_both(stack: Stack, shown: list[str]) -> None:
    stack.start()
    processes = [part.process for part in stack._parts]
    stack.wait_until_ready()
    assert shown == ["[service] listening"]
    stack.stop()
    assert [process.poll() for process in processes] == [-signal.SIGTERM] * 2


def test_a_warning_of_the_bot_is_shown_while_it_runs(settings: Settings, shown: list[str]) -> None:
    bot = [sys.executable, "-c", "print('2026-11-22 WARNING rasa  - slow')" + SERVER, "GRENSWIJZER_RASA_PORT"]
    stack = Stack(settings, shown.append, bot=bot, service=SERVICE)
    try:
        stack.start()
        stack.wait_until_ready()
        assert "[bot] 2026-11-22 WARNING rasa  - slow" in shown
        assert "[bot] listening" not in shown
    finally:
        stack.stop()


@pytest.mark.parametrize(("victim", "other"), [(0, "service"), (1, "bot")])
def test_one_that_dies_is_named_in_a_sentence(stack: Stack, victim: int, other: str) -> None:
    stack.start()
    stack.wait_until_ready()
    part = stack._parts[victim]
    part.process.kill()
    part.process.wait()
    with pytest.raises(SetupError, match=f"The {part.name} ended by itself .signal 9.*the {other} is stopped too"):
        stack.raise_if_ended()


def test_the_bots_chatter_is_shown_only_if_it_ends_by_itself(settings: Settings, shown: list[str]) -> None:
    code = "print('DeprecationWarning: old'); print('2026-11-22 ERROR rasa.core  - broken'); raise SystemExit(4)"
    stack = Stack(settings, shown.append, bot=[sys.executable, "-c", code], service=SERVICE)
    try:
        stack.start()
        with pytest.raises(SetupError, match="The bot ended by itself .exit status 4"):
            stack.wait_until_ready()
    finally:
        stack.stop()
    bot = [line for line in shown if line.startswith("[bot]")]
    assert bot == ["[bot] 2026-11-22 ERROR rasa.core  - broken", "[bot] DeprecationWarning: old"]


def test_one_that_cannot_even_start_ends_the_waiting(settings: Settings, shown: list[str]) -> None:
    command = [sys.executable, "-c", "print('no model here'); raise SystemExit(4)"]
    stack = Stack(settings, shown.append, bot=BOT, service=command)
    try:
        stack.start()
        with pytest.raises(SetupError, match="The service ended by itself .exit status 4"):
            stack.wait_until_ready()
        assert "[service] no model here" in shown
    finally:
        stack.stop()


def test_a_service_that_somebody_paused_counts_as_started(settings: Settings) -> None:
    stack = Stack(settings, lambda _: None, bot=BOT, service=server("GRENSWIJZER_PORT", "not-ready", "paused"))
    try:
        stack.start()
        stack.wait_until_ready()
    finally:
        stack.stop()


SUPERVISOR = """
import json, sys, signal
from pathlib import Path
from setup import supervisor
from setup.paths import Settings
from setup.stack import Stack
given = json.loads(sys.argv[1])
settings = Settings(**{**given["settings"], "state": Path(given["settings"]["state"])})
def make(settings, say):
    made = Stack(settings, say, bot=given["bot"], service=given["service"])
    begin = made.start
    def start():
        begin()
        print("PIDS", *(part.process.pid for part in made._parts), flush=True)
    made.start = start
    return made
supervisor.Stack = make
supervisor.set_up = lambda *_: None
def interrupt(*_): raise KeyboardInterrupt
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, interrupt)
supervisor.run(settings, lambda text: print(text, flush=True))
"""


@contextmanager
def supervised(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a supervisor in a process of its own and hand out, when it is ready, it and the ids of its children."""
    fields = {**vars(settings), "state": str(settings.state)}
    given = json.dumps({"settings": fields, "bot": BOT, "service": SERVICE})
    command = [sys.executable, "-c", SUPERVISOR, given]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        ids: list[int] = []
        for line in process.stdout:
            if line.startswith("PIDS"):
                ids = [int(word) for word in line.split()[1:]]
            if "Ctrl-C stops it" in line:
                break
        assert len(ids) == 2
        assert all(map(lives, ids))
        yield process, ids


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_both_and_is_no_failure(settings: Settings, number: signal.Signals) -> None:
    with supervised(settings) as (process, ids):
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert not any(map(lives, ids))


def test_ctrl_c_in_the_terminal_stops_both_once(settings: Settings) -> None:
    with supervised(settings) as (process, ids):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)
    assert within(5, lambda: not any(map(lives, ids)))


def test_even_a_supervisor_that_is_killed_leaves_no_process_behind(settings: Settings) -> None:
    with supervised(settings) as (process, ids):
        process.kill()
    assert within(5, lambda: not any(map(lives, ids)))


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "state")
    assert len(key) >= 32
    assert stat.S_IMODE((tmp_path / "state" / "secret").stat().st_mode) == 0o600
    assert secret_key(tmp_path / "state") == key


def test_a_key_that_others_could_read_is_closed_again(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    (tmp_path / "secret").chmod(0o644)
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_an_empty_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(SetupError, match="holds no key: delete it"):
        secret_key(tmp_path)


def test_both_processes_get_the_same_token_and_each_start_a_new_one(settings: Settings) -> None:
    one, other = stack_environment(settings), stack_environment(settings)
    assert len(one["GRENSWIJZER_ACTION_TOKEN"]) >= 32
    assert one["GRENSWIJZER_ACTION_TOKEN"] != other["GRENSWIJZER_ACTION_TOKEN"]
    assert one["GRENSWIJZER_SECRET_KEY"] == other["GRENSWIJZER_SECRET_KEY"]
    assert one["GRENSWIJZER_RASA_URL"] == f"http://127.0.0.1:{settings.rasa_port}"
