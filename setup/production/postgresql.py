"""A PostgreSQL cluster of our own, on loopback."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from setup.errors import SetupError
from setup.processes import child_environment
from setup.production.programs import Program, Server, find_program, let_pass

NAME = "grenswijzer"
PACKAGE = "postgresql"
#: PostgreSQL refuses to run as root; Debian's package brings this user.
USER = "postgres"


class Postgresql(Server):
    """The server of the cluster in `folder`, which is made where it is missing."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._data = folder / "cluster"
        self._as_user = _as_user(folder)
        self._password_file = folder / "password"
        self._port = port
        settings = (
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", f"port={port}"),
            *("-c", "max_connections=200", "-c", "log_statement=none", "-c", "log_min_error_statement=panic"),
        )
        command: list[str | Path] = [*self._as_user, find_program("postgres", PACKAGE), "-D", self._data, *settings]
        # With SIGINT it ends the connections and writes everything; with SIGTERM it would wait for its clients.
        super().__init__("postgresql", folder, Program(command, folder, self._answers, stop_signal=signal.SIGINT))

    @property
    def url(self) -> str:
        """Its address, with the password."""
        return f"postgresql://{NAME}:{self._password()}@127.0.0.1:{self._port}/{NAME}"

    def start(self) -> None:
        """Start it, after making the cluster the first time."""
        is_new = not (self._data / "PG_VERSION").exists()
        if is_new:
            self._password()
            self._run("initdb", "-D", self._data, "--username", NAME, "--auth", "scram-sha-256",
                      "--pwfile", self._password_file, "--encoding", "UTF8", "--no-instructions")  # fmt: skip
        super().start()
        if is_new:
            self.wait_until_ready()
            self._run("createdb", "--host", "127.0.0.1", "--port", str(self._port), "--username", NAME, NAME)

    def _password(self) -> str:
        if not self._password_file.exists():
            self._password_file.touch(mode=0o600)
            self._password_file.write_text(secrets.token_hex(24), encoding="ascii")
            if self._as_user:
                shutil.chown(self._password_file, USER)
        return self._password_file.read_text(encoding="ascii")

    def _answers(self) -> bool:
        program = find_program("pg_isready", PACKAGE)
        return subprocess.call([program, "-q", "-h", "127.0.0.1", "-p", str(self._port)]) == 0

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as_user, find_program(program, PACKAGE), *arguments]
        environment = child_environment({"PGPASSWORD": self._password()})
        done = subprocess.run(command, env=environment, cwd="/", capture_output=True, check=False)
        if done.returncode:
            raise SetupError(f"{program} failed: {done.stderr.decode('utf-8', 'replace').strip()}")


def _as_user(folder: Path) -> list[str]:
    """Return what runs a program as a user that PostgreSQL accepts, who must be able to reach `folder`."""
    if os.geteuid() != 0:
        return []
    try:
        shutil.chown(folder, USER)
    except LookupError as error:
        raise SetupError(f"PostgreSQL does not run as root, and there is no user {USER}: install {PACKAGE}.") from error
    let_pass(folder.resolve().parent)
    # A process that becomes another user would else outlive us.
    return ["setpriv", "--pdeathsig=INT", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--"]
