"""nginx' configuration for a machine and for containers: what is printed holds together, and nginx takes it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from setup.errors import SetupError
from setup.paths import ROOT
from setup.production.front import configuration, main
from setup.production.nginx import PageLimits, make_certificate
from setup.production.programs import find_program, free_ports
from setup.production.stack import Size
from tests.support import need

pytestmark = pytest.mark.unit
NAME = "chat.school.example"
UNITS = ROOT / "deploy" / "systemd"


def servers(text: str) -> dict[str, list[str]]:
    """Return the addresses of each upstream."""
    blocks = re.findall(r"^upstream grenswijzer_(\w+) \{(.*?)^\}", text, re.M | re.S)
    return {name: re.findall(r"server (\S+)", block) for name, block in blocks}


def variables() -> dict[str, str]:
    lines = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line.startswith("GRENSWIJZER_"))


def test_on_a_machine_it_leads_where_the_units_listen() -> None:
    text = configuration("machine", NAME, Size(bots=3, services=2))
    service = (UNITS / "grenswijzer-service@.service").read_text(encoding="utf-8")
    bot = (UNITS / "grenswijzer-bot@.service").read_text(encoding="utf-8")
    port, internal = re.findall(r"_PORT=(\d+)%i", service)
    rasa = re.findall(r"-p (\d+)%i", bot)[0]
    assert servers(text) == {
        "services": [f"127.0.0.1:{port}{number}" for number in (1, 2)],
        "actions": [f"127.0.0.1:{internal}{number}" for number in (1, 2)],
        "bots": [f"127.0.0.1:{rasa}{number}" for number in (1, 2, 3)],
    }
    assert variables()["GRENSWIJZER_RASA_URL"] == f"http://{re.findall(r'listen (.*:5005);', text)[0]}"
    assert variables()["GRENSWIJZER_ACTION_URL"] == f"http://{re.findall(r'listen (.*:8100);', text)[0]}/webhook"


def test_in_containers_it_leads_where_compose_puts_them() -> None:
    text = configuration("containers", NAME, Size(2, 2))
    compose = yaml.safe_load((ROOT / "deploy/containers/compose.yml").read_text(encoding="utf-8"))["services"]
    at = {name: service["networks"]["inside"]["ipv4_address"] for name, service in compose.items() if _inside(service)}
    assert servers(text) == {
        "services": [f"{at[name]}:8000" for name in ("service-1", "service-2")],
        "actions": [f"{at[name]}:8001" for name in ("service-1", "service-2")],
        "bots": [f"{at[name]}:5005" for name in ("bot-1", "bot-2")],
    }
    front = at["nginx"]
    assert f"listen {front}:5005;" in text and f"listen {front}:8100;" in text
    assert compose["service-1"]["environment"]["GRENSWIJZER_RASA_URL"] == f"http://{front}:5005"
    assert compose["service-1"]["environment"]["GRENSWIJZER_TRUSTED_PROXIES"] == front
    assert compose["bot-1"]["environment"]["GRENSWIJZER_ACTION_URL"] == f"http://{front}:8100/webhook"


def _inside(service: dict[str, object]) -> bool:
    networks = service["networks"]
    return isinstance(networks, dict) and "inside" in networks


def test_nothing_is_public_but_tls() -> None:
    for layout, public in (("machine", "[::]:443 ipv6only=off ssl http2"), ("containers", "8443 ssl http2")):
        listens = re.findall(r"listen (.*);", configuration(layout, NAME, Size()))
        assert listens[0] == public
        assert all(re.match(r"(127\.0\.0\.1|172\.31\.250\.10):", listen) for listen in listens[1:])


@pytest.mark.parametrize("layout", ["machine", "containers"])
def test_pages_that_are_only_read_are_counted_by_address_and_the_api_by_the_services(layout: str) -> None:
    text = configuration(layout, NAME, Size())
    public = re.findall(r"^server \{(.*?)^\}", text, re.M | re.S)[0]
    limits = PageLimits()
    assert f"zone=grenswijzer_pages:10m rate={limits.rate};" in text
    for line in (f"zone=grenswijzer_pages burst={limits.burst} nodelay;", f"grenswijzer_at_once {limits.at_once};"):
        # Once and for all places, so that none is forgotten.
        assert re.search(rf"^    limit_\w+ {line}$", public, re.M)
        assert text.count(line) == 1
    uncounted = re.findall(r'"~(\S+)" "";', text)
    assert [place for place in ("/api/v1/chat", "/widget/1.0/frame.js") if re.match("|".join(uncounted), place)] == [
        "/api/v1/chat", "/widget/1.0/frame.js",
    ]  # fmt: skip
    pages = ("/", "/record", "/webmaster", "/plain", "/widget/frame", "/widget.js", "/health", "/api", "/openapi.json")
    assert not [place for place in pages if re.match("|".join(uncounted), place)]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:3::4", "2001:db8:1:2"),
        ("2001:db8:1:2::4", "2001:db8:1:2"),
        ("::ffff:192.0.2.1", None),
        ("192.0.2.1", None),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(address: str, network: str | None) -> None:
    pattern = re.findall(r'"~(\S+)" \$1;', configuration("machine", NAME, Size()))[0]
    found = re.match(pattern, address)
    assert (found[1] if found else None) == network


def test_no_log_of_errors_holds_what_users_ask() -> None:
    text = configuration("machine", NAME, Size())
    for block in re.findall(r"^server \{(.*?)^\}", text, re.M | re.S):
        assert re.search(r"error_log \S+ crit;", block)


@pytest.mark.parametrize(
    "arguments",
    [["machine", "school.example;"], ["machine", "-x.example"], ["machine", NAME, "--bots", "0"], ["elsewhere", NAME],
     ["machine", NAME, "--services", "10"], ["machine", NAME, "--tls", "a.pem", "/b.pem"],
     ["machine", NAME, "--tls", "/a b.pem", "/b.pem"]],
)  # fmt: skip
def test_what_would_break_the_configuration_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["machine", NAME, "--bots", "1", "--tls", "/etc/ssl/a.pem", "/etc/ssl/b.pem"]) == 0
    printed = capsys.readouterr().out
    assert printed == configuration("machine", NAME, Size(bots=1), ("/etc/ssl/a.pem", "/etc/ssl/b.pem"))
    assert "ssl_certificate_key /etc/ssl/b.pem;" in printed


@pytest.mark.servers
@pytest.mark.parametrize("layout", ["machine", "containers"])
def test_nginx_takes_it_beside_the_configuration_of_debian(layout: str, tmp_path: Path) -> None:
    debian = Path("/etc/nginx/nginx.conf")
    try:
        nginx = find_program("nginx", "nginx")
    except SetupError as error:
        need(False, "nginx", str(error))
        raise
    need(debian.exists(), "Debian's nginx.conf", "`apt-get install nginx`")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    make_certificate(certificate, key)
    text = configuration(layout, NAME, Size(), (str(certificate), str(key)))
    for place in ("/var/cache/nginx", "/var/log/nginx", "/tmp/cache"):
        text = text.replace(f" {place}", f" {tmp_path}")
    for listen, free in zip(re.findall(r"listen (\S+?)[ ;]", text), free_ports(3), strict=True):
        text = text.replace(f"listen {listen}", f"listen {'[::]' if '[' in listen else '127.0.0.1'}:{free}")
    (tmp_path / "grenswijzer.conf").write_text(text, encoding="utf-8")
    main_file = re.sub(
        r"include /etc/nginx/(conf\.d|sites-enabled|modules-enabled)/\S+;", "", debian.read_text("utf-8")
    )
    main_file = main_file.replace("http {", f"http {{ include {tmp_path}/grenswijzer.conf;")
    main_file = main_file.replace("/var/log/nginx", str(tmp_path)).replace("/run/nginx.pid", f"{tmp_path}/nginx.pid")
    (tmp_path / "nginx.conf").write_text(main_file, encoding="utf-8")
    command = [nginx, "-t", "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
