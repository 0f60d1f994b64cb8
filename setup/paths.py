"""Where things lie, relative to the project, and the settings that the environment may change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from setup.errors import SetupError

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
TOOLS = ROOT / ".tools"
SERVICE = ROOT / ".venv" / "service"
BOT = ROOT / ".venv" / "bot"
PEERS = ROOT / ".venv" / "peers"
CLIENTS = ROOT / ".venv" / "clients"
STAMPS = ROOT / ".venv" / "stamps"
MODELS = ROOT / "models"
ENCODER = MODELS / "encoder"
INDEX = MODELS / "index"
GAZETTEERS = MODELS / "gazetteers.json"
RASA_MODELS = MODELS / "rasa"


def home() -> Path:
    """Return the user's home folder; the project itself for a user who has none."""
    try:
        return Path("~").expanduser()
    except RuntimeError:
        return ROOT


@dataclass(frozen=True)
class Settings:
    """What `GRENSWIJZER_*` variables say about a run."""

    host: str
    port: int
    internal_port: int
    rasa_port: int
    state: Path

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        return f"http://{'[' + host + ']' if ':' in host else host}:{self.port}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        SetupError: a port is no number from 1 to 65535, or two are the same.
    """
    ports = {
        name: read_port(name, environment.get(name, default))
        for name, default in (
            ("GRENSWIJZER_PORT", "8000"),
            ("GRENSWIJZER_INTERNAL_PORT", "8001"),
            ("GRENSWIJZER_RASA_PORT", "5005"),
        )
    }
    if len(set(ports.values())) < len(ports):
        raise SetupError(f"{', '.join(ports)} must be three different ports.")
    return Settings(
        host=environment.get("GRENSWIJZER_HOST") or "127.0.0.1",
        port=ports["GRENSWIJZER_PORT"],
        internal_port=ports["GRENSWIJZER_INTERNAL_PORT"],
        rasa_port=ports["GRENSWIJZER_RASA_PORT"],
        state=(ROOT / (environment.get("GRENSWIJZER_STATE") or "var")).resolve(),
    )


def read_port(name: str, text: str) -> int:
    """Return the port that `text` names, the value of the variable `name`.

    Raises:
        SetupError: it is no number from 1 to 65535.
    """
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise SetupError(f"{name}={text} is no port: choose a number from 1 to 65535.")
