from __future__ import annotations

from pathlib import Path

import pytest

from web.settings import PREFIX, Settings, SettingsError, describe_settings, load_settings

pytestmark = pytest.mark.unit

NAMES = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_stands_in_the_help(name: str) -> None:
    assert name in describe_settings()


def test_lists_are_written_with_commas_or_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_ALLOWED_ORIGINS", "https://a.example, https://b.example https://c.example:8443")
    assert load_settings().allowed_origins == ("https://a.example", "https://b.example", "https://c.example:8443")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GRENSWIJZER_PORT", "70000", "less than or equal to 65535"),
        ("GRENSWIJZER_PORT", "web", "valid integer"),
        ("GRENSWIJZER_ALLOWED_ORIGINS", "*", "is no origin"),
        ("GRENSWIJZER_ALLOWED_ORIGINS", "https://a.example/path", "is no origin"),
        ("GRENSWIJZER_ALLOWED_ORIGINS", "https://a.example;script-src", "is no origin"),
        ("GRENSWIJZER_TRUSTED_PROXIES", "proxy", "does not appear to be an IPv4 or IPv6 network"),
        ("GRENSWIJZER_RATE_ADDRESS", "often", "is no rate"),
        ("GRENSWIJZER_RATE_SIGN_IN", "often", "is no rate"),
        ("GRENSWIJZER_RASA_URL", "localhost", "should match pattern"),
        ("GRENSWIJZER_ACTION_TOKEN", "short", "at least 16"),
        ("GRENSWIJZER_TURN_DEADLINE_S", "0", "greater than 0"),
        ("GRENSWIJZER_DATABASE_URL", "mysql://me:secret@host/x", "write it as postgresql://"),
        ("GRENSWIJZER_REDIS_URL", "host:6379", "write it as redis://"),
        ("GRENSWIJZER_RETENTION_HOURS", "never", "valid number"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said) as error:
        load_settings()
    assert str(error.value).startswith(name)
    assert "secret" not in str(error.value)


def test_both_listeners_cannot_have_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_PORT", "8001")
    with pytest.raises(SettingsError, match="must differ"):
        load_settings()


def test_secrets_are_made_anew_when_none_are_given_and_never_shown() -> None:
    first, second = Settings(), Settings()
    assert first.secret_key.get_secret_value() != second.secret_key.get_secret_value()
    assert first.action_token.get_secret_value() not in repr(first)


def test_the_kill_switch_is_a_setting_or_a_file(tmp_path: Path) -> None:
    assert not Settings(state=tmp_path).paused
    assert Settings(state=tmp_path, kill_switch=True).paused
    (tmp_path / "kill-switch").touch()
    assert Settings(state=tmp_path).paused
