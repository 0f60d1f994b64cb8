"""The files of the containers, read as they stand: what they promise of isolation, and that they name what exists."""

from __future__ import annotations

import contextlib
import fnmatch
import http.server
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from setup.builds import QUIET_RASA
from setup.paths import ROOT
from setup.processes import SINGLE_THREADED
from setup.production.programs import free_ports
from setup.stack import LEAN, LOCKS

pytestmark = pytest.mark.unit
FOLDER = ROOT / "deploy" / "containers"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
#: Instructions of the file, with lines that are continued joined.
INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", "", (FOLDER / "Containerfile").read_text(encoding="utf-8")).splitlines()
    if line and not line.startswith("#")
]
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def stages() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for instruction in INSTRUCTIONS:
        if instruction[0] == "FROM":
            found[instruction[1].split(" AS ")[1]] = []
        list(found.values())[-1].append(instruction)
    return found


STAGES = stages()
FINAL = ("service", "bot")


def words(stage: str, name: str) -> list[str]:
    return [rest for instruction, rest in STAGES[stage] if instruction == name]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_can_do_as_little_as_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["mem_limit"] and service["pids_limit"] and service["ulimits"] == {"core": 0}
    assert all("/var/run/docker.sock" not in volume for volume in service.get("volumes", []))


def test_nginx_alone_is_published_and_leaves_the_inner_networks() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    open_networks = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    assert open_networks == {"front"}
    for name, service in SERVICES.items():
        assert "network_mode" not in service
        assert ("front" in service["networks"]) == (name == "nginx")


def test_databases_are_out_of_reach_of_nginx() -> None:
    assert "data" not in SERVICES["nginx"]["networks"]
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["data"]


def test_each_tells_whether_it_answers() -> None:
    for name, service in SERVICES.items():
        own = service["build"]["target"] if "build" in service else ""
        assert "healthcheck" in service or words(own, "HEALTHCHECK"), name


def test_databases_of_compose_log_no_statement_and_acknowledge_what_they_keep() -> None:
    assert {"log_statement=none", "log_min_error_statement=panic"} <= set(SERVICES["postgres"]["command"])
    redis = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in redis and "noeviction" in redis


def test_secrets_are_files_or_in_the_file_of_settings() -> None:
    given = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert given == COMPOSE["secrets"].keys()
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert name.endswith("_FILE") or not re.search(r"PASSWORD|TOKEN|SECRET|KEY|DATABASE_URL|REDIS_URL", name), (
                value
            )
    ignored = (FOLDER / ".gitignore").read_text(encoding="utf-8").split()
    assert {"env", "secrets/", "nginx.conf"} <= set(ignored)


@pytest.mark.parametrize(
    "path", ["deploy/containers/env", "deploy/containers/secrets/privkey.pem", ".git/config", "var/secret",
             "models/rasa/x.tar.gz", ".venv/service/bin/python", "tests/conftest.py"],
)  # fmt: skip
def test_no_secret_and_nothing_built_here_gets_into_an_image(path: str) -> None:
    allowed = [line[1:] for line in IGNORED if line.startswith("!")]
    assert IGNORED[1] == "*"
    assert not any(path == name or path.startswith(f"{name}/") for name in allowed)


def test_what_images_are_built_from_is_there() -> None:
    for line in IGNORED:
        if line.startswith("!") and line != "!local":
            assert (ROOT / line[1:]).exists(), line
    assert any(fnmatch.fnmatch("web/widget/node_modules", line) for line in IGNORED)


@pytest.mark.parametrize("stage", FINAL)
def test_what_an_image_takes_from_the_build_exists_in_the_project_or_is_built(stage: str) -> None:
    built = {".venv/service", ".venv/bot", "local", "models/encoder", "models/index", "models/rasa"}
    built.add("models/gazetteers.json")
    for copied in words(stage, "COPY"):
        assert copied.startswith("--from=build ")
        for source in copied.split()[1:-1]:
            name = source.removeprefix("/srv/grenswijzer/")
            assert name in built or (ROOT / name).exists(), name


@pytest.mark.parametrize("stage", FINAL)
def test_an_image_runs_as_nobody_in_particular_and_installs_nothing(stage: str) -> None:
    user = words(stage, "USER")
    assert user == [SERVICES[f"{stage}-1"]["user"]]
    run = " ".join(words(stage, "RUN"))
    assert not re.search(r"\b(apt|apt-get|pip|uv|curl|wget|gcc|make)\b", run)
    assert "--no-create-home" in run
    order = [instruction for instruction, _ in STAGES[stage]]
    assert order.index("USER") > max(index for index, name in enumerate(order) if name in {"RUN", "COPY"})
    for name in ("CMD", "HEALTHCHECK"):
        assert "[" in words(stage, name)[0], "an exec form: signals reach the process itself"


@contextlib.contextmanager
def answering(statuses: dict[str, int]) -> Iterator[int]:
    """Answer each path with its status while the context lasts; yields the port."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(statuses[self.path])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def is_healthy(stage: str, port: int) -> bool:
    """Tell what the image's check says of who listens on `port`."""
    command = json.loads(words(stage, "HEALTHCHECK")[0].split("CMD ", 1)[1])
    asked = re.search(r"'127\.0\.0\.1', (\d+)", command[2])
    assert asked and asked[1] in words(stage, "EXPOSE")[0].split()
    code = command[2].replace(f", {asked[1]},", f", {port},")
    return subprocess.call([sys.executable, "-c", code], stderr=subprocess.DEVNULL) == 0


def test_a_service_without_a_bot_is_healthy_for_it_answers_by_search() -> None:
    with answering({"/health/alive": 204, "/health": 503}) as port:
        assert is_healthy("service", port)


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (500, False), (503, False)])
def test_a_bot_is_healthy_when_it_answers(status: int, healthy: bool) -> None:
    with answering({"/": status}) as port:
        assert is_healthy("bot", port) == healthy


@pytest.mark.parametrize("stage", FINAL)
def test_who_does_not_answer_or_fails_is_not_healthy(stage: str) -> None:
    with answering({"/health/alive": 500, "/": 500}) as port:
        assert not is_healthy(stage, port)
    assert not is_healthy(stage, free_ports(1)[0])


def test_bases_are_named_by_version_and_fit_the_environments() -> None:
    bases = {stage: lines[0][1].split()[0] for stage, lines in STAGES.items()}
    assert bases["service"] == bases["build"] == "python:3.11-slim-bookworm"
    assert bases["bot"] == bases["python310"] == "python:3.10-slim-bookworm"
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert all(re.search(r":\d", image) for image in images)


def test_images_run_as_under_make() -> None:
    for stage, variables in (("service", {}), ("bot", {**LOCKS, **QUIET_RASA})):
        told = dict(pair.split("=", 1) for line in words(stage, "ENV") for pair in line.split())
        assert {**LEAN, **SINGLE_THREADED, **variables}.items() <= told.items()
