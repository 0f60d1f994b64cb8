"""Rasa as `rasa init` sets it up, with canned answers and no search, as a server beside the product.

How fast it answers depends on what it is made of, hardly on how long it learnt: a few epochs do. The trained bot stays
in `models/stock-rasa/`, under the hash of what it was trained on, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from rich.progress import Progress

from benchmarks.passages import INDEX
from benchmarks.rasa_peer import PYTHON, QUIET, RasaFailed, train
from benchmarks.rasa_project import config, samples, write_project
from benchmarks.reporting import ROOT
from knowledge.index import open_index
from setup.evaluating import on_free_ports
from setup.paths import MODELS, REQUIREMENTS, read_settings
from setup.processes import child_environment, start, stop
from setup.stack import LEAN, READY_WITHIN_S

FOLDER = MODELS / "stock-rasa"
MODEL = Path("models") / "stock.tar.gz"
EPOCHS = 5
#: Sample questions of each entry and language that it is trained on.
EXAMPLES = 4
#: Of a quick run, which only shows that all works.
QUICK_ENTRIES = 25


class StockRasa:
    """A running stock bot."""

    def __init__(self, http: httpx.Client, pid: int) -> None:
        self._http = http
        self.pid = pid

    def say(self, text: str) -> bool:
        """Say `text` in a new conversation and return whether the bot said anything.

        Raises:
            RasaFailed: it stopped answering.
        """
        message = {"sender": uuid.uuid4().hex, "message": text}
        try:
            answer = self._http.post("/webhooks/rest/webhook", json=message).raise_for_status()
        except httpx.HTTPError as error:
            raise RasaFailed(f"The stock bot stopped answering ({type(error).__name__}).") from error
        return bool(answer.json())


def trained(progress: Progress, *, quick: bool, reuse: bool) -> Path:
    """Return the folder of a trained stock bot; `reuse`: also of one trained on other entries than today's.

    Raises:
        RasaFailed: it could not be trained.
        IndexUnusable: the index, whose sample questions it learns, is missing or damaged.
    """
    examples = samples(open_index(INDEX, None).passages, 1 if quick else EXAMPLES)
    if quick:
        examples = dict(list(examples.items())[:QUICK_ENTRIES])
    made_of: list[Any] = [examples, config(EPOCHS), (REQUIREMENTS / "bot.txt").read_text(encoding="utf-8")]
    folder = FOLDER / hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]
    there = sorted(FOLDER.glob(f"*/{MODEL}"), key=lambda model: model.stat().st_mtime_ns)
    if (folder / MODEL).is_file():
        return folder
    if reuse and there:
        return there[-1].parents[1]
    progress.add_task(f"Training a stock bot on {sum(map(len, examples.values()))} questions", total=None)
    shutil.rmtree(folder, ignore_errors=True)
    write_project(folder, examples, EPOCHS)
    train(folder)
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[StockRasa]:
    """Run the bot in `folder` on a free port, with the environment that the product's own bot gets.

    Raises:
        RasaFailed: it does not start; its output is in `serve.log` there.
    """
    port = on_free_ports(read_settings(), folder).rasa_port
    command: list[str | Path] = [PYTHON, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "--model", MODEL]
    with (folder / "serve.log").open("wb") as log:
        process = start([*command, "--quiet"], environment=child_environment({**LEAN, **QUIET}), cwd=folder, output=log)
        try:
            with closing(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30.0, trust_env=False)) as http:
                _wait_until_ready(http, process, folder)
                yield StockRasa(http, process.pid)
        finally:
            stop(process)


def _wait_until_ready(http: httpx.Client, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            http.get("/")
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    log = (folder / "serve.log").relative_to(ROOT)
    raise RasaFailed(f"The stock bot does not start: see {log}.")
