"""What can be installed on top of the service leaves the service as it was."""

from __future__ import annotations

import re

import pytest

from setup.environments import SERVICE_ENVIRONMENT
from setup.paths import REQUIREMENTS
from setup.plan import RUN, with_store

pytestmark = pytest.mark.unit


def pins(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("extra", SERVICE_ENVIRONMENT.extras)
def test_an_extra_changes_no_version_of_the_service_or_of_its_test_tools(extra: str) -> None:
    held = {**pins("dev"), **pins("service")}
    shared = {name: version for name, version in pins(extra).items() if name in held}
    assert shared
    assert shared == {name: held[name] for name in shared}


def test_milvus_is_outside_the_lock_of_the_service() -> None:
    assert {"pymilvus", "milvus-lite"} <= pins("milvus").keys()
    assert not {"pymilvus", "milvus-lite"} & {*pins("service"), *pins("dev")}


def test_a_run_has_the_client_of_milvus_only_where_vectors_are_kept_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, extra in (("", ()), ("faiss", ()), ("milvus+http://localhost:19530", ("milvus",))):
        monkeypatch.setenv("GRENSWIJZER_VECTORS", setting)
        assert with_store(RUN) == (*RUN, *extra)
