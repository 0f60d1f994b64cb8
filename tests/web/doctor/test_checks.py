"""`grenswijzer doctor` finds what is wrong and says what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support import need
from tests.web.conftest import MODELS
from web.accounts.rules import Role
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts
from web.cli import app
from web.doctor.checks import (
    Finding,
    Verdict,
    check_knowledge,
    check_network,
    check_operation,
    check_state,
    check_stores,
)
from web.settings import Settings
from web.stores.databases import Where

pytestmark = pytest.mark.unit


def found(check: Callable[[Settings], object], **settings: object) -> dict[str, Finding]:
    return {finding.about: finding for finding in check(Settings(**settings))}  # type: ignore[attr-defined,arg-type]


def test_a_key_that_others_can_read_is_wrong(tmp_path: Path) -> None:
    key = tmp_path / "secret"
    key.write_text("the key")
    key.chmod(0o644)
    finding = found(check_state, state=tmp_path)["key"]
    assert finding.verdict is Verdict.WRONG
    assert "chmod 600" in finding.said
    key.chmod(0o600)
    assert found(check_state, state=tmp_path)["key"].verdict is Verdict.GOOD


def test_without_a_key_it_warns(tmp_path: Path) -> None:
    assert found(check_state, state=tmp_path)["key"].verdict is Verdict.WARNING
    assert found(check_state, state=tmp_path, secret_key="x" * 20)["key"].verdict is Verdict.GOOD


@pytest.mark.integration
def test_a_damaged_index_is_wrong_with_the_way_to_mend_it(tmp_path: Path) -> None:
    need((MODELS / "index" / "current").is_file(), "The index", "`make build` makes it")
    good = found(check_knowledge, models=MODELS)
    assert (good["index"].verdict, good["encoder"].verdict) == (Verdict.GOOD, Verdict.GOOD)
    shutil.copytree(MODELS / "index", tmp_path / "index")
    in_use = (tmp_path / "index" / "current").read_text().strip()
    vectors = tmp_path / "index" / in_use / "vectors.faiss"
    content = bytearray(vectors.read_bytes())
    content[len(content) // 2] ^= 1
    vectors.write_bytes(content)
    damaged = found(check_knowledge, models=tmp_path)["index"]
    assert damaged.verdict is Verdict.WRONG
    assert "grenswijzer index build" in damaged.said or "make build" in damaged.said


def test_accounts_are_counted_wherever_they_are(where: Where, tmp_path: Path) -> None:
    settings: dict[str, object] = {"database_url": where} if isinstance(where, str) else {"state": tmp_path}
    assert found(check_stores, **settings)["accounts"].verdict is Verdict.WARNING
    engine = open_accounts(where if isinstance(where, str) else tmp_path / "accounts.db")
    AccountStore(engine).add("anna@school.example", Role.EDITOR, "four words of nothing")
    engine.dispose()
    after = found(check_stores, **settings)
    assert after["accounts"].verdict is Verdict.GOOD
    if isinstance(where, str):
        assert after["database"].verdict is Verdict.GOOD


def test_servers_that_do_not_answer_are_wrong_and_no_password_is_told(tmp_path: Path) -> None:
    addresses = {"database_url": "postgresql://me:geheim@127.0.0.1:1/x", "redis_url": "redis://:geheim@127.0.0.1:1/0"}
    findings = {
        **found(check_stores, state=tmp_path, **addresses),
        **found(check_network, rasa_url="http://127.0.0.1:1"),
    }
    for about in ("database", "redis", "rasa"):
        assert findings[about].verdict is Verdict.WRONG, about
    assert "geheim" not in str(findings)


def test_what_an_operator_may_have_forgotten_is_told(tmp_path: Path) -> None:
    assert found(check_operation, state=tmp_path) == {}
    (tmp_path / "kill-switch").touch()
    (tmp_path / "banner.yml").write_text("nl: alleen Nederlands")
    findings = found(check_operation, state=tmp_path)
    assert findings["kill switch"].verdict is Verdict.WARNING
    assert findings["banner"].verdict is Verdict.WRONG


def test_a_service_that_is_open_to_the_network_without_a_proxy_is_told_of_it() -> None:
    assert "proxy" in found(check_network, host="0.0.0.0", rasa_url="http://127.0.0.1:1")  # noqa: S104
    assert "proxy" not in found(check_network, rasa_url="http://127.0.0.1:1")


@pytest.mark.integration
def test_the_command_tells_all_and_ends_with_1_where_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENSWIJZER_STATE", str(tmp_path))
    monkeypatch.setenv("GRENSWIJZER_RASA_URL", "http://127.0.0.1:1")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    told = {finding["about"]: finding["verdict"] for finding in json.loads(result.stdout)}
    assert told["rasa"] == "wrong"
    assert told["state"] == "good"
    monkeypatch.chdir(tmp_path)
    from_elsewhere = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert {finding["about"]: finding["verdict"] for finding in from_elsewhere} == told
    assert told["index"] == "good"
    assert "✗ rasa" in CliRunner().invoke(app, ["doctor"]).stdout
