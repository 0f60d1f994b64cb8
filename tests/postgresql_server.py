"""A real PostgreSQL for tests: a cluster of its own, on a free port, that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import need

#: Debian keeps the programs of each version in a folder of their own, off PATH.
DEBIAN = Path("/usr/lib/postgresql")
#: PostgreSQL refuses to run as root; Debian's package brings this user.
DEBIAN_USER = "postgres"
NAME = "grenswijzer"


def _program(name: str) -> str:
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    need(found, "PostgreSQL", "install it, for example with `apt-get install postgresql`")
    assert found is not None
    return found


class PostgresqlServer:
    """A cluster in `folder`."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"postgresql://{NAME}@127.0.0.1:{self.port}/{NAME}"
        self._folder = folder / "cluster"
        self._as_user = ["setpriv", f"--reuid={DEBIAN_USER}", f"--regid={DEBIAN_USER}", "--clear-groups"]
        if os.geteuid() != 0:
            self._as_user = []
        else:
            shutil.chown(folder, DEBIAN_USER)
            for parent in folder.parents:
                # Nobody but root may look into pytest's folders.
                if parent.stat().st_uid == 0 and parent.is_relative_to("/tmp") and parent != Path("/tmp"):  # noqa: S108
                    parent.chmod(0o711)
        self._run(_program("initdb"), "--pgdata", self._folder, "--username", NAME, "--auth", "trust", "--no-sync")
        self.start()
        self._run(_program("createdb"), "--host", "127.0.0.1", "--port", str(self.port), "--username", NAME, NAME)

    def start(self) -> None:
        """Start it, and return when it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run(_program("pg_ctl"), "--pgdata", self._folder, "--options", options, "--wait", "--silent", "start")

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        lines = (self._folder / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), signal.SIGKILL)
        self._run(_program("pg_ctl"), "--pgdata", self._folder, "--mode", "immediate", "stop", may_fail=True)

    def stop(self) -> None:
        """Stop it."""
        self._run(_program("pg_ctl"), "--pgdata", self._folder, "--mode", "immediate", "stop", may_fail=True)

    def _run(self, *command: str | Path, may_fail: bool = False) -> None:
        log = self._folder.parent / "postgresql.log"
        # The server keeps what it is given open: a pipe would never end.
        with log.open("ab") as output:
            status = subprocess.call([*self._as_user, *command], stdout=output, stderr=output, cwd="/")
        assert may_fail or status == 0, log.read_text(errors="replace")[-2000:]


@contextmanager
def postgresql_server(folder: Path) -> Iterator[PostgresqlServer]:
    """Run a server while the context lasts."""
    server = PostgresqlServer(folder)
    try:
        yield server
    finally:
        server.stop()
