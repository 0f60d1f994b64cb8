"""Which steps there are, and which of them each target needs."""

from __future__ import annotations

import os
from collections.abc import Iterable

from setup import builds, environments
from setup.commands import Commands
from setup.console import Console
from setup.disk import check_space
from setup.environments import BOT_ENVIRONMENT, CLIENTS_ENVIRONMENT, PEERS_ENVIRONMENT, SERVICE_ENVIRONMENT
from setup.locking import alone
from setup.paths import BOT, CLIENTS, ENCODER, PEERS, SERVICE, TOOLS, Settings
from setup.steps import Step, run_steps
from setup.uv import install_uv, uv_works

#: The steps that a target asks for; what these need is added.
LINT = ("dev", "project")
ASK = ("index",)
TRAIN = ("rasa",)
RUN = ("index", "rasa")
MILVUS = ("milvus",)
BENCH = ("index", "peers")
TEST = ("index", "rasa", "dev", "bot-dev", "project")
TEST_FULL = (*TEST, "clients")


def with_store(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return `wanted` with the client of the store that the user keeps vectors in, where that is not the default."""
    return (*wanted, *MILVUS) if os.environ.get("GRENSWIJZER_VECTORS", "").strip().startswith("milvus") else wanted


def set_up(
    wanted: Iterable[str], settings: Settings, *, thorough: bool = False, console: Console | None = None
) -> None:
    """Do what is missing for `wanted`; `thorough` also has encoder and index check themselves.

    Raises:
        SetupError: something is missing or wrong.
    """
    console = console or Console()
    commands = Commands(settings.state / "log" / "setup")
    with alone(TOOLS / "lock", console.say):
        steps = _with_needs(wanted, _steps(commands, console, thorough))
        names = {step.name for step in steps}
        parts = {"service": SERVICE, "bot": BOT, "encoder": ENCODER, "peers": PEERS, "clients": CLIENTS}
        check_space(tuple(folder for name, folder in parts.items() if name in names))
        at_once = max(2, min(4, os.cpu_count() or 2))
        run_steps(steps, console, at_once=at_once, stop_all=commands.stop_all)


def missing(wanted: Iterable[str], settings: Settings) -> list[str]:
    """Return the titles of the steps for `wanted` that have something to do, without doing it."""
    steps = _steps(Commands(settings.state / "log" / "setup"), Console(), False)
    return [step.title for step in _with_needs(wanted, steps) if not step.is_done()]


def _steps(commands: Commands, console: Console, thorough: bool) -> list[Step]:
    """Return every step, in the order in which they begin where they could begin together."""
    service, bot = SERVICE_ENVIRONMENT, BOT_ENVIRONMENT
    return [
        Step("uv", "Installer", (), uv_works, lambda say: install_uv(commands, say), 5),
        Step(
            "service",
            "Environment of the service",
            ("uv",),
            lambda: environments.is_ready(service),
            lambda say: environments.create(service, commands, say, console.say),
            20,
        ),
        Step(
            "bot",
            "Environment of the bot",
            ("uv",),
            lambda: environments.is_ready(bot),
            lambda say: environments.create(bot, commands, say, console.say),
            25,
        ),
        Step(
            "project",
            "The project itself",
            ("service",),
            environments.has_project,
            lambda _: environments.install_project(commands),
            3,
        ),
        Step(
            "encoder",
            "Encoder",
            ("project",),
            lambda: not thorough and builds.encoder_is_built(),
            lambda say: builds.build_encoder(commands, say),
            25,
        ),
        Step(
            "bot-data",
            "Word lists for the bot",
            ("project",),
            builds.bot_data_is_written,
            lambda say: builds.write_bot_data(commands, say),
            8,
        ),
        Step(
            "rasa",
            "Training of the bot",
            ("bot", "bot-data", "encoder"),
            lambda: builds.rasa_model().is_file(),
            lambda say: builds.train_rasa(commands, say),
            60,
        ),
        Step(
            "index",
            "Index",
            ("encoder",),
            lambda: not thorough and builds.index_is_built(),
            lambda say: builds.build_index(commands, say),
            190,
        ),
        Step(
            "peers",
            "Environment of the benchmarks",
            ("uv",),
            lambda: environments.is_ready(PEERS_ENVIRONMENT),
            lambda say: environments.create(PEERS_ENVIRONMENT, commands, say, console.say),
            25,
        ),
        Step(
            "clients",
            "Generator of clients",
            ("uv",),
            lambda: environments.is_ready(CLIENTS_ENVIRONMENT),
            lambda say: environments.create(CLIENTS_ENVIRONMENT, commands, say, console.say),
            5,
        ),
        Step(
            "milvus",
            "Client of Milvus",
            ("service",),
            lambda: environments.has_extra(service, "milvus"),
            lambda say: environments.add_extra(service, "milvus", commands, say),
            10,
        ),
        *_test_steps(commands),
    ]


def _test_steps(commands: Commands) -> list[Step]:
    return [
        Step(
            environment.test_tools,
            f"Test tools of the {environment.name}",
            (environment.name,),
            lambda environment=environment: environments.has_test_tools(environment),  # type: ignore[misc]
            lambda say, environment=environment: environments.add_test_tools(environment, commands, say),  # type: ignore[misc]
            10,
        )
        for environment in (SERVICE_ENVIRONMENT, BOT_ENVIRONMENT)
    ]


def _with_needs(wanted: Iterable[str], steps: list[Step]) -> list[Step]:
    by_name = {step.name: step for step in steps}
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(by_name[name].needs)
    return [step for step in steps if step.name in needed]
