"""`python3 -m setup.production.front`: print nginx' configuration for the units of systemd or for the containers."""

from __future__ import annotations

import argparse
import re
import sys

from setup.production.nginx import TEMPLATE, PageLimits, filled_in, upstream
from setup.production.stack import Size

MAX_COUNT = 9
#: As `deploy/systemd` numbers the ports of instance N.
MACHINE = {"services": "127.0.0.1:800{}", "actions": "127.0.0.1:810{}", "bots": "127.0.0.1:501{}"}
#: As `deploy/containers/compose.yml` numbers the addresses of instance N.
CONTAINERS = {"services": "172.31.250.2{}:8000", "actions": "172.31.250.2{}:8001", "bots": "172.31.250.3{}:5005"}
PLACES = {
    "machine": {
        "CACHE": "/var/cache/nginx/grenswijzer",
        "LOG": "/var/log/nginx",
        # IPv6 and IPv4 at once.
        "LISTEN": "[::]:443 ipv6only=off",
        "BOTS_LISTEN": "127.0.0.1:5005",
        "ACTIONS_LISTEN": "127.0.0.1:8100",
    },
    "containers": {
        "CACHE": "/tmp/cache",  # noqa: S108 - of the container alone
        "LOG": "/var/log/nginx",
        "LISTEN": "8443",
        "BOTS_LISTEN": "172.31.250.10:5005",
        "ACTIONS_LISTEN": "172.31.250.10:8100",
    },
}
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$")
_PATH = re.compile(r"/[\w./-]+$")


def configuration(layout: str, name: str, size: Size, tls: tuple[str, str] | None = None) -> str:
    """Return the configuration for `name`.

    `tls`: certificate and key; without them where certbot puts them on a machine, and compose its secrets.
    """
    folder = f"/etc/letsencrypt/live/{name}" if layout == "machine" else "/run/secrets"
    certificate, key = tls or (f"{folder}/fullchain.pem", f"{folder}/privkey.pem")
    counts = {"services": size.services, "actions": size.services, "bots": size.bots}
    numbered = MACHINE if layout == "machine" else CONTAINERS
    upstreams = {
        part.upper(): upstream(address.format(number) for number in range(1, counts[part] + 1))
        for part, address in numbered.items()
    }
    values = {
        **PLACES[layout],
        **upstreams,
        **PageLimits().values(),
        "NAME": name,
        "CERTIFICATE": certificate,
        "KEY": key,
    }
    return filled_in(TEMPLATE.read_text(encoding="utf-8"), values)


def main(arguments: list[str] | None = None) -> int:
    """Print it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m setup.production.front", description=__doc__)
    parser.add_argument("layout", choices=sorted(PLACES), help="where bots and services run")
    parser.add_argument("name", type=_host_name, help="the name under which users reach it: chat.school.example")
    parser.add_argument("--services", type=_count, default=2, metavar="N", help="how many services (2)")
    parser.add_argument("--bots", type=_count, default=2, metavar="N", help="how many bots (2)")
    parser.add_argument(
        "--tls", type=_path, nargs=2, metavar=("CERTIFICATE", "KEY"), help="files of TLS (those of certbot)"
    )
    chosen = parser.parse_args(arguments)
    tls = tuple(chosen.tls) if chosen.tls else None
    sys.stdout.write(configuration(chosen.layout, chosen.name, Size(chosen.bots, chosen.services), tls))
    return 0


def _host_name(text: str) -> str:
    if _NAME.match(text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is no host name: write it as chat.school.example")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= MAX_COUNT:
        return int(text)
    raise argparse.ArgumentTypeError(f"choose a number from 1 to {MAX_COUNT}")


def _path(text: str) -> str:
    if _PATH.match(text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r}: name the file by its whole path, without blanks")


if __name__ == "__main__":
    sys.exit(main())
