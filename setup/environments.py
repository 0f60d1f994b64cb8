"""The virtual environments: made from their locks, and made anew when a lock changes."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from setup.commands import Commands
from setup.errors import SetupError
from setup.paths import BOT, CLIENTS, PEERS, REQUIREMENTS, ROOT, SERVICE
from setup.pythons import find_python, probe
from setup.stamps import content_hash, forget, is_noted, matches, note
from setup.torch_source import install_torch, torch_version
from setup.uv import UV, uv_environment

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


@dataclass(frozen=True)
class Environment:
    """A virtual environment, the Python it needs, and the lock of what is in it."""

    name: str
    folder: Path
    version: str
    test_tools: str
    has_torch: bool = False
    #: Locks of what a user may have installed on top of it.
    extras: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def lock(self) -> Path:
        """What it holds."""
        return REQUIREMENTS / f"{self.name}.txt"

    @property
    def test_lock(self) -> Path:
        """What tests need on top of it."""
        return REQUIREMENTS / f"{self.test_tools}.txt"


SERVICE_ENVIRONMENT = Environment("service", SERVICE, "3.11", "dev", has_torch=True, extras=("milvus",))
BOT_ENVIRONMENT = Environment("bot", BOT, "3.10", "bot-dev")
#: Only benchmarks need it: the service's libraries and those that they are compared with. It is its own test tools.
PEERS_ENVIRONMENT = Environment("peers", PEERS, "3.11", "peers", has_torch=True)
#: Only tests need it: what writes a client of our API.
CLIENTS_ENVIRONMENT = Environment("clients", CLIENTS, "3.11", "clients")


def is_ready(environment: Environment) -> bool:
    """Tell whether the environment was made from today's lock, and is still whole and runs."""
    if not matches(environment.name, _key(environment)):
        return False
    extra = {"torch"} if environment.has_torch else set()
    return (locked_names(environment.lock) | extra) <= installed_names(environment.folder) and bool(
        probe(environment.python, environment.version)
    )


def create(
    environment: Environment, commands: Commands, say: Callable[[str], None], warn: Callable[[str], None]
) -> None:
    """Make the environment from its lock, or bring one that was complete once up to today's lock.

    Raises:
        SetupError: its Python or its packages cannot be had.
    """
    was_complete = is_noted(environment.name) and bool(probe(environment.python, environment.version))
    forget(environment.name)
    if not was_complete:
        _make_empty(environment, commands, say)
    if environment.has_torch and _torch_of(environment) != torch_version():
        install_torch(environment.python, commands, say, warn)
    _install_lock(environment, environment.lock, commands, say)
    _remove_others(environment, commands)
    missing = locked_names(environment.lock) - installed_names(environment.folder)
    if missing:
        raise SetupError(f"{_title(environment)} failed: {', '.join(sorted(missing))} did not arrive; run it again.")
    note(environment.name, _key(environment))


def _make_empty(environment: Environment, commands: Commands, say: Callable[[str], None]) -> None:
    forget(environment.test_tools)
    say(f"looking for Python {environment.version}")
    base = find_python(environment.version, commands)
    shutil.rmtree(environment.folder, ignore_errors=True)
    command: list[str | Path] = [UV, "venv", "--python", base, environment.folder]
    commands.run(_title(environment), command, say=say, environment=uv_environment(), log_name=environment.name)


def _remove_others(environment: Environment, commands: Commands) -> None:
    """Uninstall what an earlier lock had asked for."""
    wanted = locked_names(environment.lock) | locked_names(environment.test_lock) | {"torch", "grenswijzer"}
    wanted.update(*(locked_names(_extra_lock(extra)) for extra in environment.extras))
    others = sorted(installed_names(environment.folder) - wanted)
    # The fallback build of torch brings CUDA libraries that no lock names.
    others = [name for name in others if not name.startswith(("nvidia", "cuda", "triton"))]
    if others:
        command: list[str | Path] = [UV, "pip", "uninstall", "--python", environment.python, *others]
        commands.run(_title(environment), command, environment=uv_environment(), log_name=f"{environment.name}-others")


def _torch_of(environment: Environment) -> str:
    """Return the version of torch that is installed, without the name of its build; empty where there is none."""
    infos = environment.folder.glob("lib/python3*/site-packages/torch-*.dist-info")
    return next((info.name[len("torch-") : -len(".dist-info")].partition("+")[0] for info in infos), "")


def _title(environment: Environment) -> str:
    return f"Making the environment of the {environment.name}"


def has_test_tools(environment: Environment) -> bool:
    """Tell whether what tests need is installed on top of the environment."""
    names = locked_names(environment.test_lock)
    return matches(environment.test_tools, _test_key(environment)) and names <= installed_names(environment.folder)


def add_test_tools(environment: Environment, commands: Commands, say: Callable[[str], None]) -> None:
    """Install what tests need on top of the environment."""
    forget(environment.test_tools)
    _install_lock(environment, environment.test_lock, commands, say)
    note(environment.test_tools, _test_key(environment))


def has_extra(environment: Environment, extra: str) -> bool:
    """Tell whether `extra`, one of the environment's, is installed on top of it as it is locked today."""
    names = locked_names(_extra_lock(extra))
    return matches(extra, _extra_key(environment, extra)) and names <= installed_names(environment.folder)


def add_extra(environment: Environment, extra: str, commands: Commands, say: Callable[[str], None]) -> None:
    """Install `extra`, one of the environment's, on top of it."""
    forget(extra)
    _install_lock(environment, _extra_lock(extra), commands, say)
    note(extra, _extra_key(environment, extra))


def _extra_lock(extra: str) -> Path:
    return REQUIREMENTS / f"{extra}.txt"


def _extra_key(environment: Environment, extra: str) -> str:
    return content_hash([environment.lock, _extra_lock(extra)], str(environment.folder))


def locked_names(lock: Path) -> set[str]:
    """Return the names that a lock pins, as folders in site-packages spell them."""
    return {_normal(name) for name in _PIN.findall(lock.read_text(encoding="utf-8"))}


def installed_names(folder: Path) -> set[str]:
    """Return the names of what is installed in the environment at `folder`."""
    infos = folder.glob("lib/python3*/site-packages/*.dist-info")
    return {_normal(info.name.partition("-")[0]) for info in infos if (info / "METADATA").is_file()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _key(environment: Environment) -> str:
    words = [environment.version, str(environment.folder)]
    if environment.has_torch:
        words.append(torch_version())
    return content_hash([environment.lock], *words)


def _test_key(environment: Environment) -> str:
    return content_hash([environment.lock, environment.test_lock])


def _install_lock(environment: Environment, lock: Path, commands: Commands, say: Callable[[str], None]) -> None:
    commands.run(
        f"Installing {lock.stem}",
        [UV, "pip", "install", "--python", environment.python, "--no-deps", "--require-hashes", "-r", lock],
        say=say,
        environment=uv_environment(),
        log_name=lock.stem,
    )


def has_project() -> bool:
    """Tell whether the project itself is installed in the environment of the service."""
    return matches("project", _project_key()) and "grenswijzer" in installed_names(SERVICE)


def install_project(commands: Commands) -> None:
    """Install the project itself, so that its command and packages are found from any folder."""
    options = ["--no-deps", "--no-build-isolation", "--editable"]
    commands.run(
        "Installing the project",
        [UV, "pip", "install", "--python", SERVICE_ENVIRONMENT.python, *options, ROOT],
        environment=uv_environment(),
        log_name="project",
    )
    note("project", _project_key())


def _project_key() -> str:
    return content_hash([ROOT / "pyproject.toml"], str(ROOT))
