"""Whether a port is free, and if not, who holds it."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from setup.errors import SetupError

_LISTEN = "0A"


def check_port(host: str, port: int, variable: str) -> None:
    """Raise `SetupError` unless this process could listen on `host` and `port`; `variable` chooses another port."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SetupError(f"GRENSWIJZER_HOST={host} is no address of this machine: use 127.0.0.1 or 0.0.0.0.") from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise SetupError(_sentence(error, host, port, variable)) from error


def _sentence(error: OSError, host: str, port: int, variable: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken{_holder(port)}: stop that program, or choose another port, "
            f"for instance `{variable}={port + 10} make run`."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is for the administrator only: choose one above 1023 with {variable}."
    return f"{host} is no address of this machine ({error.strerror}): set GRENSWIJZER_HOST to 127.0.0.1 or 0.0.0.0."


def _holder(port: int) -> str:
    """Return " by NAME (process N)" where the system tells us, else nothing."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            links = (os.readlink(descriptor) for descriptor in (folder / "fd").iterdir())
            if sockets.intersection(links):
                return f" by {(folder / 'comm').read_text().strip()} (process {folder.name})"
    return ""


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(fields[9])
    return inodes
