"""The running product: Rasa and the service under one supervisor."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Callable

from setup.builds import QUIET_RASA, rasa_model
from setup.errors import SetupError
from setup.paths import BOT, ROOT, SERVICE, Settings
from setup.processes import child_environment, start, stop

READY_WITHIN_S = 180.0
POLL_S = 0.2
LAST_WORDS_S = 1.0
HELD_BACK = 15
SECRET_BYTES = 32
#: The libraries under Rasa write their warnings to developers as plain lines; a log names its level.
_LOGGED = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
#: Python and TensorFlow keep many threads; glibc would give each an arena of memory of its own. And unless it is
#: told how much, it keeps up to twice the largest block that was ever freed: loading models frees large ones.
LEAN = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "TOKENIZERS_PARALLELISM": "false"}


#: A bot that dies in a turn holds its conversation so long, in seconds; a turn ends after three.
LOCKS = {"TICKET_LOCK_LIFETIME": "4"}


def stack_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that both processes share, with a new action token."""
    return child_environment(
        {
            **LEAN,
            "GRENSWIJZER_HOST": settings.host,
            "GRENSWIJZER_PORT": str(settings.port),
            "GRENSWIJZER_INTERNAL_PORT": str(settings.internal_port),
            "GRENSWIJZER_RASA_PORT": str(settings.rasa_port),
            "GRENSWIJZER_RASA_URL": f"http://127.0.0.1:{settings.rasa_port}",
            "GRENSWIJZER_STATE": str(settings.state),
            "GRENSWIJZER_ACTION_TOKEN": secrets.token_urlsafe(SECRET_BYTES),
            "GRENSWIJZER_SECRET_KEY": os.environ.get("GRENSWIJZER_SECRET_KEY") or secret_key(settings.state),
        }
    )


def secret_key(state: Path) -> str:
    """Return the key that signs conversations, made once and kept where only this user can read it."""
    path = state / "secret"
    state.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text(encoding="ascii").strip()
        if len(key) < SECRET_BYTES:
            raise SetupError(f"{path} holds no key: delete it, and a new one is made (open chats end).") from None
        path.chmod(0o600)
        return key
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(SECRET_BYTES)
        file.write(key + "\n")
    return key


class Part:
    """One of the processes; what it prints is shown under its name.

    Of a `chatty` one only warnings and errors in the form of a log are shown; the rest comes if it ends by itself.
    """

    def __init__(
        self, name: str, process: subprocess.Popen[bytes], show: Callable[[str], None], *, chatty: bool
    ) -> None:
        self.name = name
        self.process = process
        self._show = show
        self._chatty = chatty
        self._held_back: deque[str] = deque(maxlen=HELD_BACK)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def ended(self) -> str | None:
        """Return how the process ended, once its last lines are shown; nothing while it runs."""
        status = self.process.poll()
        if status is None:
            return None
        self._reader.join(timeout=LAST_WORDS_S)
        while self._held_back:
            self._show(self._held_back.popleft())
        return f"signal {-status}" if status < 0 else f"exit status {status}"

    def _read(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 - started with a pipe
        with self.process.stdout as lines:
            for raw in lines:
                line = f"[{self.name}] {raw.decode('utf-8', 'replace').rstrip()}"
                if self._chatty and not _LOGGED.search(line):
                    self._held_back.append(line)
                else:
                    self._show(line)


def bot_command(settings: Settings) -> list[str | Path]:
    """Return how the bot is started; it listens on loopback whatever the settings say."""
    where = ["-i", "127.0.0.1", "-p", str(settings.rasa_port)]
    files: list[str | Path] = [
        "--model",
        rasa_model(),
        "--endpoints",
        "endpoints.yml",
        "--credentials",
        "credentials.yml",
    ]
    return [BOT / "bin" / "python", "-m", "rasa", "run", *where, *files, "--quiet"]


def service_command() -> list[str | Path]:
    """Return how the service is started; its settings are in the environment."""
    return [SERVICE / "bin" / "python", "-m", "web"]


class Stack:
    """Starts both processes, waits until they answer, and stops both. `bot` and `service` are their commands."""

    def __init__(
        self,
        settings: Settings,
        show: Callable[[str], None] = print,
        *,
        bot: Sequence[str | Path] = (),
        service: Sequence[str | Path] = (),
    ) -> None:
        self.settings = settings
        self._show = show
        self._bot = bot or bot_command(settings)
        self._service = service or service_command()
        self._parts: list[Part] = []

    def start(self) -> None:
        """Start both; must be called from a thread that lives as long as they shall."""
        environment = stack_environment(self.settings)
        bot = start(self._bot, environment={**environment, **LOCKS, **QUIET_RASA}, cwd=ROOT)
        self._parts.append(Part("bot", bot, self._show, chatty=True))
        service = start(self._service, environment=environment, cwd=ROOT)
        self._parts.append(Part("service", service, self._show, chatty=False))

    def wait_until_ready(self) -> None:
        """Return when the service says that all is ready.

        Raises:
            SetupError: a process ended, or the time is up.
        """
        deadline = time.monotonic() + READY_WITHIN_S
        rasa = f"http://127.0.0.1:{self.settings.rasa_port}/"
        while fetch(rasa) is None or not says_ready(self.settings):
            self.raise_if_ended()
            if time.monotonic() > deadline:
                raise SetupError(f"The service was not ready within {READY_WITHIN_S:.0f} s: see its lines above.")
            time.sleep(POLL_S)

    def raise_if_ended(self) -> None:
        """Raise `SetupError` if one of the two has ended."""
        for part in self._parts:
            how = part.ended()
            if how:
                others = " and ".join(f"the {other.name}" for other in self._parts if other is not part)
                raise SetupError(
                    f"The {part.name} ended by itself ({how}), so {others} is stopped too: "
                    "its last lines above say why; `make run` starts both again."
                )

    def stop(self) -> None:
        """Stop both, the service first, and leave no process behind."""
        for part in reversed(self._parts):
            stop(part.process)
        self._parts = []


def says_ready(settings: Settings) -> bool:
    """Tell whether the service answers and says that all is ready, or that somebody has paused it."""
    try:
        health = json.loads(fetch(settings.address + "/health") or b"{}")
    except ValueError:
        return False
    return isinstance(health, dict) and (health.get("ready") is True or health.get("paused") is True)


def fetch(url: str) -> bytes | None:
    """Return the body of an answer, also of a refusal; never through a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refusal:
        return bytes(refusal.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
