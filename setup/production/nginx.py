"""nginx as `deploy/nginx` configures it, with a certificate of its own where none is given."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from setup.errors import SetupError
from setup.paths import ROOT
from setup.production.programs import Program, Server, find_program, let_pass

TEMPLATE = ROOT / "deploy" / "nginx" / "grenswijzer.conf.template"
CERTIFICATE_DAYS = 30
MAIN = """daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 2048; }}
http {{
    types {{ text/html html; }}
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/grenswijzer.conf;
}}
"""


@dataclass(frozen=True)
class Addresses:
    """Ports of loopback: those that nginx listens on, and those behind it."""

    https: int
    bots: int
    actions: int
    behind_services: Sequence[int]
    behind_bots: Sequence[int]
    behind_actions: Sequence[int]


@dataclass(frozen=True)
class PageLimits:
    """How many pages that are only read one address gets: as a rate, so many more in a burst, and at once."""

    rate: str = "100r/s"
    burst: int = 3000
    at_once: int = 500

    def values(self) -> dict[str, str]:
        """Return them by the names that the template has for them."""
        return {
            "PAGES_RATE": self.rate,
            "PAGES_BURST": str(self.burst),
            "PAGES_AT_ONCE": str(self.at_once),
        }


class Nginx(Server):
    """The server; its files are in `folder`."""

    def __init__(
        self, folder: Path, addresses: Addresses, host: str = "127.0.0.1", limits: PageLimits = PageLimits()
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            # Its workers are then nobody, and their cache is in there.
            let_pass(folder)
        self._addresses = addresses
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        if not self.certificate.exists():
            make_certificate(self.certificate, key)
        values = {
            "SERVICES": upstream(_on_loopback(addresses.behind_services)),
            "BOTS": upstream(_on_loopback(addresses.behind_bots)),
            "ACTIONS": upstream(_on_loopback(addresses.behind_actions)),
            "CACHE": str(folder / "cache"),
            "LOG": str(folder),
            "LISTEN": f"{host}:{addresses.https}",
            "NAME": "localhost",
            "CERTIFICATE": str(self.certificate),
            "KEY": str(key),
            "BOTS_LISTEN": f"127.0.0.1:{addresses.bots}",
            "ACTIONS_LISTEN": f"127.0.0.1:{addresses.actions}",
            **limits.values(),
        }
        (folder / "grenswijzer.conf").write_text(filled_in(TEMPLATE.read_text(encoding="utf-8"), values), "utf-8")
        configuration = folder / "nginx.conf"
        configuration.write_text(MAIN.format(folder=folder), encoding="utf-8")
        command: list[str | Path] = [find_program("nginx", "nginx"), "-e", folder / "error.log", "-c", configuration]
        super().__init__("nginx", folder, Program(command, folder, self._answers))

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._addresses.https), timeout=1) as plain:
                context = ssl.create_default_context(cafile=str(self.certificate))
                with context.wrap_socket(plain, server_hostname="localhost"):
                    return True
        except OSError:
            return False


def filled_in(template: str, values: dict[str, str]) -> str:
    """Return the template with each `@NAME@` replaced.

    Raises:
        ValueError: the template has a name that `values` has not.
    """
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    if left := re.search("@([A-Z_]+)@", template):
        raise ValueError(f"{TEMPLATE}: nothing is given for {left[1]}")
    return template


def make_certificate(certificate: Path, key: Path) -> None:
    """Make a certificate for this machine alone, which browsers warn of.

    Raises:
        SetupError: openssl fails.
    """
    key.touch(mode=0o600)
    command = [
        *(str(find_program("openssl", "openssl")), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256"),
        *("-days", str(CERTIFICATE_DAYS), "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        *("-keyout", str(key), "-out", str(certificate)),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise SetupError(f"openssl made no certificate: {done.stderr.decode('utf-8', 'replace').strip()}")


def upstream(addresses: Iterable[str]) -> str:
    """Return the lines of an upstream with the servers at `addresses`, each as `HOST:PORT`."""
    return "\n    ".join(f"server {address} max_fails=0;" for address in addresses)


def _on_loopback(ports: Iterable[int]) -> Iterable[str]:
    return (f"127.0.0.1:{port}" for port in ports)
