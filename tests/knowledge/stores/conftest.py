"""A Milvus on a file and one with an address."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.stores import Place
from tests.knowledge.stores.making import need_milvus
from tests.support import within


@dataclass
class Server:
    """Milvus Lite behind a port, as a cluster is: it can be lost."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> Place:
        return Place(f"http://127.0.0.1:{self.port}", "somebody:a-password", "tests")

    def start(self) -> None:
        listen = ["--host", "127.0.0.1", "--port", str(self.port)]
        command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(self.folder), *listen]
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        assert within(60, self.answers), self.folder.with_suffix(".log").read_text()

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def answers(self) -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture(scope="module")
def milvus_file(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A file of Milvus Lite, opened in this process."""
    need_milvus()
    return Place(str(tmp_path_factory.mktemp("milvus") / "vectors.db"), owner="tests")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of Milvus that runs."""
    need_milvus()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = Server(tmp_path / "data", port)
    try:
        server.start()
        yield server
    finally:
        server.stop()
