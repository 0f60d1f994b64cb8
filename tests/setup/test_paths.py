"""Settings of a run come from the environment, and nonsense is refused in a sentence."""

from __future__ import annotations

import pytest

from setup.errors import SetupError
from setup.paths import ROOT, read_settings

pytestmark = pytest.mark.unit


def test_without_variables_everything_is_on_loopback_and_in_the_project() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.internal_port, settings.rasa_port) == ("127.0.0.1", 8000, 8001, 5005)
    assert settings.state == ROOT / "var"
    assert settings.address == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:90"), ("school.example", "http://school.example:90"), ("::1", "http://[::1]:90")],
)
def test_the_address_can_be_opened_on_this_machine(host: str, address: str) -> None:
    assert read_settings({"GRENSWIJZER_HOST": host, "GRENSWIJZER_PORT": "90"}).address == address


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "", "８０", "80.0"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(SetupError, match=f"GRENSWIJZER_RASA_PORT={port} is no port: choose a number from 1 to 65535"):
        read_settings({"GRENSWIJZER_RASA_PORT": port})


def test_two_equal_ports_are_refused() -> None:
    with pytest.raises(SetupError, match="must be three different ports"):
        read_settings({"GRENSWIJZER_PORT": "8001"})
