"""A Redis of our own, on loopback, that loses nothing it acknowledged."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path

from setup.production.programs import Program, Server, find_program

PACKAGE = "redis-server"
CONFIGURATION = """bind 127.0.0.1
port {port}
dir {folder}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory 256mb
maxmemory-policy noeviction
loglevel warning
"""


class Redis(Server):
    """The server, with its data in `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        password_file, configuration = folder / "password", folder / "redis.conf"
        for file in (password_file, configuration):
            file.touch(mode=0o600)
        self._password = password_file.read_text(encoding="ascii") or secrets.token_hex(24)
        password_file.write_text(self._password, encoding="ascii")
        configuration.write_text(
            CONFIGURATION.format(port=port, folder=folder, password=self._password), encoding="utf-8"
        )
        self._port = port
        command = [find_program("redis-server", PACKAGE), configuration]
        super().__init__("redis", folder, Program(command, folder, self._answers))

    @property
    def url(self) -> str:
        """Its address, with the password."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answers:
                    return [answers.readline().strip() for _ in range(2)] == [b"+OK", b"+PONG"]
        except OSError:
            return False
