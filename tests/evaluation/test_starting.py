"""`--start`: a product for the evaluation alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation import starting
from evaluation.errors import StartFailed
from setup.errors import SetupError
from setup.paths import Settings

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A trained bot, an environment of our own, and signals left as they are."""
    model = tmp_path / "bot.tar.gz"
    model.touch()
    monkeypatch.setattr(starting, "rasa_model", lambda: model)
    monkeypatch.setattr(starting.signal, "signal", lambda *_: None)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ.pop("GRENSWIJZER_RATE_ADDRESS", None)
    return model


def test_without_a_trained_bot_it_says_how_to_build_it(built: Path) -> None:
    built.unlink()
    with pytest.raises(StartFailed, match="run `make build` first"):
        starting.with_own_stack(lambda *_: None)


def test_a_product_that_does_not_start_shows_its_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_settings: Settings, show: Callable[[str], None], _work: Callable[[], int]) -> int:
        for number in range(30):
            show(f"[service] line {number}")
        raise SetupError("The service ended by itself.")

    monkeypatch.setattr(starting, "with_stack", failing)
    with pytest.raises(StartFailed) as error:
        starting.with_own_stack(lambda *_: None)
    lines = str(error.value).splitlines()
    assert len(lines) == starting.KEPT_LINES + 1
    assert lines[-2:] == ["[service] line 29", "The service ended by itself."]


def test_the_work_gets_the_address_and_the_limits_are_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    os.environ["GRENSWIJZER_RATE_CONVERSATION"] = "5/minute"
    seen: list[Settings] = []

    def running(settings: Settings, _show: Callable[[str], None], work: Callable[[], int]) -> int:
        seen.append(settings)
        assert settings.state.is_dir()
        return work()

    monkeypatch.setattr(starting, "with_stack", running)
    got: list[tuple[str, int]] = []
    starting.with_own_stack(lambda address, port: got.append((address, port)))
    (settings,) = seen
    assert got == [(f"http://127.0.0.1:{settings.port}", settings.rasa_port)]
    assert not settings.state.exists()
    assert os.environ["GRENSWIJZER_RATE_ADDRESS"] == "100000/minute"
    assert os.environ["GRENSWIJZER_RATE_CONVERSATION"] == "5/minute"
