"""Every setting of the service. Each is an environment variable `GRENSWIJZER_<NAME>`; `docs/settings.md` lists them."""

from __future__ import annotations

import ipaddress
import secrets
from pathlib import Path
from typing import Annotated, Literal, Self

from limits import parse
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.origins import checked_origin

PREFIX = "GRENSWIJZER_"
Port = Annotated[int, Field(ge=1, le=65535)]
#: Written in the environment as words with commas or blanks between them.
Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """How the service runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", description="Address that the public listener binds to.")
    port: Port = Field(default=8000, description="Port of the public listener.")
    internal_host: str = Field(
        default="127.0.0.1",
        description="Address that the internal listener binds to: another than loopback only in a network that nobody "
        "but Rasa and the metrics' collector reaches, as one of containers.",
    )
    internal_port: Port = Field(default=8001, description="Port of the webhook and the metrics.")
    rasa_url: str = Field(
        default="http://127.0.0.1:5005", description="Where the Rasa server listens.", pattern=r"^https?://"
    )
    action_token: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        description="Shared with Rasa, which sends it with every call of the webhook. Made anew at each start when "
        "left out, and then Rasa is refused.",
        min_length=16,
    )
    secret_key: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        description="Signs conversation tokens and buttons. Made anew at each start when left out: conversations then "
        "end with the process.",
        min_length=16,
    )
    state: Path = Field(
        default=Path("var"),
        description="Folder of the databases: Rasa's `tracker.db`, and ours, such as `feedback.db`.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="`json`: each line of the log is an object, for machines that collect logs."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL for all that is kept, as postgresql://user:password@host/name, which Rasa uses too. "
        "Left out, it is kept in files of the state folder.",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="Redis that several processes of the service share, as redis://:password@host:6379/0: what they "
        "remember of conversations, and limits. Left out, each process remembers and counts for itself.",
    )
    models: Path = Field(default=Path("models"), description="Folder of the encoder and the index.")
    kill_switch: bool = Field(
        default=False,
        description="Switches chat and search off with a plain sentence. A file `kill-switch` in the state folder does "
        "the same without a restart.",
    )
    allowed_origins: Words = Field(
        default=(),
        description="Web origins that may call the API from a browser and show our pages in a frame. Those that show "
        "the chat of one site alone stand in `site.yml`.",
    )
    trusted_proxies: Words = Field(
        default=(), description="Addresses or networks of proxies whose X-Forwarded-For is believed."
    )
    rate_conversation: str = Field(default="20/minute", description="Turns that one conversation may take.")
    rate_address: str = Field(
        default="300/minute", description="Requests that one network address may make: a whole school can share one."
    )
    rate_sign_in: str = Field(
        default="20/minute", description="Tries to sign in to the console that one network address may make."
    )
    rate_session: str = Field(
        default="600/minute", description="Requests of one session of the console: it searches while somebody types."
    )
    rate_concurrent: int = Field(default=16, ge=1, description="Chat turns and searches that may run at the same time.")
    turn_deadline_s: float = Field(default=3.0, gt=0, le=30, description="Seconds that Rasa may take for a turn.")
    retention_hours: float = Field(
        default=24.0, gt=0, le=24 * 31, description="Hours after which a conversation ends and what it held is deleted."
    )
    question_days: int = Field(
        default=30,
        ge=0,
        le=365,
        description="Days for which masked questions without an answer are kept for editors; with 0 none is ever kept.",
    )
    workers: int = Field(
        default=2, ge=1, le=64, description="Threads for actions, and as many again for public searches."
    )

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(checked_origin, origins))

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ipaddress.ip_network(network, strict=False)
        return networks

    @field_validator("database_url", "redis_url")
    @classmethod
    def _address_of(cls, address: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        forms = {"database_url": ("postgresql://", "user:password@host/name"), "redis_url": ("redis", "://host:6379/0")}
        start, rest = forms[str(info.field_name)]
        if address and not address.get_secret_value().startswith(start):
            # It holds a password: it is not repeated.
            raise ValueError(f"this is no address: write it as {start}{rest}")
        return address

    @field_validator("rate_conversation", "rate_address", "rate_sign_in", "rate_session")
    @classmethod
    def _rate(cls, rate: str) -> str:
        try:
            parse(rate)
        except ValueError as error:
            raise ValueError(f"{rate!r} is no rate: write it as 20/minute") from error
        return rate

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if self.port == self.internal_port:
            raise ValueError(f"port and internal_port are both {self.port}: they must differ")
        return self

    @property
    def retention_s(self) -> float:
        """The retention in seconds."""
        return self.retention_hours * 3600

    def tables_in(self, file: str) -> Path | str:
        """Return where tables are: in `file` of the state folder, or in the database for all."""
        return self.database_url.get_secret_value() if self.database_url else self.state / file

    @property
    def paused(self) -> bool:
        """Whether the kill switch is on now."""
        return self.kill_switch or (self.state / "kill-switch").exists()


class SettingsError(Exception):
    """A setting cannot be used; the message names its variable and what would be right."""


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"][:1]).upper()
        problem = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {problem}" if first["loc"] else problem) from error


def describe_settings() -> str:
    """Return all settings with their defaults as text, for `--help`."""
    lines = []
    for name, field in Settings.model_fields.items():
        default = "made at start" if field.default_factory else (field.default if field.default != () else "none")
        lines += [f"  {PREFIX}{name.upper()} (default: {default})", f"      {field.description}"]
    return "\n".join(lines)
